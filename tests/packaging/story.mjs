// What happens in every project, and the portrait that the package gives of it in Node.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The clock of every project stands at 2025-10-20 22:40 UTC. */
export const NOW = 1761000000000;

/** An instalment that was paid late. */
export const repayment = (installment, days_past_due) => ({ type: 'repayment', at: NOW, loan: 'a', installment, days_past_due, amount: '812.50' });

/**
 * Computed by hand from the policy, policies/retail.json: initial 447; duration of 11 months, 51; two instalments overdue in a row,
 * -90; what is missing, 0.
 */
export const SCORE = 447 + 51 - 90;
/** And its one warning, with 812.50 paid twice. */
export const MESSAGE = /^2 instalments in a row are overdue, the last by 31 days; 1,625\.00 was repaid in 90 days\./;

/** The first portrait of the customer that the projects tell of, and the engine that gave it. */
export async function expectation(installed) {
  const { load } = await import(pathToFileURL(join(installed, 'dist/node.js')).href);
  const engine = await load(readFileSync(join(installed, 'dist/policies/retail.pack')));
  const session = engine.open({ locale: 'en' });
  session.consent.set('risk', true, NOW);
  session.setProfile({ age: 31, duration_months: 11 });
  session.record([repayment(1, 12), repayment(2, 31)]);
  const portrait = session.portrait(NOW);
  session.close();
  return { engine, portrait };
}

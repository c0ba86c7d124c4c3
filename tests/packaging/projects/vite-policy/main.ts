import { load } from 'silhouette-wasm';
import pack, { digest, version } from './policy.json?pack';
import type { Policy } from './policy.js';

const engine = await load<Policy>(pack);
const session = engine.open({ locale: 'en' });
const now = Date.now();
session.consent.set('risk', true, now); // when the customer agrees
session.setProfile({ age: 31, duration_months: 11 });
session.record([
  { type: 'repayment', at: now, loan: 'a', installment: 1, days_past_due: 12, amount: '812.50' },
  { type: 'repayment', at: now, loan: 'a', installment: 2, days_past_due: 31, amount: '812.50' },
]);
document.querySelector('#portrait')!.textContent = JSON.stringify(session.portrait(now), null, 2);
document.title = digest === engine.policy.digest ? version : 'another policy';
session.close();

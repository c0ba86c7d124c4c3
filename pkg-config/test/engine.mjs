// What the tests of the built package share.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SilhouetteError } from 'silhouette-wasm';

const root = fileURLToPath(new URL('../..', import.meta.url));

const packs = process.env.SILHOUETTE_PACKS ?? join(root, 'build/packs');

/** Path of the retail policy's pack. */
export const PACK = join(packs, 'retail.pack');
/** Path of the enterprise policy's pack, in which a fact is a list. */
export const LISTS_PACK = join(packs, 'enterprise.pack');

for (const pack of [PACK, LISTS_PACK]) {
  if (!existsSync(pack)) throw new Error(`${pack} is missing; \`cargo xtask test --only package\` makes it`);
}

/** A fresh copy of its bytes. */
export const packBytes = () => new Uint8Array(readFileSync(PACK));

/** A moment. */
export const NOW = Date.UTC(2026, 4, 2, 2);
/** A day in milliseconds. */
export const DAY = 86_400_000;

/** An installment paid, on time or late. */
export const repayment = (installment, daysPastDue, at = NOW - DAY) => ({
  type: 'repayment',
  at,
  loan: 'a',
  installment,
  days_past_due: daysPastDue,
  amount: '812.50',
});

/** A new session in which everything that needs a consent has it. */
export const consenting = (engine, options) => {
  const session = engine.open(options);
  for (const { purpose } of session.consent.get()) session.consent.set(purpose, true, 0);
  return session;
};

/** Checks a thrown error: its class, code and place, and that its message is one line. */
export const fault = (code, path) => (error) => {
  assert.ok(error instanceof SilhouetteError, `${error}`);
  assert.deepEqual({ code: error.code, path: error.path }, { code, path });
  assert.match(error.message, /^[^\n]+$/);
  return true;
};

// Reports that may leave, through the built package: in a session, in a vault, in a sealed worker.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import { openSealed } from 'silhouette-wasm/sealed';
import { openVault } from 'silhouette-wasm/vault';
import { DAY, NOW, consenting, fault, packBytes } from './engine.mjs';
import { page as worker } from './sealed-host.mjs';
import { device, engine, overwrite, page, records } from './vault-host.mjs';

beforeEach(device);

const PERIOD = 30 * DAY;
/** The first moment of the period after the one of `NOW`, and after the span of the policy's budget. */
const NEXT = NOW - (NOW % (90 * DAY)) + 90 * DAY;

/** A customer of whom the ledger is known since before that. */
const customer = (session) => {
  session.setProfile({ age: 31, income_month: '32000.00', occupation: 'salaried' });
  session.portrait(NOW);
  return session;
};

test('a report is 22 bytes, once in a period', async () => {
  const session = customer(consenting(engine));
  const report = await session.report('tag_share', NEXT);
  assert.deepEqual(Object.keys(report), ['egress', 'bytes', 'epsilon', 'budgetLeft']);
  assert.deepEqual([report.egress, report.epsilon, report.budgetLeft], ['tag_share', 1, 3]);
  assert.ok(report.bytes instanceof Uint8Array);
  assert.equal(report.bytes.length, 22);
  // Form 1, report 0, the policy, the period.
  const digest = Buffer.from(engine.policy.digest, 'hex').subarray(0, 8);
  const period = Buffer.alloc(4);
  period.writeUInt32LE(NEXT / PERIOD);
  assert.deepEqual(Buffer.from(report.bytes).subarray(0, 14), Buffer.concat([Buffer.of(1, 0), digest, period]));
  assert.deepEqual([...report.bytes.subarray(15)], [0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(await session.report('tag_share', NEXT + PERIOD - 1), report);
  const { reports } = session.exportData(NEXT);
  assert.deepEqual(reports, [{ egress: 'tag_share', bytes: [...report.bytes], epsilon: 1, from: NEXT, until: NEXT + PERIOD }]);
  const resumed = engine.open({ snapshot: session.snapshot() });
  assert.deepEqual(await resumed.report('tag_share', NEXT), report);
  assert.equal((await session.report('profile_share', NEXT)).budgetLeft, 2);
  session.close();
  resumed.close();
});

test('reporting leaves the next portrait as it would be', async () => {
  const [asked, other] = [1, 2].map(() => customer(consenting(engine)));
  for (const session of [asked, other]) {
    session.portrait(NEXT);
    session.setProfile({ age: 61 });
  }
  await asked.report('profile_share', NEXT + 1);
  await asked.report('tag_share', NEXT + 1);
  for (const at of [NEXT + 1, NEXT + 2]) assert.deepEqual(asked.portrait(at), other.portrait(at));
  asked.close();
  other.close();
});

test('what cannot be told is an error, by the promise', async () => {
  const session = customer(consenting(engine));
  const refused = (id, now, code) => assert.rejects(session.report(id, now), fault(code, ''));
  await refused('no_such', NEXT, 'report/unknown');
  await refused('marketing', NEXT, 'report/unknown'); // a string of the pack, and no report
  await refused('tag_share', 'soon', 'input/time');
  await refused('tag_share', NOW, 'report/period');
  session.setPersonalisation(false);
  await refused('tag_share', NEXT, 'report/personalisation');
  session.setPersonalisation(true);
  await session.report('tag_share', NEXT);
  session.consent.set('marketing', false, NEXT);
  await refused('tag_share', NEXT, 'report/consent');
  session.consent.set('marketing', true, NEXT);
  await refused('tag_share', NEXT, 'report/period');
  session.erase();
  await refused('tag_share', NEXT + 1, 'report/period');
  session.close();
  await refused('tag_share', NEXT, 'session/closed');
});

test('without a source of randomness there is no report', async (t) => {
  const session = customer(consenting(engine));
  t.mock.method(globalThis.crypto, 'getRandomValues', () => {
    throw new Error('none');
  });
  await assert.rejects(session.report('tag_share', NEXT), fault('report/entropy', ''));
  t.mock.restoreAll();
  await session.report('tag_share', NEXT);
});

test('answers are drawn anew for each customer, and most often true', async () => {
  let told = 0;
  const all = 600;
  for (let i = 0; i < all; i++) {
    const session = customer(consenting(engine));
    const { bytes } = await session.report('tag_share', NEXT);
    told += bytes[14] === 2; // young_high_income
    session.close();
  }
  // p = e/(e + 6) = 0.3118; so far off by chance once in a million.
  const p = Math.E / (Math.E + 6);
  assert.ok(Math.abs(told - all * p) < 4.9 * Math.sqrt(all * p * (1 - p)), `${told} of ${all}`);
});

test('a vault stores the charge, in both slots, before it gives the report', async () => {
  const session = customer(await page());
  await session.settled();
  const { generation } = (await records()).get('head');
  const report = await session.report('tag_share', NEXT);
  assert.equal((await records()).get('head').generation, generation + 2);
  assert.equal(report.bytes.length, 22);
  const again = await openVault(engine);
  assert.deepEqual(await again.report('tag_share', NEXT), report);
  assert.deepEqual(await session.report('tag_share', NEXT), report, 'other pages know it');
  await assert.rejects(again.report('tag_share', NOW), fault('report/period', ''));
  // The newest slot is lost: the one before it is charged, too.
  const head = (await records()).get('head');
  await overwrite(head.generation % 2, undefined);
  const late = await openVault(engine);
  assert.equal(late.origin, 'previous');
  assert.deepEqual(await late.report('tag_share', NEXT), report);
});

test('two pages that ask at once give one report', async () => {
  const one = customer(await page());
  await one.settled();
  const other = await page();
  const [first, second] = await Promise.all([one.report('tag_share', NEXT), other.report('tag_share', NEXT)]);
  assert.deepEqual(first, second);
});

test('a page that asks for a report and does nothing else gets it in the next span, whichever page asks', async () => {
  const first = await page();
  first.setProfile({ age: 31, income_month: '32000.00', occupation: 'salaried' });
  await assert.rejects(first.report('tag_share', NOW), fault('report/period', ''));
  first.close();
  // What the first saw is known to the next, though it was refused.
  assert.equal((await (await openVault(engine)).report('tag_share', NEXT)).bytes.length, 22);
});

test('a vault that cannot store gives no report', async () => {
  const session = customer(await page());
  await session.settled();
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (names, mode, ...rest) {
    if (mode === 'readwrite') throw new DOMException('full', 'QuotaExceededError');
    return transaction.call(this, names, mode, ...rest);
  };
  try {
    await assert.rejects(session.report('tag_share', NEXT), fault('vault/full', ''));
  } finally {
    IDBDatabase.prototype.transaction = transaction;
  }
  const report = await session.report('tag_share', NEXT);
  assert.deepEqual(await (await openVault(engine)).report('tag_share', NEXT), report);
});

test('a sealed worker gives reports, and keeps the charge for the one that takes over', async () => {
  const host = worker();
  const wasm = readFileSync(new URL('../dist/silhouette.wasm', import.meta.url));
  const session = await openSealed(packBytes(), { wasm, worker: '/sealed-worker.js' });
  for (const { purpose } of await session.consent.get()) await session.consent.set(purpose, true, 0);
  await session.portrait(NOW);
  const [report, same, journal] = await Promise.all([session.report('tag_share', NEXT), session.report('tag_share', NEXT), session.journal.entries()]);
  assert.deepEqual(same, report);
  assert.deepEqual(journal, []);
  assert.equal(report.bytes.length, 22);
  await assert.rejects(session.report('tag_share', NOW), fault('report/period', ''));
  await assert.rejects(session.record({ type: 'repayment', at: NOW - DAY, loan: 'ruin' }), fault('engine/trap', ''));
  assert.deepEqual(await session.report('tag_share', NEXT), report);
  await session.close();
  host.leave();
});

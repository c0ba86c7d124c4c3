// The bank's customer: what a visit does to a session. Here over the engine in Node, whose session answers at once; the bank's
// own page, in bank.test.mjs, has it over the sealed worker.
//
// Expected values are worked out by hand from policies/retail.json.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Customer } from '../../www/bank/customer.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packs = process.env.SILHOUETTE_PACKS ?? join(root, 'build/packs');
const DAY = 86_400_000;
const NOW = Date.parse('2026-05-02T10:00:00+08:00');
const ids = (items) => items.map(({ id }) => id);

let loaded;
let engine;
/** Sessions that were opened and are not closed. */
let open = 0;

before(async () => {
  const { load } = await import(pathToFileURL(join(root, 'pkg-config/dist/node.js')).href);
  loaded = await load(readFileSync(join(packs, 'retail.pack')));
  engine = {
    open: async (options) => {
      const session = loaded.open(options);
      open += 1;
      const close = session.close.bind(session);
      session.close = () => { open -= 1; close(); };
      return session;
    },
  };
});
after(() => loaded.close());

/** A borrower with one instalment paid on time. */
const borrower = {
  id: 'borrower', now: NOW, profile: { age: 31, existing_credits: 1 },
  events: [{ type: 'repayment', at: NOW - 62 * DAY, loan: 'a', installment: 1, days_past_due: 0, amount: '812.50' }],
};
const employee = { id: 'employee', now: NOW, profile: { age: 26, occupation: 'salaried', income_month: '32000.00' }, events: [] };
const late = (installment, days) => ({ type: 'repayment', loan: 'a', installment, days_past_due: days, amount: '812.50' });

/** A customer whose clock stands still unless the test moves it. */
async function visit(persona, { locale = 'zh-CN' } = {}) {
  const clock = { at: 5000 };
  const customer = await Customer.open({ persona, locale, engine, clock: () => clock.at });
  const told = [];
  customer.addEventListener('change', () => told.push('change'));
  customer.addEventListener('failure', ({ detail }) => told.push(detail));
  return { customer, clock, told };
}

test('a visit begins with consents, profile and history, and a first portrait', async () => {
  const { customer } = await visit(borrower);
  assert.deepEqual(customer.consents.map(({ purpose, granted }) => [purpose, granted]), [['marketing', true], ['risk', true]]);
  assert.equal(customer.now, NOW);
  assert.equal(customer.previous, null);
  assert.deepEqual(customer.history, []);
  assert.equal(customer.portrait, customer.first);
  // 447 initial; nothing known but that nothing is overdue.
  assert.equal(customer.portrait.scores.find(({ id }) => id === 'retail_risk').value, 447);
  customer.close();
});

test('a persona says which consents are given', async () => {
  const { customer } = await visit({ ...employee, consents: { risk: true } });
  assert.deepEqual(customer.consents.map(({ purpose, granted, since }) => [purpose, granted, since]), [['marketing', false, null], ['risk', true, NOW]]);
  assert.deepEqual(ids(customer.portrait.tags), []);
  customer.close();
});

test('two late repayments: the warning with its reason, the score as the policy says, the history in order', async () => {
  const { customer, clock, told } = await visit(borrower);
  clock.at += 1000;
  await customer.record(late(2, 12));
  assert.deepEqual(ids(customer.portrait.warnings), []);
  clock.at += 1000;
  const portrait = await customer.record(late(3, 31));
  assert.equal(portrait, customer.portrait);
  const [warning] = portrait.warnings;
  assert.deepEqual([warning.id, warning.state, warning.severity], ['two_overdue', 'open', 'high']);
  // 3 × 812.50 in 90 days.
  assert.equal(warning.message, '您已连续 2 期逾期还款，最近一期逾期 31 天，近 90 天已还 2,437.50 元。请尽快还款；如有困难，客户经理会与您联系。');
  assert.deepEqual(warning.because[0].evidence.map(({ fact, is, test, against }) => [fact, is, test, against]), [['overdue_streak', 2, '>=', 2]]);
  const score = (of) => of.scores.find(({ id }) => id === 'retail_risk').value;
  assert.deepEqual([customer.first, customer.previous, portrait].map(score), [447, 407, 357]);
  assert.deepEqual(customer.history.map(({ at, event, kept, portrait }) => [at, event.days_past_due, kept, score(portrait)]),
    [[NOW + 1000, 12, true, 407], [NOW + 2000, 31, true, 357]]);
  assert.deepEqual(told, ['change', 'change']);
  await customer.acknowledge(warning);
  assert.deepEqual(customer.portrait.warnings.map(({ state }) => state), ['acknowledged']);
  assert.deepEqual(customer.history.at(-1).act, { kind: 'acknowledge', warning: 'two_overdue' });
  customer.close();
});

test('what no rule reads is dropped at the door, and the history says so', async () => {
  const { customer } = await visit(employee);
  await customer.record({ type: 'content_favourite', content: 'a' });
  await customer.record({ type: 'login' });
  assert.deepEqual(customer.history.map(({ event, kept }) => [event.type, kept]), [['content_favourite', false], ['login', true]]);
  assert.deepEqual((await customer.exportData()).events.map(({ type }) => type), ['login']);
  customer.close();
});

test('what is dismissed stays away for 14 days and comes back after them', async () => {
  const { customer } = await visit(borrower);
  const suggested = () => customer.portrait.suggestions.map(({ product }) => product);
  const deposit = customer.portrait.suggestions.find(({ product }) => product === 'deposit_std');
  await customer.feedback('shown', deposit);
  await customer.feedback('dismissed', deposit);
  assert.ok(!suggested().includes('deposit_std'));
  assert.equal(customer.portrait.excluded.find(({ product }) => product === 'deposit_std').gate, 'contact');
  await customer.travel(14 * DAY - 1);
  assert.ok(!suggested().includes('deposit_std'));
  await customer.travel(1);
  assert.ok(suggested().includes('deposit_std'));
  assert.equal(customer.now, NOW + 14 * DAY);
  assert.deepEqual(customer.history.map(({ act }) => act.outcome ?? act.ms), ['shown', 'dismissed', 14 * DAY - 1, 1]);
  customer.close();
});

test('another language changes nothing but words, for the whole history', async () => {
  const { customer, told } = await visit(borrower);
  await customer.record(late(2, 12));
  await customer.record(late(3, 31));
  await customer.feedback('shown', customer.portrait.suggestions[0]);
  await customer.travel(DAY);
  const chinese = structuredClone([customer.portrait, customer.history, customer.consents, customer.tags]);
  const { now } = customer;
  await customer.speak('en');
  assert.equal(customer.locale, 'en');
  assert.equal(customer.now, now);
  assert.match(customer.portrait.warnings[0].message, /^2 instalments in a row are overdue, the last by 31 days/);
  assert.match(customer.history[1].portrait.warnings[0].message, /^2 instalments/);
  assert.deepEqual(customer.consents.map(({ label }) => label), ['Personal suggestions', 'Risk assessment']);
  assert.deepEqual(customer.history.map(({ at }) => at), chinese[1].map(({ at }) => at));
  await customer.speak('zh-CN');
  assert.deepEqual([customer.portrait, customer.history, customer.consents, customer.tags], chinese);
  assert.deepEqual(told.filter((one) => one !== 'change'), []);
  assert.equal(open, 1, 'the sessions before were closed');
  customer.close();
  assert.equal(open, 0);
});

test('consents and tags: a withdrawal deletes, a grant brings back what the bank knows; a removed tag stays away', async () => {
  const { customer } = await visit(employee);
  await customer.record({ type: 'product_view', product: 'consumer_loan' });
  await customer.record({ type: 'product_view', product: 'consumer_loan' });
  assert.deepEqual(ids(customer.portrait.tags), ['young_high_income', 'young_salaried', 'credit_interest']);
  await customer.setConsent('marketing', false);
  assert.deepEqual(ids(customer.portrait.tags), []);
  await customer.setConsent('marketing', true);
  assert.deepEqual(ids(customer.portrait.tags), ['young_high_income', 'young_salaried'], 'behaviour does not come back');
  await customer.removeTag('young_salaried');
  assert.deepEqual(ids(customer.portrait.tags), ['young_high_income']);
  assert.deepEqual(customer.tags.map(({ id, removed }) => [id, removed]), [['young_high_income', false], ['young_salaried', true]]);
  await customer.restoreTag('young_salaried');
  assert.deepEqual(ids(customer.portrait.tags), ['young_high_income', 'young_salaried']);
  customer.close();
});

test('personalisation off leaves the general list alone, on brings the rest back', async () => {
  const { customer } = await visit(employee);
  assert.equal(customer.personalised, true);
  await customer.setPersonalisation(false);
  assert.equal(customer.personalised, false);
  assert.deepEqual([customer.portrait.tags, customer.portrait.suggestions], [[], []]);
  assert.deepEqual(customer.portrait.general.map(({ product }) => product), ['deposit_std', 'card_cashback', 'consumer_loan']);
  await assert.rejects(customer.explain('tag:young_salaried'), { code: 'input/personalisation' });
  await customer.setPersonalisation(true);
  assert.deepEqual(ids(customer.portrait.tags), ['young_high_income', 'young_salaried']);
  assert.equal((await customer.explain('tag:young_salaried')).truth, 'true');
  customer.close();
});

test('an erasure leaves the choices and nothing else, also in the history and in another language', async () => {
  const { customer } = await visit(employee);
  await customer.record({ type: 'login' });
  await customer.removeTag('young_salaried');
  await customer.setConsent('risk', false);
  await customer.erase();
  const left = async () => {
    assert.deepEqual(customer.history.map(({ act }) => act.kind), ['removeTag', 'consent', 'erase']);
    assert.deepEqual([customer.first, ...customer.history.map(({ portrait }) => portrait)].flatMap(({ tags }) => ids(tags)), []);
    const { events, profile } = await customer.exportData();
    assert.deepEqual([events, Object.values(profile).filter((value) => value !== null)], [[], []]);
    assert.deepEqual(customer.consents.map(({ granted }) => granted), [true, false]);
    assert.deepEqual(customer.tags.map(({ id, removed }) => [id, removed]), [['young_salaried', true]]);
  };
  await left();
  await customer.speak('en');
  await left();
  customer.close();
});

test('what fails is told by a code and a place and leaves nothing behind', async () => {
  const { customer, told } = await visit(employee);
  const before = customer.portrait;
  assert.equal(await customer.record({ type: 'product_view', product: 'a secret of the customer' }), null);
  assert.deepEqual(told, [{ code: 'input/enum', path: '/0/product' }]);
  assert.equal(customer.portrait, before);
  assert.deepEqual(customer.history, []);
  await customer.record({ type: 'login' });
  assert.equal(customer.history.length, 1);
  customer.close();
});

test('acts happen in the order in which they were asked for, and nothing happens after the end', async () => {
  const { customer, clock, told } = await visit(employee);
  customer.record({ type: 'login' });
  customer.speak('en');
  customer.travel(DAY);
  clock.at += 7;
  await customer.record({ type: 'search', text: '理财' });
  assert.deepEqual(customer.history.map(({ event, act }) => event?.type ?? act.kind), ['login', 'travel', 'search']);
  assert.deepEqual(customer.history.map(({ at }) => at), [NOW + 7, NOW + 7 + DAY, NOW + 7 + DAY]);
  assert.equal(customer.locale, 'en');
  const end = customer.record({ type: 'login' });
  customer.close();
  assert.equal(await end, null);
  assert.equal(told.length, 4);
  assert.equal(open, 0);
});

// The built package on the retail policy: what goes in, what comes out, and what bad input does.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { load } from 'silhouette-wasm';
import { DAY, NOW, PACK, consenting, fault, packBytes, repayment } from './engine.mjs';

const engine = await load(PACK);
after(() => engine.close());

const warnings = (session, now = NOW) => session.portrait(now).warnings.filter(({ state }) => state !== 'resolved').map(({ id }) => id);

test('two late installments in a row raise the warning, and a payment in time ends the row', () => {
  const session = consenting(engine);
  assert.deepEqual(warnings(session), []);
  assert.deepEqual(session.record([repayment(1, 12), repayment(2, 31)]), { recorded: 2, replaced: 0, held: 0, dropped: [] });
  const portrait = session.portrait(NOW);
  assert.deepEqual(portrait.warnings.map(({ id }) => id), ['two_overdue']);
  assert.deepEqual(portrait.changes.filter(({ item }) => item === 'warning:two_overdue'), [{ item: 'warning:two_overdue', change: 'gained' }]);
  assert.equal(portrait.asOf, NOW);
  assert.equal(portrait.authority, 'advisory');
  assert.deepEqual(portrait.policy, { id: engine.policy.id, version: engine.policy.version, digest: engine.policy.digest });
  assert.ok(portrait.warnings[0].because[0].evidence.length > 0);
  session.record(repayment(3, 0));
  assert.deepEqual(warnings(session), []);
  // a late correction of the third installment repairs the row; within the cool-down of 7 days nothing is repeated
  assert.equal(session.record(repayment(3, 5)).replaced, 1);
  assert.deepEqual(warnings(session), []);
  const { warnings: [cooling], nextChangeAt } = session.portrait(NOW);
  assert.deepEqual(cooling, { id: 'two_overdue', severity: 'high', message: null, state: 'resolved', since: NOW, actions: [], because: [] });
  assert.ok(nextChangeAt > NOW && nextChangeAt <= NOW + 7 * DAY);
  assert.deepEqual(warnings(session, NOW + 7 * DAY), ['two_overdue']);
  session.close();
});

test('what did not change is the same object in the next portrait, and equal to a portrait told in full', () => {
  const session = consenting(engine);
  session.setProfile({ age: 31, income_month: '32000.00' });
  session.record([repayment(1, 12), repayment(2, 31)]);
  const first = session.portrait(NOW);
  const second = session.portrait(NOW + 1000);
  const third = session.portrait(NOW + 2000);
  assert.ok(second.excluded.length > 0 && second.suggestions.length > 0);
  for (const [place, item] of third.excluded.entries()) assert.equal(item, second.excluded[place]);
  assert.equal(third.warnings[0], second.warnings[0]);
  assert.equal(third.suggestions[0].because, second.suggestions[0].because);
  assert.notEqual(third.suggestions[0], second.suggestions[0]);
  const { from } = second.suggestions[0].window;
  assert.ok(third.suggestions[0].window.from >= from && second.suggestions[0].window.from === from);
  const restored = engine.open({ snapshot: session.snapshot() });
  assert.deepEqual(restored.portrait(NOW + 3000), session.portrait(NOW + 3000));
  // What is not as it was is not the same object.
  session.record(repayment(3, 0));
  assert.notEqual(session.portrait(NOW + 3000).warnings[0], third.warnings[0]);
  assert.equal(first.warnings[0].state, 'open');
  session.erase();
  const after = session.portrait(NOW + 4000);
  assert.deepEqual(after, consenting(engine).portrait(NOW + 4000));
  session.close();
  restored.close();
});

test('an item is explained in full, met or not, and nothing of it is remembered', () => {
  const session = consenting(engine);
  session.record([repayment(1, 12)]);
  const before = session.explain('warning:two_overdue', NOW);
  assert.equal(before.truth, 'false');
  const streak = { fact: 'overdue_streak', is: 1, test: '>=', against: 2 };
  const only = ({ fact, is, test, against }) => ({ fact, is, test, against });
  assert.deepEqual(before.next.changes.map(only), [streak]);
  assert.equal(before.next.to, 'gained');
  assert.deepEqual(before.trace.children[0].evidence.map(only), [streak]);
  session.record(repayment(2, 31));
  const after = session.explain('warning:two_overdue', NOW);
  assert.equal(after.truth, 'true');
  assert.equal(after.next.to, 'lost');
  // What the warning says, and the condition that holds, as the policy labels it.
  assert.deepEqual(after.sentences, [session.portrait(NOW).warnings[0].message, '连续两期及以上逾期']);
  assert.deepEqual(before.sentences, ['未满足：连续两期及以上逾期（连续逾期期数：1）']);
  // The portrait was the first: asking for explanations did not make it the second.
  assert.deepEqual(session.portrait(NOW).changes, []);
  assert.equal(session.explain('feature:overdue_streak', NOW).trace.children[0].evidence[0].is, 2);
  for (const item of ['warning:nothing', 'nothing:two_overdue', 'two_overdue', ':', '', 'tag:two_overdue', undefined]) {
    assert.throws(() => session.explain(item, NOW), fault('input/item', ''), String(item));
  }
  assert.throws(() => session.explain('warning:two_overdue', 0.5), fault('input/time', ''));
  session.setPersonalisation(false);
  assert.throws(() => session.explain('warning:two_overdue', NOW), fault('input/personalisation', ''));
  session.close();
  assert.throws(() => session.explain('warning:two_overdue', NOW), fault('session/closed', ''));
});

test('a warning is acknowledged and resolved by its id, and escalates when nobody sees to it', () => {
  const session = consenting(engine);
  session.record([repayment(1, 12), repayment(2, 31)]);
  const tasks = ({ actions }) => actions.map(({ task }) => task && task.id);
  const [open] = session.portrait(NOW).warnings;
  assert.equal(open.state, 'open');
  const id = `retail-portrait/two_overdue/collections_soft/${NOW}`;
  assert.deepEqual(open.actions.map((action) => action.task), [null, {
    id, warning: 'two_overdue', playbook: 'collections_soft', policy: 'retail-portrait', version: engine.policy.version, opened: NOW,
  }]);
  const late = session.portrait(NOW + 3 * DAY);
  assert.deepEqual(tasks(late.warnings[0]), [null, id, id.replace('soft', 'visit')]);
  assert.deepEqual(late.changes.filter(({ item }) => item === 'warning:two_overdue'), [{ item: 'warning:two_overdue', change: 'moved' }]);
  assert.equal(session.warnings.acknowledge('two_overdue', NOW + 3 * DAY), true);
  assert.equal(session.warnings.acknowledge('two_overdue', NOW + 3 * DAY), false);
  assert.equal(session.portrait(NOW + 3 * DAY).warnings[0].state, 'acknowledged');
  assert.equal(session.exportData(NOW + 3 * DAY).warnings[0].state, 'acknowledged');
  const resumed = engine.open({ snapshot: session.snapshot() });
  for (const one of [session, resumed]) {
    assert.equal(one.warnings.resolve('two_overdue', NOW + 4 * DAY), true);
    assert.equal(one.portrait(NOW + 4 * DAY).warnings[0].state, 'resolved');
    assert.equal(one.warnings.resolve('two_overdue', NOW + 4 * DAY), false);
    for (const verb of ['acknowledge', 'resolve']) {
      // An id that is none, also one that is another string of the pack, and things that are no id at all.
      for (const wrong of ['no_such', 'retail', 'x'.repeat(100), '', undefined, 5]) {
        assert.throws(() => one.warnings[verb](wrong, NOW), fault('input/item', ''));
      }
      assert.throws(() => one.warnings[verb]('two_overdue', 'now'), fault('input/time', ''));
    }
    one.close();
    assert.throws(() => one.warnings.resolve('two_overdue', NOW), fault('session/closed', ''));
  }
});

test('sessions of one engine know nothing of each other', () => {
  const [one, other] = [consenting(engine), consenting(engine)];
  one.record([repayment(1, 12), repayment(2, 31)]);
  assert.deepEqual(warnings(other), []);
  other.close();
  assert.deepEqual(warnings(one), ['two_overdue']);
  one.close();
});

test('a portrait in each language of the policy', () => {
  assert.deepEqual(engine.policy.locales, ['zh-CN', 'en']);
  const message = (locale) => {
    const session = consenting(engine, locale === undefined ? {} : { locale });
    session.record([repayment(1, 12), repayment(2, 31)]);
    const [warning] = session.portrait(NOW).warnings;
    session.close();
    return warning.message;
  };
  assert.match(message('zh-CN'), /\p{Script=Han}/u);
  assert.match(message('en'), /^[\x20-\x7e—’]+$/);
  for (const near of ['en-GB', 'EN']) assert.equal(message(near), message('en'));
  for (const first of ['zh', 'zh-TW', 'fr', undefined]) assert.equal(message(first), message('zh-CN'));
  assert.throws(() => engine.open({ locale: 5 }), fault('input/type', '/locale'));
});

test('with personalisation off two customers look the same', () => {
  const [one, other] = [consenting(engine), consenting(engine)];
  one.record([repayment(1, 12), repayment(2, 31)]);
  one.setProfile({ age: 67 });
  assert.notDeepEqual(one.portrait(NOW), other.portrait(NOW));
  for (const session of [one, other]) session.setPersonalisation(false);
  assert.equal(JSON.stringify(one.portrait(NOW)), JSON.stringify(other.portrait(NOW)));
  assert.ok(one.portrait(NOW).general.length > 0);
  one.setPersonalisation(true);
  assert.deepEqual(warnings(one), ['two_overdue']);
  assert.throws(() => one.setPersonalisation('on'), fault('input/type', ''));
  one.close();
  other.close();
});

test('an event later than the portrait is held until its time comes', () => {
  const session = consenting(engine);
  assert.equal(session.record([repayment(1, 12, NOW + DAY), repayment(2, 31, NOW + DAY)]).held, 2);
  assert.deepEqual(warnings(session), []);
  const { nextChangeAt } = session.portrait(NOW);
  assert.ok(nextChangeAt > NOW && nextChangeAt <= NOW + DAY);
  assert.deepEqual(warnings(session, NOW + DAY), ['two_overdue']);
  session.close();
});

test('what the policy does not read is counted and dropped', () => {
  const session = consenting(engine);
  const before = JSON.stringify(session.portrait(NOW));
  const summary = session.record([
    { type: 'no_such_kind', at: NOW, amount: 5 },
    { type: 'repayments', at: NOW },
    { ...repayment(1, 0), loann: 'x', note: 'y' },
  ]);
  assert.deepEqual(summary.dropped, [{ reason: 'unknown_kind', count: 2 }, { reason: 'unknown_field', count: 2 }]);
  assert.equal(summary.recorded, 1);
  assert.deepEqual(session.setProfile({ agee: 31, constructor: 1 }), { set: 0, dropped: [{ reason: 'unknown_fact', count: 2 }] });
  assert.equal(typeof before, 'string');
  session.close();
});

/** The bad events, each beside a good one; the place of the fault within the event. */
const throwing = Object.defineProperty(repayment(2, 31), 'amount', { enumerable: true, get() { throw new Error('6222 0000'); } });
const BAD_EVENTS = [
  ['without a type', { at: NOW }, 'input/event-type', '/type'],
  ['with a type that is no text', { type: 7, at: NOW }, 'input/event-type', '/type'],
  ['that is null', null, 'input/event-type', '/type'],
  ['that is a number', 5, 'input/event-type', '/type'],
  ['without a time', { ...repayment(2, 31), at: undefined }, 'input/time', '/at'],
  ['at NaN', repayment(2, 31, NaN), 'input/time', '/at'],
  ['at a negative time', repayment(2, 31, -1), 'input/time', '/at'],
  ['at an infinite time', repayment(2, 31, Infinity), 'input/time', '/at'],
  ['at a time as text', repayment(2, 31, '2026-05-02'), 'input/time', '/at'],
  ['with an amount of 1e308', { ...repayment(2, 31), amount: 1e308 }, 'input/range', '/amount'],
  ['with an amount of NaN', { ...repayment(2, 31), amount: NaN }, 'input/decimal', '/amount'],
  ['with an amount in words', { ...repayment(2, 31), amount: 'eight' }, 'input/decimal', '/amount'],
  ['with an object as amount', { ...repayment(2, 31), amount: { value: 5 } }, 'input/type', '/amount'],
  ['with a bigint as amount', { ...repayment(2, 31), amount: 5n }, 'input/type', '/amount'],
  ['with a fraction of a day', { ...repayment(2, 31), days_past_due: 0.5 }, 'input/integer', '/days_past_due'],
  ['with a text for a number', { ...repayment(2, 31), days_past_due: '31' }, 'input/type', '/days_past_due'],
  ['with an endless text', { ...repayment(2, 31), loan: 'x'.repeat(5000) }, 'input/too-long', '/loan'],
  ['with a getter that throws', throwing, 'input/unreadable', '/amount'],
];

for (const [what, event, code, place] of BAD_EVENTS) {
  test(`an event ${what} is refused with its place; nothing of the batch is kept; the next call works`, () => {
    const session = consenting(engine);
    session.record(repayment(1, 12));
    const before = JSON.stringify(session.portrait(NOW));
    assert.throws(() => session.record([repayment(2, 31), repayment(3, 31), event]), fault(code, `/2${place}`));
    assert.throws(() => session.record(event), fault(code, place));
    assert.equal(JSON.stringify(session.portrait(NOW)), before);
    assert.deepEqual(warnings(session), []);
    session.record([repayment(2, 31)]);
    assert.deepEqual(warnings(session), ['two_overdue']);
    session.close();
  });
}

test('an error never holds an input value', () => {
  const session = consenting(engine);
  const marks = ['mark-of-input', 987654321987];
  const seen = [];
  for (const value of [...marks, { value: marks[0] }, [marks[1]], () => marks[0]]) {
    for (const name of ['type', 'at', 'loan', 'installment', 'days_past_due', 'amount', marks[0]]) {
      try {
        session.record({ ...repayment(1, 1), [name]: value });
      } catch (error) {
        seen.push(error);
      }
    }
    try {
      session.setProfile({ age: value, [marks[0]]: value });
    } catch (error) {
      seen.push(error);
    }
  }
  assert.throws(() => session.record(throwing), (error) => seen.push(error) > 0);
  assert.ok(seen.length > 15);
  for (const error of seen) {
    const told = `${error.stack} ${error.message} ${error.code} ${error.path} ${JSON.stringify(error)} ${error.cause}`;
    for (const mark of [...marks, '6222']) assert.ok(!told.includes(String(mark)), told);
  }
  session.close();
});

test('__proto__ as a field, a kind or a fact is a name like any other', () => {
  const session = consenting(engine);
  const event = JSON.parse(`{"__proto__":{"days_past_due":31},"type":"repayment","at":${NOW - DAY},"loan":"a","installment":1}`);
  assert.deepEqual(session.record([event, { type: '__proto__', at: NOW }]).dropped, [
    { reason: 'unknown_kind', count: 1 },
    { reason: 'unknown_field', count: 1 },
  ]);
  assert.deepEqual(session.setProfile(JSON.parse('{"__proto__":{"age":5},"age":31}')).set, 1);
  assert.equal({}.days_past_due, undefined);
  assert.deepEqual(warnings(session), []);
  session.close();
});

test('a bad fact is refused with its place, and nothing of the patch is set', () => {
  const session = consenting(engine);
  session.setProfile({ age: 31 });
  const before = JSON.stringify(session.portrait(NOW));
  for (const [patch, code, path] of [
    [{ age: 67, credit_amount: 'much' }, 'input/decimal', '/credit_amount'],
    [{ age: '67' }, 'input/type', '/age'],
    [{ age: 67.5 }, 'input/integer', '/age'],
    [{ age: NaN }, 'input/number', '/age'],
    [{ credit_amount: '1.00', age: -1 }, 'input/range', '/age'],
    [{ age: 67, credit_amount: 1e308 }, 'input/range', '/credit_amount'],
    [{ age: 67, housing: 'a cave' }, 'input/enum', '/housing'],
    [{ age: 67, housing: true }, 'input/type', '/housing'],
    [{ age: 67, get housing() { throw new Error('secret'); } }, 'input/unreadable', '/housing'],
    [null, 'input/type', ''],
    ['age', 'input/type', ''],
    [[67], 'input/type', ''],
  ]) {
    assert.throws(() => session.setProfile(patch), fault(code, path));
    assert.equal(JSON.stringify(session.portrait(NOW)), before);
  }
  session.setProfile({ age: null });
  assert.notEqual(JSON.stringify(session.portrait(NOW)), before);
  session.close();
});

test('a bad moment is refused', () => {
  const session = consenting(engine);
  for (const now of [NaN, -1, 0.5, Infinity, 1e17, '5', undefined, null, 5n, new Date(NOW)]) {
    assert.throws(() => session.portrait(now), fault('input/time', ''));
  }
  assert.equal(session.portrait(NOW).asOf, NOW);
  session.close();
});

test('a batch may be empty, and is limited', () => {
  const session = consenting(engine);
  assert.deepEqual(session.record([]), { recorded: 0, replaced: 0, held: 0, dropped: [] });
  const event = { type: 'product_view', at: NOW - DAY };
  assert.equal(session.record(new Array(100_000).fill(event)).recorded, 100_000);
  assert.throws(() => session.record(new Array(100_001).fill(event)), fault('input/too-many', ''));
  session.close();
});

test('large and small batches with texts stand in the right places of a moving memory', () => {
  const session = consenting(engine);
  for (const size of [1, 40, 3, 20_000, 2]) {
    const batch = Array.from({ length: size }, (_, index) => ({ ...repayment(index, 0), loan: `loan ${size} ${index} — ${'é'.repeat(index % 50)}` }));
    assert.equal(session.record(batch).recorded, size);
  }
  session.record([repayment(1, 12), repayment(2, 31)]);
  assert.deepEqual(warnings(session), ['two_overdue']);
  session.close();
});

test('calls of a getter into the session that reads it are refused', () => {
  const session = consenting(engine);
  const nested = { ...repayment(1, 12), get amount() { session.record(repayment(9, 0)); return '1.00'; } };
  assert.throws(() => session.record(nested), fault('session/busy', ''));
  const other = consenting(engine);
  const crossing = { ...repayment(1, 12), get amount() { other.record(repayment(9, 0)); return '1.00'; } };
  assert.equal(session.record(crossing).recorded, 1);
  const closing = { ...repayment(2, 31), get amount() { session.close(); return '1.00'; } };
  assert.throws(() => session.record(closing), fault('session/closed', ''));
  other.close();
});

test('a snapshot resumes where the session was', () => {
  const before = consenting(engine, { locale: 'en' });
  before.setProfile({ age: 67 });
  before.record(repayment(1, 12));
  assert.deepEqual(warnings(before), []);
  const snapshot = before.snapshot();
  assert.ok(snapshot instanceof Uint8Array);
  const resumed = engine.open({ snapshot, locale: 'en' });
  for (const session of [before, resumed]) session.record(repayment(2, 31));
  const portrait = resumed.portrait(NOW);
  assert.deepEqual(portrait.warnings.map(({ id }) => id), ['two_overdue']);
  assert.equal(JSON.stringify(portrait), JSON.stringify(before.portrait(NOW)));
  for (const session of [before, resumed]) session.close();
});

test('a snapshot that is not one is refused, and the engine goes on', () => {
  const session = consenting(engine);
  session.record([repayment(1, 12), repayment(2, 31)]);
  const snapshot = session.snapshot();
  session.close();
  const refused = (bytes) =>
    assert.throws(() => engine.open({ snapshot: bytes }), (error) => {
      assert.match(error.code, /^snapshot\//, `${error}`);
      return true;
    });
  for (let place = 0; place < snapshot.length; place++) {
    const damaged = snapshot.slice();
    damaged[place] ^= 1 << (place % 8);
    refused(damaged);
    refused(snapshot.slice(0, place));
  }
  refused(packBytes());
  for (const wrong of [null, 'bytes', [1, 2], {}, 5]) assert.throws(() => engine.open({ snapshot: wrong }), fault('input/type', '/snapshot'));
  const again = engine.open({ snapshot: Buffer.from(snapshot) });
  assert.deepEqual(warnings(again), ['two_overdue']);
  again.close();
});

test('the export holds what is held, in the words of the policy, without identifiers', () => {
  const session = consenting(engine, { locale: 'en' });
  session.setProfile({ age: 67, credit_amount: '5951.00', housing: 'own' });
  const identifier = 'LOAN-6222-0001';
  session.record([{ ...repayment(1, 12), loan: identifier }, { type: 'product_view', at: NOW - DAY, product: 'deposit_std', stay: 4 }]);
  const data = session.exportData(NOW);
  assert.deepEqual(data.profile, { age: 67, credit_amount: 5951, housing: 'own' });
  assert.equal(data.personalised, true);
  const { type, at, installment, days_past_due: late, amount } = data.events.find((event) => event.type === 'repayment');
  assert.deepEqual([type, at, installment, late, amount], ['repayment', NOW - DAY, 1, 12, 812.5]);
  assert.ok(!JSON.stringify(data).includes(identifier));
  assert.throws(() => session.exportData('now'), fault('input/time', ''));
  session.close();
});

test('after closing, every call says so', async () => {
  const session = consenting(engine);
  session.close();
  session.close();
  for (const call of [
    () => session.record(repayment(1, 0)),
    () => session.record([]),
    () => session.setProfile({ age: 1 }),
    () => session.setPersonalisation(true),
    () => session.portrait(NOW),
    () => session.exportData(NOW),
    () => session.snapshot(),
  ]) assert.throws(call, fault('session/closed', ''));

  const own = await load(packBytes());
  const open = consenting(own);
  own.close();
  own.close();
  assert.throws(() => own.open(), fault('engine/closed', ''));
  open.record([repayment(1, 12), repayment(2, 31)]);
  assert.deepEqual(warnings(open), ['two_overdue']);
  open.close();
});

test('the decision journal names what a portrait was made of, and replay gives the same entry', async () => {
  const engine = await load(packBytes());
  const session = engine.open({ locale: 'en' });
  session.record(repayment(1, 3));
  const before = session.snapshot();
  const entry = session.journal.write(NOW);
  assert.deepEqual(Object.keys(entry), ['at', 'policy', 'engine', 'locale', 'inputs', 'result', 'link']);
  assert.deepEqual([entry.at, entry.policy, entry.locale], [NOW, engine.policy.digest, 'en']);
  for (const hash of [entry.inputs, entry.result, entry.link]) assert.match(hash, /^[0-9a-f]{64}$/);
  assert.deepEqual(session.journal.entries(), [entry]);
  assert.deepEqual(session.exportData(NOW).journal, [entry]);
  assert.deepEqual(engine.open({ locale: 'en', snapshot: before }).journal.write(NOW), entry);
  // Kept with the state.
  const restored = engine.open({ snapshot: session.snapshot() });
  assert.deepEqual(restored.journal.entries(), [entry]);
  assert.notEqual(restored.journal.write(NOW + DAY).link, entry.link);
  assert.throws(() => session.journal.write(0.5), fault('input/time', ''));
  engine.close();
});

test('what became of a suggestion counts against the caps and begins a cool-down', () => {
  const session = consenting(engine);
  const of = (product) => {
    const { suggestions, excluded } = session.portrait(NOW);
    return suggestions.find((one) => one.product === product) ?? excluded.find((one) => one.product === product);
  };
  const { id, remaining } = of('deposit_std');
  assert.equal(id, 'deposit_std:app');
  assert.equal(remaining, 2); // the policy: twice in 30 days
  assert.deepEqual(session.feedback(id, 'shown', NOW - DAY), { recorded: 1, replaced: 0, held: 0, dropped: [] });
  assert.equal(of('deposit_std').remaining, 1);
  session.feedback(id, 'shown', NOW);
  const { gate, because } = of('deposit_std');
  assert.equal(gate, 'contact');
  assert.deepEqual(because.map(({ evidence }) => evidence), [[{ fact: 'deposit_std', label: '展示次数', is: 2, test: '>=', against: 2 }]]);
  const events = session.exportData(NOW).events.filter(({ type }) => type === 'suggestion');
  assert.deepEqual(events.map(({ product, channel, outcome, at }) => [product, channel, outcome, at]), [
    ['deposit_std', 'app', 'shown', NOW - DAY],
    ['deposit_std', 'app', 'shown', NOW],
  ]);
  const resumed = engine.open({ snapshot: session.snapshot() });
  assert.deepEqual(resumed.portrait(NOW).excluded, session.portrait(NOW).excluded);
  resumed.close();
  for (const [suggestion, outcome, at, code, path] of [
    ['nothing:app', 'shown', NOW, 'input/enum', '/product'],
    ['deposit_std:pigeon', 'shown', NOW, 'input/enum', '/channel'],
    ['deposit_std', 'shown', NOW, 'input/enum', '/channel'],
    ['deposit_std:app:sms', 'shown', NOW, 'input/enum', '/channel'],
    [undefined, 'shown', NOW, 'input/enum', '/product'],
    [id, 'seen', NOW, 'input/enum', '/outcome'],
    [id, undefined, NOW, 'input/enum', '/outcome'],
    [id, 'shown', 'today', 'input/time', '/at'],
  ]) assert.throws(() => session.feedback(suggestion, outcome, at), fault(code, path), `${suggestion} ${outcome}`);
  session.close();
});

// Events as columns and in the words of an adapter, by the built package: what they leave behind is what events leave.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { load } from 'silhouette-wasm';
import { DAY, NOW, PACK, consenting, fault } from './engine.mjs';

const engine = await load(PACK);
after(() => engine.close());

/** Two sessions with one key for their hashes. */
function twins() {
  const first = consenting(engine, { locale: 'en' });
  const snapshot = first.snapshot();
  first.close();
  return [engine.open({ locale: 'en', snapshot }), engine.open({ locale: 'en', snapshot })];
}

/** Everything that a session tells. */
const told = (session) => JSON.stringify([session.portrait(NOW), session.exportData(NOW), [...session.snapshot()]]);

/** Events of one kind as columns; an absent value is unknown. */
function columns(events) {
  const names = new Set(events.flatMap(Object.keys));
  const { type } = events[0];
  const fields = {};
  for (const name of names) {
    if (name === 'type' || name === 'at') continue;
    const column = events.map((event) => event[name] ?? null);
    if (column.every((value) => value === null || typeof value === 'number')) fields[name] = Float64Array.from(column, (value) => value ?? NaN);
    else {
      const values = [...new Set(column)];
      fields[name] = { values, codes: Uint32Array.from(column, (value) => values.indexOf(value)) };
    }
  }
  return { type, at: Float64Array.from(events, ({ at }) => at), fields };
}

/** Whole numbers below `n`, the same ones each time. */
let state = 7;
const below = (n) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % n;

const KINDS = {
  repayment: () => ({ loan: `loan ${below(3)}`, installment: below(40), days_past_due: below(4) === 0 ? below(60) : 0, amount: below(2) ? `${below(900)}.5` : null }),
  purchase: () => ({ amount: (100 + below(90_000)) / 100, ...(below(5) === 0 ? {} : { quantity: 1 + below(9) }) }),
  product_view: () => ({ product: ['consumer_loan', 'deposit_std', null][below(3)] }),
  search: () => ({ text: ['买基金', 'a loan', 'weather'][below(3)] }),
  login: () => ({}),
};

test('what events leave behind, their columns leave too: in every answer, byte for byte', () => {
  const [rows, tables] = twins();
  for (let round = 0; round < 3; round++) {
    for (const [type, fields] of Object.entries(KINDS)) {
      // in no order, some of them later than the portrait
      const events = Array.from({ length: 200 }, () => ({ type, at: NOW - below(500) * 3_600_000 + 5 * 3_600_000, ...fields() }));
      assert.deepEqual(tables.recordColumns(columns(events)), rows.record(events));
    }
    assert.equal(told(tables), told(rows));
  }
  for (const session of [rows, tables]) session.close();
});

test('flags, exact decimals and small integers come in as values, codes and typed arrays of any width', () => {
  const [rows, tables] = twins();
  const at = Float64Array.of(NOW - DAY, NOW);
  const codes = Uint8Array.of(1, 0);
  tables.recordColumns({ type: 'purchase', at, fields: { quantity: Int16Array.of(3, 4), amount: { values: ['240.00', 19.9], codes } } });
  rows.record([{ type: 'purchase', at: at[0], quantity: 3, amount: '19.90' }, { type: 'purchase', at: at[1], quantity: 4, amount: 240 }]);
  assert.equal(told(tables), told(rows));
  for (const session of [rows, tables]) session.close();
});

test('what the policy does not read is counted by row, as for events', () => {
  const [rows, tables] = twins();
  const at = Float64Array.of(NOW, NOW);
  assert.deepEqual(tables.recordColumns({ type: 'nothing', at }), rows.record([{ type: 'nothing', at: NOW }, { type: 'nothing', at: NOW }]));
  const event = { type: 'login', at: NOW, one: 1, two: 'b' };
  const fields = { one: Float64Array.of(1, 1), two: { values: ['b'], codes: Uint8Array.of(0, 0) } };
  assert.deepEqual(tables.recordColumns({ type: 'login', at, fields }), rows.record([event, event]));
  for (const session of [rows, tables]) session.close();
});

test('a bad cell is refused with its column and row, nothing of the table is kept, and the next call works', () => {
  const session = consenting(engine);
  session.record({ type: 'purchase', at: NOW - DAY, amount: '1.00' });
  const before = told(session);
  const at = Float64Array.of(NOW - DAY, NOW, NOW);
  const purchases = (fields) => ({ type: 'purchase', at, fields });
  for (const [table, code, path] of [
    [{ type: 'login', at: Float64Array.of(NOW, -1, NaN) }, 'input/time', '/at/1'],
    [purchases({ quantity: Float64Array.of(1, 2, 2.5) }), 'input/integer', '/fields/quantity/2'],
    [purchases({ quantity: Float64Array.of(1, Infinity, 2) }), 'input/number', '/fields/quantity/1'],
    [purchases({ amount: Float64Array.of(1.005, 2, 3) }), 'input/precision', '/fields/amount/0'],
    [purchases({ amount: { values: ['1.00', 'two'], codes: Uint8Array.of(0, 0, 1) } }), 'input/decimal', '/fields/amount/2'],
    [purchases({ amount: { values: ['1.00'], codes: Uint8Array.of(0, 1, 0) } }), 'input/type', '/fields/amount/1'],
    [purchases({ amount: { values: ['1.00'], codes: Float64Array.of(0, 0, 0.5) } }), 'input/type', '/fields/amount/2'],
    [purchases({ quantity: { values: ['2'], codes: new Uint8Array(3) } }), 'input/type', '/fields/quantity/0'],
    [{ type: 'product_view', at, fields: { product: { values: ['deposit_std', 'x'.repeat(5000)], codes: Uint8Array.of(0, 0, 1) } } }, 'input/too-long', '/fields/product/2'],
  ]) {
    assert.throws(() => session.recordColumns(table), fault(code, path));
    assert.equal(told(session), before);
  }
  // a value that no row has is not looked at
  assert.equal(session.recordColumns(purchases({ amount: { values: ['1.00', 'two'], codes: new Uint8Array(3) } })).recorded, 3);
  session.close();
  assert.throws(() => session.recordColumns({ type: 'login', at }), fault('session/closed', ''));
});

test('a getter of a table may not call the session that reads it', () => {
  const session = consenting(engine);
  const table = { type: 'login', get at() { session.record([]); return Float64Array.of(NOW); } };
  assert.throws(() => session.recordColumns(table), fault('session/busy', ''));
  session.close();
});

test('events in the words of an adapter are the policy’s own, as events and as columns', () => {
  const [own, adapted, tables] = [...twins(), consenting(engine)];
  own.record([
    { type: 'product_view', at: NOW, product: 'consumer_loan' },
    { type: 'purchase', at: NOW, amount: '19.90', quantity: 2 },
    { type: 'login', at: NOW },
  ]);
  const ga4 = { adapter: 'ga4' };
  assert.equal(adapted.record({ type: 'view_item', at: NOW, item_id: 'consumer_loan' }, ga4).recorded, 1);
  assert.equal(adapted.record([{ type: 'purchase', at: NOW, value: '19.90', quantity: 2 }, { type: 'login', at: NOW }], ga4).recorded, 2);
  assert.equal(told(adapted), told(own));
  const at = Float64Array.of(NOW);
  assert.equal(tables.recordColumns({ type: 'view_item', at, fields: { item_id: { values: ['consumer_loan'], codes: new Uint8Array(1) } } }, ga4).recorded, 1);
  // without it the words mean nothing
  assert.deepEqual(own.record({ type: 'view_item', at: NOW }).dropped, [{ reason: 'unknown_kind', count: 1 }]);
  for (const adapter of ['ga5', '', '__proto__', 5, null]) {
    assert.throws(() => own.record([], { adapter }), fault('input/adapter', '/adapter'));
    assert.throws(() => own.recordColumns({ type: 'login', at }, { adapter }), fault('input/adapter', '/adapter'));
  }
  assert.throws(() => adapted.record([{ type: 'purchase', at: NOW, value: 'much' }], ga4), fault('input/decimal', '/0/amount'));
  for (const session of [own, adapted, tables]) session.close();
});

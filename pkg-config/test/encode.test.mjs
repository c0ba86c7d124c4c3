// Events and facts as cells of numbers: the rows are written out by hand after the border's contract.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceModule } from './module.mjs';

const { Encoder } = await sourceModule('encode');
const { vocabulary } = await sourceModule('tables');

const names = vocabulary(
  ['phone', 'retired', ''],
  ['age', 'occupation', '__proto__'],
  [['view', 'product', 'stay'], ['login'], ['odd', '__proto__', 'constructor', 'at']],
  [['web', ['view_item', 0, 'item', 0], ['login', 0, 'stay', 0]], ['empty']],
);

function events(batch, single = false) {
  const encoder = new Encoder(names);
  encoder.events(batch, single);
  return read(encoder);
}

function profile(patch) {
  const encoder = new Encoder(names);
  encoder.profile(patch);
  return read(encoder);
}

function read(encoder) {
  return {
    cells: [...encoder.cells.subarray(0, encoder.length)],
    text: String.fromCharCode(...encoder.units.subarray(0, encoder.textLength)),
  };
}

const fault = (code, path) => (error) => error.name === 'SilhouetteError' && error.code === code && error.path === path;

test('a row per event, fields in the order of the tables', () => {
  const { cells, text } = events([
    { type: 'view', at: 1000, product: 'phone', stay: 2.5 },
    { stay: true, at: 1001, product: 'a loan', type: 'view' },
    { type: 'login', at: 1002 },
    { type: 'view', at: 1003, product: 'é\ud83d', stay: null },
  ]);
  assert.deepEqual(cells, [
    0, 1000, 0, 3, 0, 1, 2.5, //
    0, 1001, 0, 16 + 6, 0, 2, 1,
    1, 1002, 0,
    0, 1003, 0, 16 + 2, 6, 0, 0,
  ]);
  assert.equal(text, 'a loané\ud83d');
});

test('kinds and fields that the policy does not read are counted, and not read', () => {
  const unread = { type: 'view', at: 5, get secret() { throw new Error('read'); }, other: 1 };
  assert.deepEqual(events([unread]).cells, [0, 5, 2, 0, 0, 0, 0]);
  assert.deepEqual(events([{ type: 'elsewhere', at: 6, amount: 3 }]).cells, [-1, 6, 1]);
});

test('what has no kind is a row of its own', () => {
  const hidden = Object.defineProperty({ at: 1, stay: 3 }, 'type', { value: 'view', enumerable: false });
  const inherited = Object.create({ type: 'view', at: 1 });
  for (const event of [{}, { at: 1 }, { type: 7, at: 1 }, null, undefined, 5, 'view', hidden, inherited, { type: null }]) {
    assert.deepEqual(events([event]).cells, [-2, NaN, 0]);
  }
  // and the next row stands in the right place
  assert.deepEqual(events([hidden, { type: 'login', at: 2 }]).cells, [-2, NaN, 0, 1, 2, 0]);
  assert.deepEqual(events([, { type: 'login', at: 2 }]).cells, [-2, NaN, 0, 1, 2, 0]);
});

test('only own enumerable string keys are data', () => {
  class Event {
    type = 'view';
    at = 1;
    get product() { return 'inherited'; }
  }
  const event = new Event();
  Object.defineProperty(event, 'stay', { value: 9, enumerable: false });
  event[Symbol('product')] = 'phone';
  assert.deepEqual(events([event]).cells, [0, 1, 0, 0, 0, 0, 0]);
  Object.prototype.stay = 8;
  try {
    assert.deepEqual(events([{ type: 'view', at: 1 }]).cells, [0, 1, 0, 0, 0, 0, 0]);
  } finally {
    delete Object.prototype.stay;
  }
});

test('values of every type', () => {
  const stay = (value) => events([{ type: 'view', at: 0, stay: value }]).cells.slice(5);
  assert.deepEqual(stay(undefined), [0, 0]);
  assert.deepEqual(stay(null), [0, 0]);
  assert.deepEqual(stay(NaN), [1, NaN]);
  assert.deepEqual(stay(1e308), [1, 1e308]);
  assert.deepEqual(stay(false), [2, 0]);
  assert.deepEqual(stay(''), [3, 2]);
  for (const other of [{}, [], () => 0, 10n, Symbol('s'), new Date(0), new Number(3)]) assert.deepEqual(stay(other), [4, 0]);
  assert.deepEqual(stay('x'.repeat(4097)), [5, 0]);
  assert.deepEqual(stay('x'.repeat(4096)), [16 + 4096, 0]);
});

test('a time is a number or none', () => {
  for (const at of ['5', null, undefined, new Date(5), 5n, true]) assert.deepEqual(events([{ type: 'login', at }]).cells, [1, NaN, 0]);
});

test('names like __proto__ are names', () => {
  const dangerous = JSON.parse('{"type":"view","at":1,"__proto__":{"stay":5},"constructor":2}');
  assert.deepEqual(events([dangerous]).cells, [0, 1, 2, 0, 0, 0, 0]);
  const declared = JSON.parse('{"type":"odd","at":1,"__proto__":7,"constructor":"retired"}');
  assert.deepEqual(events([declared]).cells, [2, 1, 0, 1, 7, 3, 1, 0, 0]);
  assert.deepEqual(events([{ type: '__proto__', at: 1 }]).cells, [-1, 1, 0]);
  assert.deepEqual(profile(JSON.parse('{"__proto__":4,"toString":1}')).cells, [2, -1, 1, 4, -1, -1, 0, 0]);
});

test('order of keys does not matter, however it changes', () => {
  const encoder = new Encoder(names);
  const orders = [
    { type: 'view', at: 1, product: 'phone', stay: 2 },
    { stay: 2, product: 'phone', at: 1, type: 'view' },
    { type: 'view', stay: 2, extra: 0, product: 'phone', at: 1 },
    { extra: 0, at: 1, type: 'view', product: 'phone', stay: 2 },
  ];
  for (let round = 0; round < 3; round++) {
    for (const event of orders) {
      encoder.events([event], true);
      assert.deepEqual(read(encoder).cells, [0, 1, 'extra' in event ? 1 : 0, 3, 0, 1, 2]);
    }
  }
});

test('a getter that throws names the place and nothing else', () => {
  const secret = () => { throw new Error('4111 1111'); };
  const getter = (name) => Object.defineProperty({ type: 'view', at: 1 }, name, { get: secret, enumerable: true });
  assert.throws(() => events([{ type: 'login', at: 1 }, getter('stay')]), fault('input/unreadable', '/1/stay'));
  assert.throws(() => events([getter('at')], true), fault('input/unreadable', '/at'));
  assert.throws(() => events([getter('type')]), fault('input/unreadable', '/0/type'));
  const proxy = new Proxy({}, { ownKeys: secret });
  assert.throws(() => events([Object.assign(Object.create(null), { type: 'login', at: 0 }), new Proxy({ type: 'view' }, { ownKeys: secret })]), fault('input/unreadable', '/1'));
  assert.throws(() => profile(proxy), fault('input/unreadable', ''));
  assert.throws(() => profile(Object.defineProperty({}, 'age', { get: secret, enumerable: true })), fault('input/unreadable', '/age'));
  assert.throws(() => events([getter('stay')]), (error) => !/4111/.test(error.message) && error.cause === undefined);
});

test('each value is read once', () => {
  let reads = 0;
  const event = { get type() { reads++; return 'view'; }, get at() { reads++; return 1; }, get stay() { reads++; return 2; } };
  events([event]);
  assert.equal(reads, 3);
});

test('a profile is rows of a fact, whether it is a list, and tags and values', () => {
  assert.deepEqual(profile({ occupation: 'retired', age: 31, missing: 1, }).cells, [1, -1, 3, 1, 0, -1, 1, 31, -1, -1, 0, 0]);
  assert.deepEqual(profile({ occupation: 'pilot' }), { cells: [1, -1, 16 + 5, 0], text: 'pilot' });
  assert.deepEqual(profile({ occupation: ['pilot', 'retired', null], age: [] }), { cells: [1, 3, 21, 0, 3, 1, 0, 0, 0, 0], text: 'pilot' });
  assert.deepEqual(profile({ missing: [1, 2] }).cells, [-1, -1, 0, 0]);
  for (const patch of [null, undefined, 5, 'age', [], () => 0]) assert.throws(() => profile(patch), fault('input/type', ''));
});

test('of a list no more is read than shows that it is too long', () => {
  const { cells } = profile({ age: new Array(100_000).fill(7) });
  assert.deepEqual([cells.length, cells[1]], [2 + 2 * 257, 257]);
  // What says that it has another length than it has is read as it says, and never further.
  let reads = 0;
  const endless = new Proxy([], { get: (_, key) => (key === 'length' ? Infinity : reads++) });
  assert.equal(profile({ age: endless }).cells[1], 257);
  assert.equal(reads, 257);
  assert.equal(profile({ age: new Proxy([], { get: () => NaN }) }).cells[1], 0);
  const thrower = new Proxy([1], { get: () => { throw new Error('4111 1111'); } });
  assert.throws(() => profile({ age: thrower }), fault('input/unreadable', '/age'));
});

test('an encoder can be used again after an error', () => {
  const encoder = new Encoder(names);
  assert.throws(() => encoder.events([{ type: 'view', at: 1, product: 'lost' }, { type: 'login', get at() { throw 1; } }], false));
  encoder.events([{ type: 'login', at: 4 }], true);
  assert.deepEqual(read(encoder), { cells: [1, 4, 0], text: '' });
});

test('a batch has a largest size', () => {
  assert.throws(() => events({ length: 100_001 }), fault('input/too-many', ''));
});

test('an adapter has words of its own beside those of the policy', () => {
  const encoder = new Encoder(names);
  const cells = (event, adapter) => {
    encoder.events([event], true, names.adapters.get(adapter));
    return read(encoder).cells;
  };
  assert.deepEqual(cells({ type: 'view_item', at: 1, item: 'phone', stay: 2 }, 'web'), [0, 1, 0, 3, 0, 1, 2]);
  assert.deepEqual(cells({ type: 'view', at: 1, product: 'phone', item: 5 }, 'web'), [0, 1, 1, 3, 0, 0, 0]);
  // its word for a kind or a field goes before the policy's own
  assert.deepEqual(cells({ type: 'login', at: 1, stay: 2 }, 'web'), [0, 1, 0, 1, 2, 0, 0]);
  for (const adapter of [undefined, 'empty']) {
    assert.deepEqual(cells({ type: 'view_item', at: 1, item: 'phone' }, adapter), [-1, 1, 1]);
    assert.deepEqual(cells({ type: 'login', at: 1 }, adapter), [1, 1, 0]);
  }
});

/** The pieces of a table, one behind the other. */
const table = (input, kinds = names.kinds) => {
  const encoder = new Encoder(names);
  const cells = encoder.columns(input, kinds).flatMap((part) => [...part]);
  return { cells, text: String.fromCharCode(...encoder.units.subarray(0, encoder.textLength)) };
};

test('a table is its times and a column for each field of the kind', () => {
  const at = Float64Array.of(7, 8);
  assert.deepEqual(table({ type: 'view', at }).cells, [0, 2, 0, 7, 8, 0, 0]);
  assert.deepEqual(table({ type: 'view', at, fields: { stay: Int8Array.of(-1, 2) } }).cells, [0, 2, 0, 7, 8, 0, 1, -1, 2]);
  const coded = { values: ['phone', 'a loan', null, true, 2.5], codes: Uint8Array.of(4, 0) };
  assert.deepEqual(table({ type: 'view', at, fields: { product: coded, other: at } }), {
    cells: [0, 2, 1, 7, 8, 2, 5, 3, 0, 16 + 6, 0, 0, 0, 2, 1, 1, 2.5, 4, 0, 0],
    text: 'a loan',
  });
  assert.deepEqual(table({ type: 'elsewhere', at, fields: { stay: 'not read' } }).cells, [-1, 2, 1, 7, 8]);
  assert.deepEqual(table({ type: 'view_item', at, fields: { item: at } }, names.adapters.get('web')).cells, [0, 2, 0, 7, 8, 1, 7, 8, 0]);
  assert.deepEqual(table({ type: 'login', at: new Float64Array(0) }).cells, [1, 0, 0]);
});

test('a table that is none is refused with its place', () => {
  const at = Float64Array.of(7, 8);
  const codes = Uint8Array.of(0, 0);
  const view = (fields) => ({ type: 'view', at, fields });
  const secret = () => { throw new Error('4111 1111'); };
  for (const [input, code, path] of [
    [null, 'input/event-type', '/type'],
    [{ at }, 'input/event-type', '/type'],
    [{ type: 'view' }, 'input/type', '/at'],
    [{ type: 'view', at: [7, 8] }, 'input/type', '/at'],
    [{ type: 'view', at: BigInt64Array.of(7n) }, 'input/type', '/at'],
    [{ type: 'view', at: new DataView(new ArrayBuffer(8)) }, 'input/type', '/at'],
    [{ type: 'view', at: new Float64Array(100_001) }, 'input/too-many', ''],
    [view({ stay: [1, 2] }), 'input/type', '/fields/stay'],
    [view({ stay: null }), 'input/type', '/fields/stay'],
    [view({ stay: BigInt64Array.of(1n, 2n) }), 'input/type', '/fields/stay'],
    [view({ stay: new DataView(new ArrayBuffer(2)) }), 'input/type', '/fields/stay'],
    [view({ stay: Float64Array.of(1) }), 'input/columns', '/fields/stay'],
    [view({ product: { values: ['phone'] } }), 'input/type', '/fields/product'],
    [view({ product: { codes } }), 'input/type', '/fields/product'],
    [view({ product: { values: 'phone', codes } }), 'input/type', '/fields/product'],
    [view({ product: { values: ['phone'], codes: [0, 0] } }), 'input/type', '/fields/product'],
    [view({ product: { values: ['phone'], codes: Uint8Array.of(0) } }), 'input/columns', '/fields/product'],
    [view({ get product() { return secret(); } }), 'input/unreadable', '/fields/product'],
    [{ get type() { return secret(); } }, 'input/unreadable', ''],
  ]) assert.throws(() => table(input), fault(code, path), JSON.stringify([code, path]));
});

// Answers are written out by hand, cell by cell, after the grammar in the engine.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceModule } from './module.mjs';

const { Decoder } = await sourceModule('decode');

const strings = ['hello', '__proto__', '{0} of {1}, {0}', 'none', '{9} {0}'];
const shapes = [
  () => ({}),
  (v) => ({ b: v(), a: v() }),
];
const decode = (...cells) => new Decoder(strings, shapes).read(Float64Array.from(cells), 0);
const word = (...cells) => decode(7, 4, 1, ...cells).slice('{9} '.length);

test('every mark', () => {
  assert.equal(decode(0), null);
  assert.equal(decode(1), false);
  assert.equal(decode(2), true);
  assert.equal(decode(3, -0.5), -0.5);
  assert.equal(decode(4, 0), 'hello');
  assert.equal(decode(6, 3, 97, 0xd83d, 0xde00), 'a😀');
  assert.equal(decode(6, 0), '');
  assert.deepEqual(decode(8, 3, 0, 3, 7, 8, 0), [null, 7, []]);
  assert.deepEqual(decode(9, 0), {});
  assert.equal(JSON.stringify(decode(9, 1, 3, 1, 9, 1, 2, 0)), '{"b":1,"a":{"b":true,"a":null}}');
  assert.equal(decode(11, 81250, 2), 812.5);
  assert.equal(decode(11, -3, 1), -0.3);
  assert.equal(decode(11, 9007199254740991, 9), 9007199.254740991);
});

test('what is kept is named instead of told', () => {
  const places = [(v) => ({ window: v() })];
  const suggestion = { id: 1, product: 2, label: 3, rank: 4, message: 5, channel: 6, window: 7, remaining: 8, disclosures: 9, terms: 10, because: 11 };
  const decoder = new Decoder(strings, places);
  const kept = [];
  const [told, named] = decoder.read(Float64Array.of(8, 2, 13, 5, 8, 1, 3, 7, 14, 5), 0, kept);
  assert.deepEqual(told, [7]);
  assert.equal(named, told);
  assert.equal(decoder.read(Float64Array.of(14, 5), 0, kept), told);
  // Of another session nothing is known.
  assert.equal(decoder.read(Float64Array.of(14, 5), 0, []), undefined);
  kept[0] = suggestion;
  const later = decoder.read(Float64Array.of(15, 0, 3, 70), 0, kept);
  assert.deepEqual(later, { ...suggestion, window: 70 });
  assert.deepEqual(Object.keys(later), Object.keys(suggestion));
  assert.equal(suggestion.window, 7);
});

test('sentences stand in sentences', () => {
  const fact = (is) => [7, 1, 2, 4, 2, 3, is];
  const cells = Float64Array.of(7, 0, 2, 4, 3, 8, 2, ...fact(17), ...fact(0.5));
  const decoder = new Decoder(['未满足：{0}（{1}）', '{0}：{1}', '年龄', '成年'], shapes);
  assert.equal(decoder.read(cells, 0), '未满足：成年（年龄：17、年龄：0.5）');
});

test('a map with any key', () => {
  const map = decode(10, 2, 1, 3, 5, 0, 0);
  assert.equal(JSON.stringify(map), '{"__proto__":5,"hello":null}');
  assert.equal(Object.getPrototypeOf(map), Object.prototype);
});

test('an answer may begin anywhere', () => {
  assert.equal(new Decoder(strings, shapes).read(Float64Array.of(9, 9, 4, 0), 2), 'hello');
});

test('cells that mean nothing are refused', () => {
  assert.throws(() => decode(5));
  assert.throws(() => decode(NaN));
  assert.throws(() => decode(9, 7));
});

test('sentences', () => {
  assert.equal(decode(7, 2, 2, 3, 3, 4, 0), '3 of hello, 3');
  assert.equal(decode(7, 3, 0), 'none');
  // an argument that looks like a place stays as it is
  assert.equal(decode(7, 2, 2, 6, 3, 0x7b, 0x31, 0x7d, 4, 0), '{1} of hello, {1}');
});

test('lists in sentences', () => {
  const list = [8, 3, 4, 0, 4, 3, 11, 150, 2];
  assert.equal(decode(7, 2, 2, ...list, 8, 0), 'hello, none, 1.50 of —, hello, none, 1.50');
  const chinese = new Decoder(['hello', '', '持有{0}（{1}）', '基金'], shapes);
  assert.equal(chinese.read(Float64Array.of(7, 2, 2, ...list, 8, 0), 0), '持有hello、基金、1.50（—）');
});

test('numbers in sentences', () => {
  assert.equal(word(0), '—');
  for (const [n, text] of [
    [0, '0'], [-0, '0'], [7, '7'], [999, '999'], [1000, '1,000'], [-1234567, '-1,234,567'],
    [0.1, '0.1'], [2 / 3, '0.6667'], [1.05, '1.05'], [-0.05, '-0.05'], [3.9999999, '4'], [-1.00004, '-1'], [214748.36469, '214,748.3647'], [9e9 + 0.25, '9,000,000,000.25'], [0.00004, '0'], [0.00005, '0.0001'], [-0.00001, '0'], [12345.678, '12,345.678'],
    [1e20, '100,000,000,000,000,000,000'], [1e21, '1,000,000,000,000,000,000,000'], [1.5e22, '15,000,000,000,000,000,000,000'],
  ]) assert.equal(word(3, n), text);
  assert.equal(word(3, 1e308).replaceAll(',', ''), '1' + '0'.repeat(308));
  for (const [n, scale, text] of [
    [3200000, 2, '32,000.00'], [5, 2, '0.05'], [-5, 3, '-0.005'], [0, 2, '0.00'], [123456, 0, '123,456'], [-81250, 2, '-812.50'],
    [9007199254740991, 2, '90,071,992,547,409.91'],
  ]) assert.equal(word(11, n, scale), text);
});

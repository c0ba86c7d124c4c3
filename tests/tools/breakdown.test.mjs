// What weighs how much: the parts of a module are found, and their names lead to the rooms of the sources.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { parts, place } from '../../pkg-config/tools/breakdown.mjs';

const require = createRequire(new URL('../../pkg-config/package.json', import.meta.url));

test('functions with their names and bytes, and the data', async () => {
  const wabt = await require('wabt')();
  const module = wabt.parseWat('test.wat', '(module (import "a" "b" (func $host)) (memory 1) (func $one i32.const 1 drop) (func $two) (data (i32.const 300) "text"))');
  const { buffer } = module.toBinary({ write_debug_names: true });
  module.destroy();
  const { functions, data } = parts(buffer);
  assert.deepEqual(functions.map(({ name, start, end }) => [name, end - start]), [['one', 6], ['two', 3]]);
  assert.deepEqual(data.map(({ address, start, end }) => [address, Buffer.from(buffer.subarray(end - 4, end)).toString(), end - start]), [[300, 'text', 10]]);
});

test('a function belongs to the room where it was written, not to that of the type it is for', () => {
  const crate = 'Cs9MHoFos7BP3_10silhouette';
  assert.deepEqual(place(`_RNvMNtNtNt${crate}6engine8portrait6answerNtNtB6_7because6Writer14write_warnings`), { room: 'engine::portrait::answer', name: 'Writer write_warnings' });
  assert.deepEqual(place(`_RNvNtNt${crate}6stages10expression8evaluate`), { room: 'stages::expression', name: 'evaluate' });
  assert.deepEqual(place(`_RNvXsE_NtNt${crate}4pack6tablesNtNtNtB7_7program7ranking10ExperimentNtNtB7_4wire4Read4read`), { room: 'pack::tables', name: 'Experiment Read read' });
});

test('what a library makes for us names the room that it is for', () => {
  const symbol = '_RNvMsn_NtCskKSvfpmABZm_5alloc4syncINtB5_3ArcNtNtNtCs9MHoFos7BP3_10silhouette6engine6loaded6LoadedE9drop_slowBM_';
  assert.deepEqual(place(symbol), { room: 'alloc, for engine::loaded', name: 'Arc Loaded drop_slow' });
  assert.deepEqual(place('memcpy'), { room: 'runtime', name: 'memcpy' });
});

// The gate of the shipping wasm: what the validator must refuse, and what the lowering must make of it.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { alikeBesideAlike } from '../../pkg-config/tools/neighbours.mjs';
import { optimise } from '../../pkg-config/tools/optimize.mjs';
import { faults } from '../../pkg-config/tools/validate-mvp.mjs';

const require = createRequire(new URL('../../pkg-config/package.json', import.meta.url));
const wabt = await require('wabt')();
const every = Object.fromEntries(Object.keys(wabt.FEATURES).map((feature) => [feature, true]));

/** A module from its text, with every proposal allowed. */
function assemble(text) {
  const module = wabt.parseWat('test.wat', text, every);
  try {
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}

const MVP = '(module (memory (export "memory") 1) (func (export "double") (param f64) (result f64) local.get 0 local.get 0 f64.add))';

/** One module for each proposal that a Rust compiler may use by itself, and a few that it must never use. */
const LATER = {
  'sign extension': '(module (func (export "f") (param i32) (result i32) local.get 0 i32.extend8_s))',
  'saturating conversion': '(module (func (export "f") (param f64) (result i32) local.get 0 i32.trunc_sat_f64_s))',
  'bulk memory': '(module (memory 1) (func (export "f") (memory.fill (i32.const 0) (i32.const 0) (i32.const 9))))',
  'several results': '(module (func (export "f") (result i32 i32) i32.const 1 i32.const 2))',
  'reference types': '(module (table 1 externref) (func (export "f") (param externref) (table.set 0 (i32.const 0) (local.get 0))))',
  'mutable global import': '(module (import "a" "b" (global (mut i32))))',
  'vectors': '(module (func (export "f") (result i32) v128.const i32x4 1 2 3 4 i32x4.extract_lane 0))',
  'tail call': '(module (func $g (result i32) i32.const 1) (func (export "f") (result i32) return_call $g))',
};

test('a module of the MVP may ship', async () => {
  assert.deepEqual(await faults(assemble(MVP)), []);
});

for (const [name, text] of Object.entries(LATER)) {
  test(`the validator refuses: ${name}`, async () => {
    const found = await faults(assemble(text));
    assert.equal(found.length, 1);
    assert.match(found[0], /^not valid as MVP: /);
  });
}

test('the validator refuses an exported global, constant or not', async () => {
  const constant = '(module (global (export "__heap_base") i32 (i32.const 7)))';
  assert.deepEqual(await faults(assemble(constant)), ['exports the global "__heap_base"']);
  const mutable = '(module (global (export "g") (mut i32) (i32.const 7)))';
  assert.equal((await faults(assemble(mutable))).length, 1);
});

test('the validator refuses bytes that are no wasm', async () => {
  assert.match((await faults(new Uint8Array([0, 97, 115]))).join(), /not valid as MVP/);
});

test('lowering and optimising make an MVP module that computes the same', async () => {
  const wasm = await optimise(
    assemble(`(module
      (memory (export "memory") 1)
      (global (export "__data_end") i32 (i32.const 1024))
      (global $calls (export "calls") (mut i32) (i32.const 0))
      (func (export "extend") (param i32) (result i32) local.get 0 i32.extend8_s)
      (func (export "truncate") (param f64) (result i32) local.get 0 i32.trunc_sat_f64_s)
      (func (export "fill") (param i32 i32 i32) local.get 0 local.get 1 local.get 2 memory.fill)
      (func (export "copy") (param i32 i32 i32) local.get 0 local.get 1 local.get 2 memory.copy)
      (func (export "count") (result i32) (global.set $calls (i32.add (global.get $calls) (i32.const 1))) (global.get $calls)))`),
  );
  assert.deepEqual(await faults(wasm), []);
  const { exports } = (await WebAssembly.instantiate(wasm, {})).instance;
  assert.deepEqual(Object.keys(exports).sort(), ['copy', 'count', 'extend', 'fill', 'memory', 'truncate']);
  assert.equal(exports.extend(0x80), -128);
  assert.equal(exports.truncate(-2.9), -2);
  exports.fill(8, 5, 3);
  exports.copy(9, 8, 3); // overlapping
  assert.deepEqual([...new Uint8Array(exports.memory.buffer, 7, 6)], [0, 5, 5, 5, 5, 0]);
  assert.equal(exports.count() + exports.count(), 3);
});

test('functions are ordered alike beside alike, and none is lost', () => {
  const one = (name, body) => ` (func $${name}\n${body.map((line) => `  (${line})`).join('\n')}\n )`;
  const [x, y] = [['a', 'b', 'c', 'd'], ['p', 'q', 'r']];
  const module = (...functions) => ['(module', ' (memory 1)', ...functions, ')'].join('\n');
  const [x1, y1, x2, y2] = [one('x1', x), one('y1', y), one('x2', [...x, 'e']), one('y2', [...y, 's'])];
  // y1 is the shortest; y2 shares its pairs, then x1 comes first of those that share none, then x2.
  assert.equal(alikeBesideAlike(module(x1, y1, x2, y2)), module(y1, y2, x1, x2));
  assert.equal(alikeBesideAlike(module()), module());
});

test('a feature that is not lowered stops the optimiser', async () => {
  await assert.rejects(optimise(assemble(LATER.vectors)), /wasm-opt/);
  await assert.rejects(optimise(assemble(MVP), '-O9'), /unknown level/);
});

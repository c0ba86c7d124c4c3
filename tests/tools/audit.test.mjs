// The audit of what the package touches must notice what nobody reviewed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { differences, imports, uses } from '../../pkg-config/tools/audit.mjs';

const wabt = await createRequire(new URL('../../pkg-config/package.json', import.meta.url))('wabt')();
const list = JSON.parse(readFileSync(new URL('../../pkg-config/audit.json', import.meta.url), 'utf8'));
const names = Object.values(list.names).flat();
const found = (text) => Object.fromEntries(uses(text, names));

function assemble(text) {
  const module = wabt.parseWat('test.wat', text);
  try {
    return Uint8Array.from(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}

test('an import more, less, or of another kind is noticed', () => {
  const known = Object.keys(list.imports).map((name) => `(import "./silhouette_bg.js" "${name}_0123456789abcdef" (func))`);
  const allowed = Object.fromEntries(Object.keys(list.imports).map((name) => [name, { count: 1 }]));
  const judged = (parts) => {
    const counted = new Map();
    for (const name of imports(assemble(`(module ${parts.join(' ')})`))) counted.set(name, (counted.get(name) ?? 0) + 1);
    return differences('wasm', counted, allowed);
  };
  assert.deepEqual(judged(known), []);
  assert.deepEqual(judged([...known, '(import "./silhouette_bg.js" "__wbg_fetch_0123456789abcdef" (func))']), ['wasm: __wbg_fetch is used 1 times; the reviewed list says 0']);
  assert.equal(judged(known.slice(1)).length, 1);
  assert.deepEqual(judged([...known, '(import "env" "memory" (memory 1))']), ['wasm: memory env memory is used 1 times; the reviewed list says 0']);
  assert.equal(judged([...known, '(import "env" "getRandomValues" (func))']).length, 1);
});

test('every way to name a thing counts', () => {
  assert.deepEqual(found('fetch("/x")'), { fetch: 1 });
  assert.deepEqual(found('globalThis.fetch("/x")'), { fetch: 1 });
  assert.deepEqual(found('self["fet" + "ch"]("/x")'), { '[…]': 1 });
  assert.deepEqual(found('const { fetch: send } = self; send("/x")'), { fetch: 1 });
  assert.deepEqual(found('const key = "fetch"; thing[key]()'), { fetch: 1 });
  assert.deepEqual(found('thing?.sendBeacon?.("/x")'), { sendBeacon: 1 });
  assert.deepEqual(found('class A { go() { return Date.now() + Math.random() } }'), { Date: 1, random: 1 });
  assert.deepEqual(found('[].constructor.constructor("return 1")()'), { constructor: 2 });
  assert.deepEqual(found('`${localStorage.x}`'), { localStorage: 1 });
  assert.deepEqual(found('location.href = "//x"'), { location: 1, href: 1 });
  assert.deepEqual(found('window.location'), { location: 1 });
  assert.deepEqual(found('import("./x.js"); import(y)'), { 'import() ./x.js': 1, 'import() …': 1 });
  assert.deepEqual(found('import a from "b"; const c = require("d")'), { 'import b': 1, 'require d': 1 });
  assert.deepEqual(found(`run(${JSON.stringify('x'.repeat(3000))})`), { text: 1 });
});

test('what only looks like it does not', () => {
  assert.deepEqual(found('// fetch\n/* eval */ const sentence = "a fetch is open"; this.open(); a.location; const o = { open: 1, fetched: 2 };'), {});
  assert.throws(() => uses('const const', names), /parsed/);
});

test('every allowance has its reason', () => {
  for (const why of Object.values(list.imports)) assert.ok(why.length > 10);
  for (const allowed of Object.values(list.scripts)) for (const { count, why } of Object.values(allowed)) assert.ok(count > 0 && why.length > 5);
});

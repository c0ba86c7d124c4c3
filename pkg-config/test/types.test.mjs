// The hand-written types against the engine's own tables: the same objects, the same fields in the same order,
// and every word that the engine may answer with is one that the types know.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import * as glue from '../build/silhouette_bg.js';
import { loadPack } from './cells.mjs';
import { packBytes } from './engine.mjs';
import { sourceModule } from './module.mjs';

const declarations = fileURLToPath(new URL('../dist/index.d.ts', import.meta.url));
const text = readFileSync(declarations, 'utf8');
const source = ts.createSourceFile(declarations, text, ts.ScriptTarget.ES2017, true);

/** Field names of every interface, in order. */
const interfaces = new Map();
/** Names of all members: the engine also knows the two keys of an event. */
const members = new Set();
/** Every string that stands as a type. */
const literals = new Set();
(function visit(node) {
  if (ts.isInterfaceDeclaration(node)) {
    interfaces.set(node.name.text, node.members.filter(ts.isPropertySignature).map(({ name }) => name.getText(source)));
  }
  if (ts.isPropertySignature(node)) members.add(node.name.getText(source));
  if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) literals.add(node.literal.text);
  ts.forEachChild(node, visit);
})(source);

let tables;
before(async () => {
  const wasm = readFileSync(new URL('../dist/silhouette.wasm', import.meta.url));
  const { instance } = await WebAssembly.instantiate(wasm, { './silhouette_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  ({ tables } = loadPack(glue, instance.exports.memory, packBytes()));
});

/** Name and fields of each shape in the engine's source: `    Pair { "a", "b" }`, in the order of their numbers. */
const shapes = [...readFileSync(new URL('../../src/model/shapes.rs', import.meta.url), 'utf8').matchAll(/^ {4}(\w+) \{ (".*") \}$/gm)]
  .map(([, name, fields]) => ({ name, fields: JSON.parse(`[${fields}]`) }));

test('every shape of the engine is an interface with the same fields in the same order', () => {
  assert.ok(shapes.length >= 20);
  for (const { name, fields } of shapes) assert.deepEqual(interfaces.get(name), fields, name);
});

test('every shape of the engine is made of its values in their order, by its number', async () => {
  const { SHAPES } = await sourceModule('shapes');
  const made = SHAPES.map((shape) => {
    let count = 0;
    return Object.entries(shape(() => count++));
  });
  assert.deepEqual(made, shapes.map(({ fields }) => fields.map((field, index) => [field, index])));
});

test('every word of the engine is one of the types', () => {
  // The engine's words stand behind the pack's strings, between the first of them and the digest.
  const from = tables.strings.lastIndexOf('advisory');
  const to = tables.strings.indexOf(tables.digest, from);
  const words = tables.strings.slice(from, to);
  assert.ok(words.length >= 20 && words.includes('not in'), words.join());
  const template = (word) => word.startsWith('{0}'); // of an id, with texts in its places
  assert.deepEqual(words.filter((word) => !literals.has(word) && !members.has(word) && !template(word)), []);
});

test('the declarations need nothing but themselves', () => {
  assert.ok(!/^\s*import\b/m.test(text) && !/\bany\b/.test(text.replace(/\/\*[^]*?\*\/|'[^']*'/g, '')));
  assert.equal(readFileSync(declarations.replace(/\.ts$/, '.cts'), 'utf8'), text);
});

test('everything public is documented', () => {
  const bare = [];
  for (const statement of source.statements) {
    const name = statement.name?.text;
    if (name !== undefined && ts.getJSDocCommentsAndTags(statement).length === 0) bare.push(name);
  }
  assert.deepEqual(bare, []);
});

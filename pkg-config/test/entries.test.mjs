// The entries as package.json names them: what each declares is what it has, in both module systems.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const require = createRequire(import.meta.url);

/** Every leaf of a map of conditions: the conditions on the way to it, and the file. */
const leaves = (map, way = []) => (typeof map === 'string' ? [{ way, file: map }] : Object.entries(map).flatMap(([condition, inside]) => leaves(inside, [...way, condition])));
const entries = Object.entries(manifest.exports).map(([name, map]) => [name, leaves(map)]);
const modules = entries.filter(([, files]) => files.some(({ way }) => way.includes('types')));

test('every file that the manifest names is there', () => {
  const named = entries.flatMap(([, files]) => files.map(({ file }) => file)).concat(manifest.main, manifest.module, manifest.types, manifest.unpkg, manifest.jsdelivr, Object.values(manifest.bin), manifest.sideEffects);
  for (const file of named) {
    if (file.includes('*')) assert.ok(readdirSync(join(root, file.slice(0, file.indexOf('*')))).length > 0, file);
    else assert.ok(existsSync(join(root, file)), file);
  }
  assert.deepEqual(manifest.dependencies, undefined);
});

test('in every condition the types come first', () => {
  const first = (map) => (typeof map === 'string' ? [] : 'default' in map ? [Object.keys(map)[0]] : Object.values(map).flatMap(first));
  for (const [name] of modules) assert.deepEqual([...new Set(first(manifest.exports[name]))], ['types'], name);
});

const declarations = readdirSync(join(root, 'dist')).filter((name) => /\.d\.c?ts$/.test(name)).map((name) => join(root, 'dist', name));
const program = ts.createProgram(declarations, {
  strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, lib: ['lib.es2017.d.ts', 'lib.dom.d.ts'], target: ts.ScriptTarget.ES2017,
  module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, types: [], noEmit: true, skipLibCheck: false,
});
const checker = program.getTypeChecker();

/** The names of the values that declarations promise. */
function values(file) {
  const symbol = checker.getSymbolAtLocation(program.getSourceFile(file));
  return checker.getExportsOfModule(symbol).filter((each) => {
    const target = each.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(each) : each;
    return target.flags & ts.SymbolFlags.Value;
  }).map(({ name }) => name).sort();
}

for (const [name, files] of modules) {
  if (name === './global') continue; // a script; what it makes is held against its types in core.test.mjs
  test(`${name} has what its types say, and nothing else`, async () => {
    const scripts = files.filter(({ way }) => way.at(-1) === 'default');
    for (const { way, file } of scripts) {
      const types = files.find((each) => each.way.at(-1) === 'types' && each.way.slice(0, -1).join() === way.slice(0, -1).join()).file;
      assert.equal(types.endsWith('.d.cts'), file.endsWith('.cjs'), file);
      const path = join(root, file);
      const made = file.endsWith('.cjs') ? require(path) : await import(pathToFileURL(path).href);
      const names = Object.keys(made).filter((each) => each !== '__esModule').sort();
      assert.deepEqual(names, values(join(root, types)), `${file} and ${types}`);
    }
  });
}

test('the declarations of all entries hold for strict projects of 2017', () => {
  assert.ok(declarations.length > 2 * (modules.length - 2));
  const faults = ts.getPreEmitDiagnostics(program);
  assert.deepEqual(faults.map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`), []);
});

test('the declarations of both module systems say the same', () => {
  const names = readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.d.cts'));
  assert.ok(names.length >= 7);
  for (const name of names) {
    const [cjs, esm] = [name, name.replace('.cts', '.ts')].map((each) => readFileSync(join(root, 'dist', each), 'utf8'));
    assert.equal(cjs.replace(/(from '\.\/\w+)\.cjs'/g, "$1.js'"), esm, name);
  }
});

test('every script has a map with its sources, but those that are a whole of their own', () => {
  const scripts = readdirSync(join(root, 'dist')).filter((name) => /\.c?js$/.test(name));
  const without = scripts.filter((name) => !existsSync(join(root, 'dist', `${name}.map`)));
  assert.deepEqual(without, ['cli.js', 'sealed-worker.js', 'silhouette.wasm.base64.js']);
  for (const name of scripts.filter((each) => !without.includes(each))) {
    const { sources, sourcesContent, mappings } = JSON.parse(readFileSync(join(root, 'dist', `${name}.map`), 'utf8'));
    assert.ok(sources.length > 0 && mappings.length > 0, name);
    assert.equal(sourcesContent.filter((text) => typeof text === 'string').length, sources.length, name);
    assert.ok(readFileSync(join(root, 'dist', name), 'utf8').trimEnd().endsWith(`//# sourceMappingURL=${name}.map`), name);
  }
});

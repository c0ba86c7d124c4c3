// The notices: what must be in them, and what stops the build.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { compose, linked, packageOf, permissive, textsOf } from '../../pkg-config/tools/notices.mjs';

const folder = mkdtempSync(join(tmpdir(), 'silhouette-notices-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const part = (name, ...texts) => ({ name, version: '1.0.0', licence: 'MIT', texts: texts.map((text) => ['LICENSE', text]) });

test('what cargo lists is read, without our own crates and with each once', () => {
  const tree = 'silhouette v0.1.0 (/home/x/silhouette)|MIT\nb v1.2.3|MIT/Apache-2.0\na v0.1.0+spec-1.1|MIT OR Apache-2.0\nb v1.2.3|MIT/Apache-2.0\n';
  assert.deepEqual(linked(tree), [{ name: 'b', version: '1.2.3', licence: 'MIT/Apache-2.0' }, { name: 'a', version: '0.1.0+spec-1.1', licence: 'MIT OR Apache-2.0' }]);
});

test('a crate that declares no licence stops the build', () => {
  assert.throws(() => linked('b v1.2.3|\n'), /a crate without a licence: b/);
  assert.throws(() => linked('something else\n'), /a crate without a licence/);
});

test('a dependency without a licence text stops the build', () => {
  assert.throws(() => compose([{ title: 'x', parts: [part('a', 'text'), part('b')] }], 'std'), /b 1\.0\.0 comes without a licence text/);
});

test('terms that nobody has looked at stop the build', () => {
  for (const licence of ['MIT', 'MIT OR GPL-3.0-only', 'MIT/Apache-2.0', 'Unlicense/MIT', '(MIT OR Apache-2.0) AND Unicode-3.0', 'Apache-2.0 WITH LLVM-exception OR MIT']) assert.ok(permissive(licence), licence);
  for (const licence of ['GPL-3.0-only', 'MIT AND GPL-2.0-only', 'LGPL-3.0 OR MPL-2.0', 'SEE LICENSE IN x', '']) assert.ok(!permissive(licence), licence);
  assert.throws(() => compose([{ title: 'x', parts: [{ ...part('a', 'text'), licence: 'AGPL-3.0' }] }], 'std'), /a 1\.0\.0 is under AGPL-3\.0/);
});

test('equal texts stand once, whatever their line breaks, and name all they are of', () => {
  const text = compose([{ title: 'one.wasm', parts: [part('b', 'Copyright B\nMIT'), part('a', 'Copyright B MIT ', 'other')] }, { title: 'two', parts: [part('c', 'other')] }], 'about std');
  const lines = text.split('\n');
  assert.ok(lines.indexOf('  a 1.0.0   MIT   [1] [2]') < lines.indexOf('  b 1.0.0   MIT   [1]'));
  assert.ok(lines.includes('  c 1.0.0   MIT   [2]'));
  assert.ok(lines.includes('[1] a 1.0.0, b 1.0.0') && lines.includes('[2] a 1.0.0, c 1.0.0') && lines.includes('about std'));
  assert.equal(text.match(/Copyright B/g).length, 1);
});

test('the files of a licence are found by their names', () => {
  for (const name of ['LICENSE-MIT', 'license.txt', 'COPYING', 'NOTICE', 'UNLICENSE', 'Licence.md', 'README.md', 'lib.rs']) writeFileSync(join(folder, name), name);
  mkdirSync(join(folder, 'LICENSES'));
  assert.deepEqual(textsOf(folder).map(([name]) => name), ['COPYING', 'LICENSE-MIT', 'Licence.md', 'NOTICE', 'UNLICENSE', 'license.txt']);
});

test('a bundled file belongs to the innermost package', () => {
  assert.equal(packageOf('node_modules/idb/build/index.js'), 'node_modules/idb');
  assert.equal(packageOf('node_modules/a/node_modules/@b/c/d.js'), 'node_modules/a/node_modules/@b/c');
  assert.equal(packageOf('src/load.ts'), undefined);
});

// docs/api is what the declarations say today, every public name of them with its documentation.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './pages.mjs';

/** All files below a folder and what they hold. */
const files = (folder) => Object.fromEntries(readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')])
  .sort());

const make = (tool, folder) => spawnSync(process.execPath, [tool, folder], { encoding: 'utf8' });

test('the reference is up to date, and the same every time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'silhouette-reference-'));
  try {
    const { status, stdout, stderr } = make(join(root, 'pkg-config/tools/reference.mjs'), join(folder, 'api'));
    assert.equal(status, 0, stdout + stderr);
    const [made, kept] = [files(join(folder, 'api')), files(join(root, 'docs/api'))];
    const stale = [...new Set([...Object.keys(made), ...Object.keys(kept)])].filter((name) => made[name] !== kept[name]);
    assert.deepEqual(stale, [], '`cargo xtask docs` writes docs/api anew');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a name without documentation, and a link that leads nowhere, stop it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'silhouette-reference-'));
  try {
    const from = join(root, 'pkg-config');
    for (const name of ['package.json', 'tsconfig.json']) copyFileSync(join(from, name), join(folder, name));
    for (const name of ['src', 'tools']) cpSync(join(from, name), join(folder, name), { recursive: true });
    symlinkSync(join(from, 'node_modules'), join(folder, 'node_modules'));
    const words = join(folder, 'src/types/words.ts');
    const text = readFileSync(words, 'utf8');
    const faults = [
      ['/** Id of a tag in the policy. */', '', /without documentation: TagId/],
      ['/** Id of a tag in the policy. */', '/** Id of a {@link Tagg}. */', /Tagg|lead nowhere/],
    ];
    for (const [word, other, fault] of faults) {
      assert.ok(text.includes(word));
      writeFileSync(words, text.replace(word, other));
      const { status, stdout, stderr } = make(join(folder, 'tools/reference.mjs'), join(folder, 'api'));
      assert.notEqual(status, 0);
      assert.match(stdout + stderr, fault);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

// The code in the README is run as it stands.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PACK } from './engine.mjs';

const blocks = [...readFileSync(new URL('../README.md', import.meta.url), 'utf8').matchAll(/^```js\n([^]*?)^```$/gm)].map(([, code]) => code);

test('the first lines of code show a warning', () => {
  assert.equal(blocks.length, 1);
  const folder = mkdtempSync(join(tmpdir(), 'silhouette-readme-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(fileURLToPath(new URL('..', import.meta.url)), join(folder, 'node_modules/silhouette-wasm'));
    copyFileSync(PACK, join(folder, 'retail.pack'));
    writeFileSync(join(folder, 'first.mjs'), blocks[0]);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['first.mjs'], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^two_overdue \S.*\n$/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

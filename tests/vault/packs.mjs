// The policies of these tests, each compiled once.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../sealed/site.mjs';

const cli = process.env.SILHOUETTE_CLI ?? join(root, 'target/debug/silhouette');
const compiled = new Map();

/** The bytes of a policy of this folder as a pack. */
export function pack(policy) {
  if (!compiled.has(policy)) {
    const folder = mkdtempSync(join(tmpdir(), 'silhouette-pack-'));
    const out = join(folder, 'out.pack');
    const { status, stderr, error } = spawnSync(cli, ['build', fileURLToPath(new URL(policy, import.meta.url)), '-o', out], { encoding: 'utf8' });
    assert.equal(status, 0, `${error?.message ?? stderr}`);
    compiled.set(policy, readFileSync(out));
    rmSync(folder, { recursive: true });
  }
  return compiled.get(policy);
}

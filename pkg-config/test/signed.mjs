// Small policies in several versions, signed with keys of the tests' own, and a place in memory for what is accepted.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

/** A folder that is removed at the end. */
export const folder = mkdtempSync(join(tmpdir(), 'silhouette-signed-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

/** A key, and the half of it that pages know. */
const pair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return [privateKey, publicKey.export({ format: 'jwk' })];
};
const [[aPrivate, publicA], [bPrivate, publicB]] = [pair(), pair()];
/** What pages know of two keys. */
export const [a, b] = [publicA, publicB];
const PRIVATE = { a: aPrivate, b: bPrivate };

const packs = new Map();
/** The pack of a small policy. */
export function pack(version, more = {}) {
  const policy = { id: 'retail', version, locales: ['en'], timezone: '+00:00', ...more };
  const key = JSON.stringify(policy);
  if (!packs.has(key)) {
    writeFileSync(join(folder, 'policy.json'), key);
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'build', 'policy.json', '-o', 'policy.pack'], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, stdout + stderr);
    packs.set(key, new Uint8Array(readFileSync(join(folder, 'policy.pack'))));
  }
  return packs.get(key);
}
/** A pack in its envelope, made here by the layout that the documentation of the command line tells. */
export function by(ids, bytes) {
  const signatures = [...ids].flatMap((id) => [Buffer.from([1, id.charCodeAt(0)]), sign('sha256', bytes, { key: PRIVATE[id], dsaEncoding: 'ieee-p1363' })]);
  return new Uint8Array(Buffer.concat([Buffer.from('SLHE\x01'), Buffer.from([ids.length]), ...signatures, bytes]));
}

/** A place in memory that counts, and can fail. */
export function memory() {
  const place = {
    bytes: null,
    calls: [],
    failing: new Set(),
    get: async () => (place.call('get'), place.bytes),
    put: async (bytes) => void (place.call('put'), (place.bytes = bytes)),
    call(name) {
      place.calls.push(name);
      if (place.failing.has(name)) throw Object.assign(new Error('no room for a secret'), { code: 'ENOSPC' });
    },
  };
  return place;
}

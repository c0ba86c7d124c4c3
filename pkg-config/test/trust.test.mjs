// Signed packs: the command line signs, the page's own WebCrypto verifies.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, sign as signature, webcrypto } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { load } from 'silhouette-wasm';
import { fault, NOW, PACK, packBytes } from './engine.mjs';

const folder = mkdtempSync(join(tmpdir(), 'silhouette-trust-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const run = (...args) => spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' });

/** A key of the command line's own making, as a file and as a JSON Web Key. */
function keygen(name) {
  const { status, stdout, stderr } = run('keygen', '-o', `${name}.pem`);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}
const [first, second] = [keygen('first'), keygen('second')];

function sign(pack, key, id, to) {
  const { status, stderr } = run('sign', pack, '--key', `${key}.pem`, '--key-id', id, '-o', to);
  assert.equal(status, 0, stderr);
  return new Uint8Array(readFileSync(join(folder, to)));
}
const signed = sign(PACK, 'first', 'k1', 'one.pack');
const both = sign('one.pack', 'second', 'k2', 'both.pack');

test('a pack that a trusted key signed is loaded, and names the key', async () => {
  for (const [file, keys, by] of [
    [signed, { k1: first }, 'k1'],
    [signed, { k1: first, k2: second }, 'k1'],
    [both, { k2: second }, 'k2'],
    [both, { k1: first }, 'k1'],
  ]) {
    const engine = await load(file, { keys });
    assert.equal(engine.policy.signedBy, by);
    assert.equal(engine.policy.digest, (await load(packBytes())).policy.digest);
    engine.close();
  }
  // Without keys signatures are not looked at.
  assert.equal((await load(signed)).policy.signedBy, null);
});

test('anything else is refused before the engine looks at it', async () => {
  const refused = (file, keys, code) => assert.rejects(load(file, { keys }), fault(code, code === 'input/key' ? '/keys' : ''));
  await refused(packBytes(), { k1: first }, 'pack/unsigned');
  await refused(signed, {}, 'pack/untrusted');
  await refused(signed, { k2: second }, 'pack/untrusted');
  // The right id with the wrong key, and names that every object has.
  await refused(signed, { k1: second }, 'pack/untrusted');
  await refused(sign(PACK, 'first', 'constructor', 'odd.pack'), { k1: first }, 'pack/untrusted');
  await refused(signed, { k1: { kty: 'EC' } }, 'input/key');
  // Something else than a pack, well signed, is still no pack.
  const private_ = createPrivateKey(readFileSync(join(folder, 'first.pem')));
  const nothing = Buffer.from('nothing');
  const r = signature('sha256', nothing, { key: private_, dsaEncoding: 'ieee-p1363' });
  const file = Buffer.concat([Buffer.from('SLHE\x01\x01\x02k1', 'latin1'), r, nothing]);
  await refused(new Uint8Array(file), { k1: first }, 'pack/foreign');
});

test('every byte of a signed pack counts', async () => {
  const keys = { k1: first };
  let accepted = 0;
  for (let place = 0; place < signed.length; place++) {
    const changed = signed.slice();
    changed[place] ^= 1 << place % 8;
    accepted += await load(changed, { keys }).then(() => 1, () => 0);
  }
  for (const length of [0, 3, 4, 5, 6, 7, 8, 9, 40, 73, 74, 75, signed.length - 1]) {
    accepted += await load(signed.slice(0, length), { keys }).then(() => 1, () => 0);
  }
  assert.equal(accepted, 0);
});

test('the signature is one of ECDSA P-256 over the exact bytes of the pack, and the same each time', async () => {
  assert.deepEqual(sign(PACK, 'first', 'k1', 'again.pack'), signed);
  const pack = packBytes();
  const at = signed.length - pack.length;
  assert.deepEqual(signed.slice(at), pack);
  const key = await webcrypto.subtle.importKey('jwk', first, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
  assert.ok(await webcrypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signed.slice(at - 64, at), pack));
});

test('build signs, verify answers, and every command reads a signed pack', () => {
  const policy = fileURLToPath(new URL('../../policies/retail.json', import.meta.url));
  assert.equal(run('build', policy, '-o', 'built.pack', '--key', 'first.pem', '--key-id', 'k1').status, 0);
  assert.deepEqual(new Uint8Array(readFileSync(join(folder, 'built.pack'))), signed);
  const public_ = createPublicKey(readFileSync(join(folder, 'first.pem'))).export({ type: 'spki', format: 'pem' });
  writeFileSync(join(folder, 'public.pem'), public_);
  for (const [args, status, said] of [
    [['built.pack', '--key', 'public.pem'], 0, 'built.pack: signed by k1\n'],
    [['built.pack', '--key', 'first.pem', '--key-id', 'k1'], 0, 'built.pack: signed by k1\n'],
    [['both.pack', '--key', 'second.pem'], 0, 'both.pack: signed by k2\n'],
    [['built.pack', '--key', 'second.pem'], 1, 'built.pack: not signed by this key; it names k1\n'],
    [['built.pack', '--key', 'public.pem', '--key-id', 'k2'], 1, 'built.pack: not signed by this key; it names k1\n'],
    [[PACK, '--key', 'public.pem'], 1, `${PACK}: not signed\n`],
  ]) {
    const ran = run('verify', ...args);
    assert.deepEqual([ran.status, ran.stdout], [status, said], ran.stderr);
  }
  assert.equal(run('inspect', 'built.pack').status, 0);
  for (const [args, status, said] of [
    [['sign', PACK, '--key', 'public.pem', '--key-id', 'k', '-o', 'x'], 3, /this is a public key; signing needs the private one/],
    [['sign', 'public.pem', '--key', 'first.pem', '--key-id', 'k', '-o', 'x'], 3, /these bytes are not a policy pack/],
    [['sign', PACK, '--key', 'first.pem', '--key-id', 'a b', '-o', 'x'], 2, /--key-id is 1 to 64/],
    [['build', policy, '-o', 'x', '--key', 'first.pem'], 2, /--key-id ID/],
    [['keygen', '-o', 'first.pem'], 3, /keys are never overwritten/],
  ]) {
    const ran = run(...args);
    assert.deepEqual([ran.status, ran.stdout], [status, '']);
    assert.match(ran.stderr, said);
  }
});

test('an older policy, and one that is not in force, are refused when the page asks', async () => {
  const { version } = (await load(packBytes())).policy;
  assert.equal(version, '1.0.0');
  for (const minVersion of ['1.0.0', '0.9.9', '1.0.0-rc.1', '1.0.0+build']) {
    assert.equal((await load(packBytes(), { minVersion })).policy.version, version);
  }
  for (const minVersion of ['1.0.1', '2.0.0', '1.1.0', '10.0.0', '1.0.1-rc.1']) {
    await assert.rejects(load(packBytes(), { minVersion }), fault('pack/rollback', ''));
  }
  await assert.rejects(load(packBytes(), { minVersion: 'new' }), fault('input/version', '/minVersion'));
  await assert.rejects(load(packBytes(), { now: 0.5 }), fault('input/time', '/now'));
  const policy = {
    id: 'dated', version: '2.0.0-rc.10', locales: ['en'], timezone: '+00:00',
    notBefore: '2026-01-01T00:00:00Z', expires: '2026-06-01T00:00:00Z',
  };
  writeFileSync(join(folder, 'dated.json'), JSON.stringify(policy));
  assert.equal(run('build', 'dated.json', '-o', 'dated.pack').status, 0);
  const dated = new Uint8Array(readFileSync(join(folder, 'dated.pack')));
  const [from, to] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 5, 1)];
  for (const now of [from, NOW, to - 1, undefined]) {
    const { notBefore, expires } = (await load(dated, { now })).policy;
    assert.deepEqual([notBefore, expires], [from, to]);
  }
  await assert.rejects(load(dated, { now: from - 1 }), fault('pack/not-yet', ''));
  await assert.rejects(load(dated, { now: to }), fault('pack/expired', ''));
  // The order of pre-releases: https://semver.org, section 11.
  for (const minVersion of ['2.0.0-rc.9', '2.0.0-rc.10', '2.0.0-rc', '2.0.0-beta.11', '2.0.0-1']) await load(dated, { minVersion });
  for (const minVersion of ['2.0.0-rc.11', '2.0.0-rc.x', '2.0.0', '2.0.0-rc.10.1']) {
    await assert.rejects(load(dated, { minVersion }), fault('pack/rollback', ''));
  }
});

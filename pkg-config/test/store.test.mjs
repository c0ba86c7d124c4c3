// Accepted packs over time: each attack by its name, each call of the place failing, damage bit by bit.
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import esbuild from 'esbuild';
import { load } from 'silhouette-wasm';
import { inIndexedDB, packStore } from 'silhouette-wasm/store';
import { DAY, fault } from './engine.mjs';
import { a, b, by, folder, memory, pack } from './signed.mjs';

/** What a load came to. */
async function told(asked, options) {
  try {
    const engine = await load(asked, options);
    const { version, stale, fault, signedBy } = engine.policy;
    engine.open().close();
    engine.close();
    return { version, stale, fault, signedBy };
  } catch (error) {
    return error.code;
  }
}
const fresh = (version, signedBy = 'a') => ({ version, stale: false, fault: null, signedBy });
const stale = (version, fault, signedBy = 'a') => ({ version, stale: true, fault, signedBy });
const offline = () => Promise.reject(new TypeError('Failed to fetch'));
const keys = { a };

test('rollback: an older version is refused, and the last good one goes on', async () => {
  const options = { keys, store: packStore(memory()) };
  assert.deepEqual(await told(by('a', pack('1.9.0')), options), fresh('1.9.0'));
  assert.deepEqual(await told(by('a', pack('1.10.0')), options), fresh('1.10.0'));
  for (const version of ['1.9.0', '1.10.0-rc.1', '0.99.0']) assert.deepEqual(await told(by('a', pack(version)), options), stale('1.10.0', 'pack/rollback'));
  assert.deepEqual(await told(by('a', pack('2.0.0')), options), fresh('2.0.0'));
  // The control: without the store the older one is accepted.
  assert.deepEqual(await told(by('a', pack('1.9.0')), { keys }), fresh('1.9.0'));
});

test('freeze: with a time, what is no longer in force is refused, asked for or kept', async () => {
  const now = Date.UTC(2026, 4, 1);
  const dated = by('a', pack('1.0.0', { expires: '2026-05-01T00:00:00Z' }));
  const place = memory();
  const at = (now, grace) => ({ keys, now, store: packStore(place, grace === undefined ? {} : { grace }) });
  assert.deepEqual(await told(dated, at(now - 1)), fresh('1.0.0'));
  // Still in force: nothing new can be had.
  assert.deepEqual(await told(offline(), at(now - 1)), stale('1.0.0', 'pack/unavailable'));
  // No longer: neither the same one again nor the kept one, unless the page allows it for a while.
  assert.equal(await told(dated, at(now)), 'pack/expired');
  assert.equal(await told(offline(), at(now)), 'pack/unavailable');
  assert.deepEqual(await told(dated, at(now, DAY)), stale('1.0.0', 'pack/expired'));
  assert.deepEqual(await told(offline(), at(now + DAY - 1, DAY)), stale('1.0.0', 'pack/unavailable'));
  assert.equal(await told(offline(), at(now + DAY, DAY)), 'pack/unavailable');
  assert.equal(await told(dated, at(now + DAY, DAY)), 'pack/expired');
  // What was refused raised nothing.
  assert.deepEqual(await told(by('a', pack('1.0.1')), at(now)), fresh('1.0.1'));
});

test('what is not in force yet is refused and raises nothing', async () => {
  const from = Date.UTC(2026, 5, 1);
  const options = { keys, now: from - 1, store: packStore(memory(), { grace: DAY }) };
  assert.deepEqual(await told(by('a', pack('1.0.0')), options), fresh('1.0.0'));
  assert.deepEqual(await told(by('a', pack('3.0.0', { notBefore: '2026-06-01T00:00:00Z' })), options), stale('1.0.0', 'pack/not-yet'));
  assert.deepEqual(await told(by('a', pack('1.1.0')), options), fresh('1.1.0'));
});

test('fast forward: a version set too high with a stolen key is forgotten with the key', async () => {
  const place = memory();
  const both = { keys: { a, b }, store: packStore(place) };
  assert.deepEqual(await told(by('ab', pack('1.0.0')), both), fresh('1.0.0'));
  // The thief of a. As long as a is trusted, so is what it signed.
  assert.deepEqual(await told(by('a', pack('999999999.0.0')), both), fresh('999999999.0.0'));
  assert.deepEqual(await told(by('ab', pack('1.1.0')), both), stale('999999999.0.0', 'pack/rollback'));
  // The page no longer trusts a: what b signed counts, also the floor that it had, also without a network.
  const only = { keys: { b }, store: packStore(place) };
  assert.deepEqual(await told(offline(), only), stale('1.0.0', 'pack/unavailable', 'b'));
  assert.deepEqual(await told(by('b', pack('0.9.0')), only), stale('1.0.0', 'pack/rollback', 'b'));
  assert.deepEqual(await told(by('ab', pack('1.1.0')), only), fresh('1.1.0', 'b'));
  assert.deepEqual(await told(by('b', pack('1.0.0')), only), stale('1.1.0', 'pack/rollback', 'b'));
  assert.equal(await told(by('a', pack('999999999.0.1')), { keys: { b }, store: packStore(memory()) }), 'pack/untrusted');
});

test('a version counts for every key that signed it, and between keys that are trusted together', async () => {
  const place = memory();
  const store = packStore(place);
  assert.deepEqual(await told(by('ab', pack('2.0.0')), { keys: { a, b }, store }), fresh('2.0.0'));
  assert.deepEqual(await told(by('b', pack('1.0.0')), { keys: { a, b }, store }), stale('2.0.0', 'pack/rollback'));
  assert.deepEqual(await told(by('b', pack('1.0.0')), { keys: { b }, store }), stale('2.0.0', 'pack/rollback', 'b'));
  // A page that knows only one of them does not make the other forget.
  assert.deepEqual(await told(by('b', pack('3.0.0')), { keys: { a, b }, store }), fresh('3.0.0', 'b'));
  assert.deepEqual(await told(by('a', pack('2.5.0')), { keys: { a }, store }), fresh('2.5.0'));
  assert.deepEqual(await told(by('a', pack('2.9.0')), { keys: { a, b }, store }), stale('3.0.0', 'pack/rollback', 'b'));
});

test('mix and match: the same version with another content, and another policy, are refused', async () => {
  const options = { keys, store: packStore(memory()) };
  assert.deepEqual(await told(by('a', pack('1.0.0')), options), fresh('1.0.0'));
  const other = pack('1.0.0', { locales: ['zh-CN'] });
  assert.deepEqual(await told(by('a', pack('1.0.0+b', { locales: ['en', 'zh-CN'] })), options), stale('1.0.0', 'pack/mixed'));
  assert.deepEqual(await told(by('a', other), options), stale('1.0.0', 'pack/mixed'));
  assert.deepEqual(await told(by('a', pack('9.0.0', { id: 'enterprise' })), options), stale('1.0.0', 'pack/mixed'));
  // The same content once more, signed anew, is the same pack.
  assert.deepEqual(await told(by('a', pack('1.0.0')), options), fresh('1.0.0'));
  assert.notDeepEqual(by('a', pack('1.0.0')), by('a', pack('1.0.0')));
  // The key goes, and with it what it signed.
  assert.deepEqual(await told(by('b', pack('9.0.0', { id: 'enterprise' })), { ...options, keys: { b } }), fresh('9.0.0', 'b'));
});

test('whatever is wrong with the pack that is asked for, the last good one goes on', async () => {
  const options = { keys, store: packStore(memory()) };
  const good = by('a', pack('1.0.0'));
  const failing = [
    ['pack/unavailable', () => offline()],
    ['pack/unavailable', () => new Response('gone', { status: 404 })],
    ['pack/unavailable', () => '/no/such/file.pack'],
    ['pack/unsigned', () => new TextEncoder().encode('<!doctype html>')],
    ['pack/unsigned', () => pack('1.1.0')],
    ['pack/untrusted', () => by('b', pack('1.1.0'))],
    ['pack/envelope', () => good.slice(0, 20)],
    ['pack/digest', () => by('a', Uint8Array.from(pack('1.1.0'), (byte, at) => (at === 60 ? byte ^ 1 : byte)))],
    ['pack/foreign', () => by('a', Buffer.from('nothing'))],
  ];
  for (const [code, asked] of failing) assert.equal(await told(asked(), options), code, `nothing kept: ${code}`);
  assert.deepEqual(await told(good, options), fresh('1.0.0'));
  for (const [code, asked] of failing) assert.deepEqual(await told(asked(), options), stale('1.0.0', code), code);
  // What the page itself did wrong is told, not passed over.
  await assert.rejects(load(7, options), fault('pack/source', ''));
  await assert.rejects(load(good, { ...options, minVersion: 'new' }), fault('input/version', '/minVersion'));
  await assert.rejects(load(good, { ...options, now: 0.5 }), fault('input/time', '/now'));
  await assert.rejects(load(good, { ...options, keys: { a: { kty: 'EC' } } }), fault('input/key', '/keys'));
  await assert.rejects(load(good, { ...options, wasm: Promise.reject(new Error()) }), fault('wasm/unavailable', ''));
  assert.equal(await told(offline(), { ...options, minVersion: '1.0.1' }), 'pack/unavailable');
});

test('what is kept is verified like anything else: no changed byte of it is ever used', async () => {
  const place = memory();
  const options = { keys, store: packStore(place) };
  assert.deepEqual(await told(by('a', pack('1.0.0')), options), fresh('1.0.0'));
  const whole = place.bytes;
  const outcomes = new Map();
  for (let at = 0; at < whole.length; at++) {
    place.bytes = whole.slice();
    place.bytes[at] ^= 1 << at % 8;
    const outcome = JSON.stringify(await told(offline(), options));
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  for (let length = 0; length < whole.length; length += 7) {
    place.bytes = whole.slice(0, length);
    assert.equal(await told(offline(), options), 'pack/unavailable');
  }
  assert.deepEqual([...outcomes], [['"pack/unavailable"', whole.length]]);
  place.bytes = whole;
  assert.deepEqual(await told(offline(), options), stale('1.0.0', 'pack/unavailable'));
  // What somebody else put there, and what is of another key, is as if it were not.
  for (const found of [new Uint8Array(0), new Uint8Array(100_000).fill(0xff), Buffer.from('SLHK\x01\xff\xff\xff\xff'), Buffer.from('SLHK\x01\x00\x00\x00\x00')]) {
    place.bytes = found;
    assert.deepEqual(await told(by('a', pack('0.1.0')), options), fresh('0.1.0'));
    assert.deepEqual(await told(offline(), options), stale('0.1.0', 'pack/unavailable'));
  }
});

test('a place that fails, or is full, keeps nobody from starting', async () => {
  const place = memory();
  const options = { keys, store: packStore(place) };
  const [one, two] = [by('a', pack('1.0.0')), by('a', pack('2.0.0'))];
  place.failing.add('put');
  assert.deepEqual(await told(one, options), { ...fresh('1.0.0'), fault: 'store/failed' });
  assert.equal(await told(offline(), options), 'pack/unavailable');
  place.failing.clear();
  assert.deepEqual(await told(two, options), fresh('2.0.0'));
  // It cannot be read: nothing is written over what may be there.
  const before = place.bytes;
  place.failing.add('get');
  place.calls.length = 0;
  assert.deepEqual(await told(one, options), { ...fresh('1.0.0'), fault: 'store/failed' });
  assert.deepEqual(place.calls, ['get']);
  assert.equal(await told(offline(), options), 'pack/unavailable');
  assert.equal(place.bytes, before);
  // Full, once there is something: the older one stays.
  place.failing = new Set(['put']);
  const three = by('a', pack('3.0.0'));
  assert.deepEqual(await told(three, options), { ...fresh('3.0.0'), fault: 'store/failed' });
  assert.deepEqual(await told(offline(), options), stale('2.0.0', 'pack/unavailable'));
  // The second reading, before it is written.
  let reads = 0;
  const nth = { get: async () => { if (++reads === 2) throw new Error(); return place.bytes; }, put: place.put };
  place.failing.clear();
  assert.deepEqual(await told(three, { keys, store: packStore(nth) }), { ...fresh('3.0.0'), fault: 'store/failed' });
  // Something that is no bytes.
  for (const found of ['text', 7, {}, []]) {
    const odd = { get: async () => found, put: async () => undefined };
    assert.deepEqual(await told(one, { keys, store: packStore(odd) }), { ...fresh('1.0.0'), fault: 'store/failed' });
  }
});

test('what is the same again is not written again', async () => {
  const place = memory();
  const options = { keys, store: packStore(place) };
  const one = by('a', pack('1.0.0'));
  await told(one, options);
  place.calls.length = 0;
  assert.deepEqual(await told(one, options), fresh('1.0.0'));
  assert.deepEqual(place.calls, ['get']);
  // And of one line of versions only the last is kept.
  const size = place.bytes.length;
  for (const version of ['1.0.1', '1.0.2', '1.1.0', '2.0.0']) await told(by('a', pack(version)), options);
  assert.equal(place.bytes.length, size);
});

test('four files are kept at most, and no more are looked at', async () => {
  const place = memory();
  const junk = Array.from({ length: 6 }, (_, index) => Buffer.from([1, 0, 0, 0, index]));
  const last = by('a', pack('2.0.0'));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(last.length);
  place.bytes = new Uint8Array(Buffer.concat([Buffer.from('SLHK\x01'), ...junk, size, last]));
  const one = by('a', pack('1.0.0'));
  assert.deepEqual(await told(one, { keys, store: packStore(place) }), fresh('1.0.0'));
  size.writeUInt32LE(one.length);
  assert.deepEqual(Buffer.from(place.bytes), Buffer.concat([Buffer.from('SLHK\x01'), size, one, ...junk.slice(0, 3)]));
});

test('two pages at once: neither lowers what the other accepted', async () => {
  const place = memory();
  const store = packStore(place);
  // Both have read before one writes.
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const slow = packStore({ get: place.get, put: async () => assert.fail('it can do it in one step'), update: async (change) => { await held; place.bytes = change(place.bytes); } });
  const late = told(by('a', pack('1.0.0')), { keys, store: slow });
  assert.deepEqual(await told(by('a', pack('2.0.0')), { keys, store }), fresh('2.0.0'));
  release();
  assert.deepEqual(await late, fresh('1.0.0'));
  assert.deepEqual(await told(by('a', pack('1.5.0')), { keys, store }), stale('2.0.0', 'pack/rollback'));
});

test('over IndexedDB: one place for each name, kept from one start to the next', async () => {
  const start = (name, asked) => told(asked, { keys, store: packStore(inIndexedDB(name)) });
  assert.deepEqual(await start('one', by('a', pack('2.0.0'))), fresh('2.0.0'));
  assert.deepEqual(await start('one', by('a', pack('1.0.0'))), stale('2.0.0', 'pack/rollback'));
  assert.deepEqual(await start('one', offline()), stale('2.0.0', 'pack/unavailable'));
  assert.deepEqual(await start('other', by('a', pack('1.0.0'))), fresh('1.0.0'));
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); };
  try {
    assert.deepEqual(await start('one', by('a', pack('3.0.0'))), { ...fresh('3.0.0'), fault: 'vault/full' });
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  const { indexedDB } = globalThis;
  globalThis.indexedDB = undefined;
  try {
    assert.deepEqual(await start('one', by('a', pack('1.0.0'))), { ...fresh('1.0.0'), fault: 'vault/unavailable' });
  } finally {
    globalThis.indexedDB = indexedDB;
  }
});

test('the places of the README, a file and a mini-program, keep what they are given', async () => {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const section = text.slice(text.indexOf('## Packs over time'));
  const [file, mini] = [...section.matchAll(/^const (?:inFile|inMiniProgram) = [^]*?^\}\);$/gm)].map(([code]) => esbuild.transformSync(code, { loader: 'ts' }).code);
  const { inFile } = await import(`data:text/javascript,${encodeURIComponent(`import { readFile, rename, writeFile } from 'node:fs/promises';\n${file}\nexport { inFile };`)}`);
  const kept = new Map();
  globalThis.wx = {
    getStorageSync: (key) => kept.get(key) ?? '',
    setStorageSync: (key, value) => void kept.set(key, value),
    base64ToArrayBuffer: (text) => Uint8Array.from(Buffer.from(text, 'base64')).buffer,
    arrayBufferToBase64: (buffer) => Buffer.from(buffer).toString('base64'),
  };
  const { inMiniProgram } = await import(`data:text/javascript,${encodeURIComponent(`${mini}\nexport { inMiniProgram };`)}`);
  for (const place of [() => inFile(join(folder, 'kept.bin')), () => inMiniProgram('retail')]) {
    assert.deepEqual(await told(by('a', pack('2.0.0')), { keys, store: packStore(place()) }), fresh('2.0.0'));
    assert.deepEqual(await told(by('a', pack('1.0.0')), { keys, store: packStore(place()) }), stale('2.0.0', 'pack/rollback'));
    assert.deepEqual(await told(offline(), { keys, store: packStore(place()) }), stale('2.0.0', 'pack/unavailable'));
  }
  delete globalThis.wx;
});

test('a store without keys, and what is no store or no place, is refused', async () => {
  const place = memory();
  await assert.rejects(load(pack('1.0.0'), { store: packStore(place) }), fault('input/store', '/store'));
  await assert.rejects(load(pack('1.0.0'), { keys, store: place }), fault('input/store', '/store'));
  assert.deepEqual(place.calls, []);
  for (const wrong of [undefined, null, 7, {}, { get: place.get }]) assert.throws(() => packStore(wrong), fault('input/store', ''));
  for (const grace of [-1, NaN, '1']) assert.throws(() => packStore(place, { grace }), fault('input/store', ''));
  // Without a store nothing is told of one.
  assert.deepEqual(await told(by('a', pack('1.0.0')), { keys }), fresh('1.0.0'));
});

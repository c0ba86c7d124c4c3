// Loading: every kind of source, and packs that are not what they should be.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { load } from 'silhouette-wasm';
import { load as loadInline } from 'silhouette-wasm/inline';
import { NOW, PACK, consenting, fault, packBytes, repayment } from './engine.mjs';

const wasmUrl = new URL('../dist/silhouette.wasm', import.meta.url);
const wasm = readFileSync(wasmUrl);
const servedPack = packBytes();

let origin = '';
const server = createServer((request, response) => {
  const files = {
    '/pack': ['application/octet-stream', servedPack],
    '/right.wasm': ['application/wasm', wasm],
    '/parameter.wasm': ['application/wasm; charset=binary', wasm],
    '/wrong.wasm': ['text/plain', wasm],
    '/page': ['text/html', Buffer.from('<!doctype html>')],
  };
  const [type, body] = files[request.url] ?? [null, null];
  if (body === null) response.writeHead(404).end('not here');
  else response.writeHead(200, { 'content-type': type }).end(body);
});
before(() => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((origin = `http://127.0.0.1:${server.address().port}`)))));
after(() => {
  server.close();
  server.closeAllConnections();
});

async function works(promise) {
  const engine = await promise;
  const session = consenting(engine);
  session.record([repayment(1, 12), repayment(2, 31)]);
  assert.deepEqual(session.portrait(NOW).warnings.map(({ id }) => id), ['two_overdue']);
  session.close();
  engine.close();
}

test('a pack from every kind of source', async () => {
  const bytes = packBytes();
  const within = new Uint8Array(bytes.length + 10);
  within.set(bytes, 7);
  const sources = {
    bytes,
    'bytes within others': within.subarray(7, 7 + bytes.length),
    'a buffer': bytes.buffer,
    'a view of another type': new DataView(bytes.buffer),
    'a Node buffer': Buffer.from(bytes),
    'bytes of another realm': vm.runInNewContext('Uint8Array.from(bytes)', { bytes: [...bytes] }),
    'a path': PACK,
    'a file address': pathToFileURL(PACK),
    'a file address as text': pathToFileURL(PACK).href,
    'an address': new URL('/pack', origin),
    'an address as text': `${origin}/pack`,
    'a response': await fetch(`${origin}/pack`),
    'a promise of a response': fetch(`${origin}/pack`),
    'a promise of bytes': Promise.resolve(bytes),
  };
  for (const [what, source] of Object.entries(sources)) {
    await assert.doesNotReject(works(load(source)), what);
  }
});

test('the wasm from every kind of source', async () => {
  const sources = {
    bytes: new Uint8Array(wasm),
    'a module': await WebAssembly.compile(wasm),
    'a promise of a module': WebAssembly.compile(wasm),
    'a file address': wasmUrl,
    'an address': new URL('/right.wasm', origin),
    'an address with a parameter in its type': `${origin}/parameter.wasm`,
    'an address with a wrong type': `${origin}/wrong.wasm`,
    'a response': await fetch(`${origin}/right.wasm`),
  };
  for (const [what, source] of Object.entries(sources)) {
    await assert.doesNotReject(works(load(packBytes(), { wasm: source })), what);
  }
  await works(loadInline(packBytes()));
});

test('what cannot be had says which of the two it was', async () => {
  const bytes = packBytes();
  const refused = Promise.reject(new Error('secret'));
  refused.catch(() => {});
  for (const [pack, options, code] of [
    [`${origin}/nothing`, {}, 'pack/unavailable'],
    ['no/such/file', {}, 'pack/unavailable'],
    ['http://127.0.0.1:1/', {}, 'pack/unavailable'],
    [refused, {}, 'pack/unavailable'],
    [undefined, {}, 'pack/source'],
    [5, {}, 'pack/source'],
    [{}, {}, 'pack/source'],
    [new Uint8Array(50_000_000), {}, 'pack/limit'],
    [bytes, { wasm: `${origin}/nothing` }, 'wasm/unavailable'],
    [bytes, { wasm: {} }, 'wasm/source'],
    [bytes, { wasm: `${origin}/page` }, 'wasm/compile'],
    [bytes, { wasm: bytes }, 'wasm/compile'],
    [bytes, { wasm: Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0) }, 'wasm/instantiate'],
  ]) await assert.rejects(load(pack, options), fault(code, ''));
});

test('a response that was already read is unavailable', async () => {
  const response = await fetch(`${origin}/pack`);
  await response.arrayBuffer();
  await assert.rejects(load(response), fault('pack/unavailable', ''));
});

test('a pack with any one byte flipped is refused', async () => {
  const bytes = packBytes();
  const module = await WebAssembly.compile(wasm);
  // Every byte of the head and of the end, and a spread of the others.
  const step = Math.max(1, Math.floor(bytes.length / 300));
  const places = new Set([...Array(64).keys(), ...Array.from({ length: 40 }, (_, back) => bytes.length - 1 - back)]);
  for (let place = 0; place < bytes.length; place += step) places.add(place);
  for (const place of places) {
    const damaged = bytes.slice();
    damaged[place] ^= 1 << (place % 8);
    await assert.rejects(load(damaged, { wasm: module }), (error) => {
      assert.match(error.code, /^pack\//, `byte ${place}: ${error}`);
      return true;
    });
  }
});

test('a pack cut short, made longer or of another kind is refused', async () => {
  const bytes = packBytes();
  const module = await WebAssembly.compile(wasm);
  const lengths = [0, 1, 3, 4, 8, 16, 40, Math.floor(bytes.length / 2), bytes.length - 1];
  const longer = new Uint8Array(bytes.length + 1);
  longer.set(bytes);
  const packs = [...lengths.map((length) => bytes.slice(0, length)), longer, new Uint8Array(1000), wasm, Buffer.from('{"id":"retail"}')];
  for (const pack of packs) {
    await assert.rejects(load(pack, { wasm: module }), (error) => {
      assert.match(error.code, /^pack\//, `${error}`);
      return true;
    });
  }
  await works(load(bytes, { wasm: module }));
});

test('the policy says what it is', async () => {
  const { policy } = await load(PACK);
  assert.match(policy.id, /^[a-z][a-z0-9_-]*$/);
  assert.match(policy.version, /^\d+\.\d+\.\d+$/);
  assert.match(policy.digest, /^[0-9a-f]{64}$/);
  assert.equal(policy.format, 1);
});

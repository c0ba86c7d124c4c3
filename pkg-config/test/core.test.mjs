// The entry for libraries: no wasm of its own; and the script for pages without modules.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import * as main from 'silhouette-wasm';
import * as core from 'silhouette-wasm/core';
import { NOW, consenting, fault, packBytes, repayment } from './engine.mjs';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const wasmBytes = readFileSync(join(dist, 'silhouette.wasm'));

const told = (engine) => {
  const session = consenting(engine);
  session.record([repayment(1, 12), repayment(2, 31)]);
  return JSON.stringify(session.portrait(NOW));
};

test('core loads with the wasm that it is given, and the portraits are those of the main entry', async () => {
  const expected = told(await main.load(packBytes()));
  const module = await WebAssembly.compile(wasmBytes);
  for (const wasm of [module, new Uint8Array(wasmBytes), Promise.resolve(new Response(wasmBytes))]) {
    assert.equal(told(await core.load(packBytes(), { wasm })), expected);
  }
});

test('without one it says so, and looks for none', async () => {
  for (const options of [undefined, {}, { wasm: undefined }]) await assert.rejects(core.load(packBytes(), options), fault('wasm/source', ''));
  for (const name of ['core.js', 'core.cjs']) {
    const text = readFileSync(join(dist, name), 'utf8');
    assert.ok(!/\.wasm|"node:|import\.meta|import\(/.test(text.replace(/\/\/# sourceMappingURL.*/, '')), name);
  }
});

test('core has the error of the other entries, in both module systems', () => {
  assert.equal(core.SilhouetteError, main.SilhouetteError);
  const require = createRequire(import.meta.url);
  assert.equal(require('silhouette-wasm/core').SilhouetteError, require('silhouette-wasm').SilhouetteError);
  assert.deepEqual(Object.keys(core).sort(), ['SilhouetteError', 'load']);
});

/** A page in which the script runs; what it fetches is noted. */
function page(script, more = {}) {
  const fetched = [];
  const fetch = async (address) => {
    fetched.push(String(address));
    const file = new URL(address).pathname.split('/').pop();
    return new Response(readFileSync(join(dist, file.endsWith('.pack') ? `policies/${file}` : file)), { headers: { 'content-type': 'application/wasm' } });
  };
  const self = vm.createContext({ fetch, URL, TextDecoder, crypto: webcrypto, location: { href: 'https://bank.example/app/' }, ...more });
  vm.runInContext('var self = this, window = this;', self);
  if (script !== undefined) self.document = { currentScript: { src: script } };
  const before = Object.keys(self);
  vm.runInContext(readFileSync(join(dist, 'silhouette.global.js'), 'utf8'), self);
  // The script has run: there is no current one any more.
  if (script !== undefined) self.document.currentScript = null;
  assert.deepEqual(Object.keys(self).filter((name) => !before.includes(name)), ['silhouette']);
  assert.deepEqual(fetched, []);
  return { self, fetched };
}

test('the script finds the wasm beside itself', async () => {
  const { self, fetched } = page('https://cdn.bank.example/silhouette/silhouette.global.js?v=1');
  const engine = await vm.runInContext(`silhouette.load('https://bank.example/packs/retail.pack')`, self);
  assert.deepEqual(fetched.sort(), ['https://bank.example/packs/retail.pack', 'https://cdn.bank.example/silhouette/silhouette.wasm']);
  assert.equal(told(engine), told(await main.load(packBytes())));
});

test('in a worker it is beside the worker, and an option says otherwise', async () => {
  const { self, fetched } = page(undefined);
  self.pack = packBytes();
  await vm.runInContext('silhouette.load(pack)', self);
  await vm.runInContext(`silhouette.load(pack, { wasm: 'https://cdn.bank.example/silhouette.wasm' })`, self);
  assert.deepEqual(fetched, ['https://bank.example/app/silhouette.wasm', 'https://cdn.bank.example/silhouette.wasm']);
});

test('the script has what its declarations say', async () => {
  const { self } = page(undefined);
  const text = readFileSync(join(dist, 'global.d.ts'), 'utf8');
  const said = [...text.matchAll(/^ {4}readonly (\w+): typeof/gm)].map(([, name]) => name);
  assert.deepEqual(Object.keys(self.silhouette), said);
  assert.ok(said.every((name) => typeof self.silhouette[name] === 'function'));
  self.pack = packBytes();
  // Where there is no storage a vault keeps the session in memory; a store needs keys.
  const kept = await vm.runInContext('silhouette.load(pack).then((engine) => silhouette.openVault(engine)).then((session) => session.storage)', self);
  assert.equal(kept, 'memory');
  const code = await vm.runInContext(
    `silhouette.load(pack, { store: silhouette.packStore({ get: async () => null, put: async () => {} }) }).catch((error) => error instanceof silhouette.SilhouetteError && error.code)`, self);
  assert.equal(code, 'input/store');
});

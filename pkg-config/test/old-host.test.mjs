// What ships is ECMAScript 2017 and asks nothing newer of its host.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { webcrypto } from 'node:crypto';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import esbuild from 'esbuild';
import { NOW, packBytes, repayment } from './engine.mjs';

const dist = new URL('../dist/', import.meta.url);

test('no script has syntax that is newer, but for the two words that a bundler replaces', async () => {
  // The command line runs in Node only.
  const shipped = (name) => /\.c?js$/.test(name) && !name.endsWith('.base64.js') && name !== 'cli.js';
  const names = readdirSync(dist).filter(shipped);
  assert.ok(names.length >= 7);
  const supported = { 'import-meta': true, 'dynamic-import': true };
  const print = async (text, target) => (await esbuild.transform(text, { target, supported })).code;
  const newer = 'class A { x = a?.b ?? 1 }';
  assert.notEqual(await print(newer, 'es2017'), await print(newer, 'esnext'));
  for (const name of names) {
    const text = readFileSync(new URL(name, dist), 'utf8');
    // Lowering a script that needs none changes nothing.
    assert.equal(await print(text, 'es2017'), await print(text, 'esnext'), name);
  }
});

test('a host of 2017 runs it', async () => {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: `export { load } from './inline.js';`, resolveDir: fileURLToPath(dist) },
    bundle: true,
    format: 'iife',
    globalName: 'silhouette',
    target: 'es2017',
    write: false,
  });
  // A browser of then: no `globalThis`, no finalizers, no streaming; nothing of Node.
  const self = { TextDecoder, atob, crypto: webcrypto, pack: packBytes(), now: NOW, events: [repayment(1, 12), repayment(2, 31)] };
  vm.createContext(self);
  vm.runInContext(
    `var self = this;
     delete WebAssembly.compileStreaming; delete WebAssembly.instantiateStreaming;
     delete this.FinalizationRegistry; delete this.WeakRef; delete this.BigInt; delete Object.fromEntries; delete Array.prototype.flat;
     delete String.prototype.matchAll; delete String.prototype.replaceAll; delete Promise.prototype.finally; delete Array.prototype.at;
     delete this.globalThis;`,
    self,
  );
  vm.runInContext(outputFiles[0].text, self);
  const ids = await vm.runInContext(
    `silhouette.load(pack).then((engine) => {
       if (typeof globalThis !== 'undefined') throw new Error('this host is too new');
       const session = engine.open();
       session.record(events);
       return JSON.stringify(session.portrait(now).warnings.map((warning) => warning.id));
     })`,
    self,
  );
  assert.equal(ids, '["two_overdue"]');
});

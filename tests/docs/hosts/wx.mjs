// What a WeChat mini-program gives that the documentation uses: the storage in memory, base64, the files of its package, chance, and a
// WebAssembly that takes a path. The folder `/silhouette/` of its package has what a reader copied there.
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

const kept = new Map();
const dist = 'node_modules/silhouette-wasm/dist';

function file(path) {
  const name = /^\/silhouette\/([\w.]+)$/.exec(path)?.[1];
  if (name === undefined) throw new Error('no such file in the mini-program');
  return readFileSync(name.endsWith('.pack') ? `${dist}/policies/${name}` : `${dist}/${name}`);
}

globalThis.wx = {
  getStorageSync: (name) => kept.get(name) ?? '',
  setStorageSync: (name, value) => void kept.set(name, value),
  base64ToArrayBuffer: (text) => Uint8Array.from(Buffer.from(text, 'base64')).buffer,
  arrayBufferToBase64: (bytes) => Buffer.from(bytes).toString('base64'),
  getFileSystemManager: () => ({ readFileSync: (path) => new Uint8Array(file(path)).buffer }),
  getRandomValues: ({ length, success }) => setTimeout(() => success?.({ randomValues: new Uint8Array(randomBytes(length)).buffer })),
};

globalThis.WXWebAssembly = {
  instantiate: (path, imports) => WebAssembly.instantiate(path.endsWith('.br') ? brotliDecompressSync(file(path)) : file(path), imports),
};

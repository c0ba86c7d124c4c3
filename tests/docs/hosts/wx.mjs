// What a WeChat mini-program's `wx` gives that the documentation uses: the storage, and base64. Kept in memory.
import { Buffer } from 'node:buffer';

const kept = new Map();

globalThis.wx = {
  getStorageSync: (name) => kept.get(name) ?? '',
  setStorageSync: (name, value) => void kept.set(name, value),
  base64ToArrayBuffer: (text) => Uint8Array.from(Buffer.from(text, 'base64')).buffer,
  arrayBufferToBase64: (bytes) => Buffer.from(bytes).toString('base64'),
};

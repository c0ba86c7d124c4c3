// What runs mini-programs, as strictly as its documentation has it: the language, a WebAssembly that takes a path and
// nothing else of the web. There is no such host on a desk.
import assert from 'node:assert/strict';
import vm from 'node:vm';
import { brotliDecompressSync } from 'node:zlib';

/** Everything that ECMAScript 2017 and later gives to any program, and what a mini-program must not be asked for. */
export const ABSENT = [
  'WebAssembly', 'TextEncoder', 'TextDecoder', 'fetch', 'crypto', 'performance', 'URL', 'URLSearchParams', 'atob', 'btoa', 'Response', 'Request',
  'Blob', 'Worker', 'document', 'window', 'self', 'navigator', 'location', 'indexedDB', 'localStorage', 'setImmediate', 'process', 'Buffer',
  'structuredClone', 'FinalizationRegistry', 'WeakRef', 'BigInt', 'queueMicrotask', 'SharedArrayBuffer', 'Atomics',
];

/** A new program's global object, as a `vm` context: the language without what is {@link ABSENT}. */
export function bareContext() {
  const self = vm.createContext({});
  for (const name of [...ABSENT, 'globalThis']) vm.runInContext(`delete this.${name}`, self);
  for (const name of ABSENT) assert.equal(vm.runInContext(`typeof ${name}`, self), 'undefined', name);
  return self;
}

/**
 * Runs a CommonJS module in a context.
 *
 * @param {(name: string) => unknown} require what it gets for a name
 */
export function runModule(self, code, require) {
  const module = { exports: {} };
  vm.runInContext(`(function (module, exports, require) {${code}\n})`, self)(module, module.exports, require);
  return module.exports;
}

/**
 * `WXWebAssembly`, `MYWebAssembly`: a path of the mini-program's package and no bytes, no module, and no exported global, as on
 * iOS. `started` counts.
 *
 * @param {(path: string) => Uint8Array} read the files of the package; throws for others
 */
export function pathOnly(read) {
  return {
    started: 0,
    async instantiate(path, imports) {
      if (typeof path !== 'string') throw new TypeError('only a path');
      const bytes = path.endsWith('.br') ? brotliDecompressSync(read(path)) : read(path);
      const { instance } = await WebAssembly.instantiate(bytes, imports);
      assert.ok(!Object.values(instance.exports).some((each) => each instanceof WebAssembly.Global));
      this.started++; // the method wants to be called on its object
      return { instance: { exports: instance.exports } };
    },
  };
}

import createGlue from 'silhouette-glue';
import { Instance } from './instance.js';

/** A new instance of a compiled module. */
export function instanceOf(module: WebAssembly.Module): Promise<Instance> {
  // Always asynchronous: some WebViews refuse a larger module on the main thread otherwise.
  return Instance.start(createGlue(globalObject()), async (imports) => (await WebAssembly.instantiate(module, imports)).exports);
}

declare const global: unknown;

/** The global object, also where it has no name of its own yet. */
function globalObject(): unknown {
  if (typeof globalThis !== 'undefined') return globalThis;
  return typeof self !== 'undefined' ? self : global;
}

import { createModule, SilhouetteError, type Host } from '../shared.js';
import type { loadAuthor as LoadAuthor } from '../author-types.js';
import { LiveAuthor } from './author.js';
import { Program } from './program.js';

/** `loadAuthor` for a host. The host's wasm is fetched and compiled once; after a failure the next call tries again. */
export function createLoadAuthor(host: Host): typeof LoadAuthor {
  const moduleOf = createModule(host);
  return async ({ wasm } = {}) => {
    if (typeof WebAssembly !== 'object') throw new SilhouetteError('wasm/unsupported', '', 'this host has no WebAssembly');
    return new LiveAuthor(await Program.start(await moduleOf(wasm)));
  };
}

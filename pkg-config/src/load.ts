import { engineFrom } from './accept.js';
import { instanceOf } from './create.js';
import { SilhouetteError } from './errors.js';
import { bytesFrom, contentOf, isResponse, settle, tag, type Files } from './sources.js';
import type * as api from './types.js';

/** What differs between hosts. */
export interface Host extends Files {
  /** The wasm of this package. */
  readonly wasm: () => api.WasmSource;
}

/** What gives the compiled wasm: the given one, or the host's own, which is fetched and compiled once; after a failure the next call tries again. */
export function createModule(host: Host): (given?: api.WasmSource) => Promise<WebAssembly.Module> {
  let own: Promise<WebAssembly.Module> | undefined;
  return (given) => {
    if (given !== undefined) return moduleFrom(given, host);
    if (own === undefined) {
      own = moduleFrom(host.wasm(), host);
      own.catch(() => (own = undefined));
    }
    return own;
  };
}

/** `load` for a host. */
export function createLoad(host: Host): typeof api.load {
  const moduleOf = createModule(host);
  return (async (pack: api.PackSource, options: api.LoadOptions = {}): Promise<api.Engine> => {
    if (typeof WebAssembly !== 'object') throw new SilhouetteError('wasm/unsupported', '', 'this host has no WebAssembly');
    // Both at once; a failure of the pack is reported first.
    const wanted = moduleOf(options.wasm);
    wanted.catch(() => undefined);
    return engineFrom(() => bytesFrom('pack', pack, host), async () => instanceOf(await wanted), options);
  }) as typeof api.load;
}

async function moduleFrom(source: api.WasmSource, host: Host): Promise<WebAssembly.Module> {
  const given = await settle('wasm', source);
  if (tag(given) === 'WebAssembly.Module') return given as WebAssembly.Module;
  const from = await contentOf('wasm', given, host);
  try {
    // Compiling while loading needs exactly this media type; without it the bytes do.
    if (isResponse(from) && typeof WebAssembly.compileStreaming === 'function') {
      if ((from.headers.get('content-type') || '').toLowerCase() === 'application/wasm') {
        return await WebAssembly.compileStreaming(from);
      }
    }
    return await WebAssembly.compile((isResponse(from) ? await from.arrayBuffer() : from) as BufferSource);
  } catch {
    throw new SilhouetteError('wasm/compile', '', 'this is not a WebAssembly module that this host can run');
  }
}

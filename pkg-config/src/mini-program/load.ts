import createGlue from 'silhouette-mini-program-glue';
import { engineFrom } from '../accept.js';
import { SilhouetteError } from '../errors.js';
import { Instance } from '../instance.js';
import { bytesGiven, settle } from '../sources.js';
import type * as api from '../mini-program-types.js';
import type { Engine, LoadOptions } from '../types.js';
import { Entropy } from './entropy.js';
import { Utf8Decoder } from './utf8.js';

/** `load` for hosts that give no bytes of a wasm to a script, and no chance. */
export const load = (async (pack: Parameters<typeof api.load>[0], options: api.MiniProgramOptions): Promise<Engine> => {
  const { wasm, entropy } = (options || {}) as Partial<api.MiniProgramOptions>;
  const { host, path } = (wasm || {}) as Partial<api.MiniProgramWasm>;
  if (typeof host?.instantiate !== 'function' || typeof path !== 'string') {
    throw new SilhouetteError('wasm/source', '', 'not the WebAssembly object of a mini-program with a path in its package');
  }
  const crypto = new Entropy(bytesGiven('pack', entropy));
  const instance = (): Promise<Instance> =>
    Instance.start(createGlue({ crypto }, Utf8Decoder), async (imports) => (await host.instantiate(path, imports)).instance.exports as WebAssembly.Exports);
  const asked = async (): Promise<Uint8Array> => {
    const bytes = bytesGiven('pack', await settle('pack', pack));
    if (bytes === null) throw new SilhouetteError('pack/source', '', 'not bytes: a mini-program reads files by its own calls');
    return bytes;
  };
  return engineFrom(asked, instance, options as LoadOptions);
}) as typeof api.load;

import { LiveEngine } from './engine.js';
import { SilhouetteError } from './errors.js';
import type { Instance } from './instance.js';
import { inForce, trusted, type Trusted } from './trust.js';
import type { KeptPacks } from './store/store.js';
import type { LoadOptions } from './types.js';

/** The engine of a pack that is accepted: by its signatures, by the store of the options, by the version and the time. */
export async function engineFrom(asked: () => Promise<Uint8Array>, instance: () => Promise<Instance>, options: LoadOptions): Promise<LiveEngine> {
  const engineOf = async ({ pack, signers }: Trusted): Promise<LiveEngine> => new LiveEngine(await instance(), pack, signers[0]);
  const store = storeOf(options);
  if (store !== null) return store.load(asked, engineOf, options);
  const engine = await engineOf(await trusted(await asked(), options));
  inForce(engine.policy, options);
  return engine;
}

/** The store of the options, if there is one. */
export function storeOf({ store }: LoadOptions): KeptPacks | null {
  if (store === undefined) return null;
  // Everything of it is in the entry that makes it: pages without one need none of that.
  if (typeof (store as Partial<KeptPacks> | null)?.gather !== 'function') throw new SilhouetteError('input/store', '/store', 'not made by packStore of silhouette-wasm/store');
  return store as KeptPacks;
}

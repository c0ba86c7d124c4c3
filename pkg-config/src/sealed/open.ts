import { SilhouetteError, bytesFrom, settle, storeOf, tag, trusted } from '../shared.js';
import type { openSealed as OpenSealed } from '../sealed-types.js';
import type * as api from '../types.js';
import type { SealedOptions, SealedSession, SealedStoredSession } from '../types.js';
import { askToPersist } from '../vault/persist.js';
import { Client } from './client.js';
import { fromFile, inFrame } from './launch.js';
import { faultOf, type Chest } from './messages.js';

const TIMEOUT = 10_000;

/** `openSealed` for a host, with its wasm. That is fetched once; after a failure the next call tries again. */
export function createOpenSealed(own: () => api.WasmSource): typeof OpenSealed {
  let kept: Promise<Uint8Array | WebAssembly.Module> | undefined;
  const ownWasm = (): Promise<Uint8Array | WebAssembly.Module> => {
    if (kept === undefined) {
      kept = wasmFrom(own());
      kept.catch(() => (kept = undefined));
    }
    return kept;
  };
  return async (pack, options = {}) => {
    const { wasm, locale, snapshot, worker, timeout = TIMEOUT, vault } = options;
    if (typeof Worker !== 'function' || typeof location !== 'object' || (worker === undefined && typeof document !== 'object')) {
      throw new SilhouetteError('worker/unsupported', '', 'this host has no web workers');
    }
    if (!(timeout > 0)) throw new SilhouetteError('input/type', '/timeout', 'the timeout is not a number above zero');
    if (locale !== undefined && typeof (locale as unknown) !== 'string') throw new SilhouetteError('input/type', '/locale', 'the locale is not a string');
    if (snapshot !== undefined && !ArrayBuffer.isView(snapshot)) throw new SilhouetteError('input/type', '/snapshot', 'the snapshot is not bytes');
    if (snapshot !== undefined && vault !== undefined) throw new SilhouetteError('input/type', '/snapshot', 'the state is that of the vault');
    const chest = vault === undefined ? undefined : await chestOf(vault);
    const wanted = wasm === undefined ? ownWasm() : wasmFrom(wasm);
    wanted.catch(() => undefined);
    const asked = (): Promise<Uint8Array> => bytesFrom('pack', pack, {});
    // Packs are the page's to keep: what was kept and what was signed is found out here, and it chooses.
    const store = storeOf(options);
    const plan = store === null ? null : await store.gather(asked, options);
    const { minVersion, now } = options;
    const choice = plan || { candidates: [await trusted(await asked(), options)], refusal: null, rules: { minVersion, now, grace: 0 } };
    const { candidates, refusal, rules } = choice;
    const packs = { candidates, refusal: refusal && faultOf(refusal), rules };
    const bytes = await wanted;
    const client = new Client(worker === undefined ? await inFrame() : fromFile(worker), bytes, packs, locale, snapshot, timeout, chest);
    const ready = await client.open();
    if (store !== null && plan !== null) await store.settle(plan, ready.place, ready);
    if (vault !== undefined && vault.persist === true) askToPersist();
    return client.session(ready.policy) as SealedSession & SealedStoredSession;
  };
}

/** The worker opens the vault; what cannot be copied into it is done here. */
async function chestOf({ name, keySource }: NonNullable<SealedOptions['vault']>): Promise<Chest> {
  try {
    return { name, secret: keySource === undefined ? undefined : await keySource(), base: '' };
  } catch {
    throw new SilhouetteError('vault/secret', '/vault/keySource', 'the host gave no secret');
  }
}

/** The worker compiles it: there the page's own content policy need not allow any. */
async function wasmFrom(source: api.WasmSource): Promise<Uint8Array | WebAssembly.Module> {
  const given = await settle('wasm', source);
  return tag(given) === 'WebAssembly.Module' ? (given as WebAssembly.Module) : bytesFrom('wasm', given, {});
}

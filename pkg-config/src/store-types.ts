/**
 * The entry `silhouette-wasm/store`: where accepted packs are kept, for the option `store` of `load` and `openSealed`.
 *
 * @packageDocumentation
 */
import type { PackStore } from './types.js';

/** What a place gives: the bytes, and null or undefined when there are none. */
export type Found = Uint8Array | ArrayBuffer | null | undefined;

/**
 * A place for one piece of bytes. What lies there is verified before it is used, as if it had come from the network: a place can lose it
 * or damage it, and the worst is that a pack counts as the first.
 */
export interface PackPlace {
  /**
   * What was put last. `load` waits for it, so it should give up by itself when it takes too long.
   *
   * @example
   * ```ts
   * const place: PackPlace = {
   *   get: async () => kept.get('pack'),
   *   put: async (bytes) => void kept.set('pack', bytes),
   * };
   * ```
   */
  get(): Promise<Found>;
  /**
   * Keeps these bytes in the place of what was there.
   *
   * @example
   * ```ts
   * await place.put(new Uint8Array([1, 2, 3]));
   * ```
   */
  put(bytes: Uint8Array): Promise<void>;
  /**
   * Puts what becomes of what is there, in one step, for places that several pages write to at a time. Without it, `get` and `put`.
   *
   * @example
   * ```ts
   * await place.update?.((found) => found instanceof Uint8Array ? found : new Uint8Array());
   * ```
   */
  update?(change: (found: Found) => Uint8Array): Promise<void>;
}

/** Options of {@link packStore}. */
export interface PackStoreOptions {
  /** How long after its end, in milliseconds, the last good pack may still be used, for customers without a network; 0 by default. */
  readonly grace?: number;
}

/**
 * A store of the packs of one policy: the highest version that was accepted of every trusted key, with its signatures.
 *
 * - After all other checks, a pack is refused that is older than one that was accepted (`pack/rollback`), is of the same version with
 *   another content, or of another policy (`pack/mixed`). Versions count by Semantic Versioning.
 * - What a key signed counts as long as the key is in `keys`: a version that somebody set too high with a stolen key is forgotten with
 *   that key.
 * - When the pack that is asked for cannot be had or is refused, the highest that was accepted before is used, if it is still
 *   signed by a key in `keys` and still in force: `policy.stale`, with the reason in `policy.fault`. When there is none, the
 *   reason is thrown.
 * - A place that fails or is full keeps nobody from starting: `policy.fault` says so.
 *
 * @throws {@link SilhouetteError} `input/store`: this is no place, or `grace` is not zero or more.
 *
 * @example
 * ```ts
 * const store = packStore(inIndexedDB('retail'));
 * const engine = await load('/packs/retail.pack', { keys, store, now: Date.now() });
 * if (engine.policy.stale) console.warn(engine.policy.fault);
 * ```
 */
export declare function packStore(place: PackPlace, options?: PackStoreOptions): PackStore;

/**
 * A place in IndexedDB, in the database `silhouette-packs`: one for each name. Several pages may use it at a time.
 *
 * @example
 * ```ts
 * const store = packStore(inIndexedDB('retail'), { grace: 7 * 86_400_000 });
 * ```
 */
export declare function inIndexedDB(name: string): PackPlace;

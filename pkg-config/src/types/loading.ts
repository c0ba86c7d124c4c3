import type { Engine } from './engine.js';
import type { AnyPolicy } from './policy.js';
import type { EpochMillis } from './words.js';

/**
 * Where a compiled policy comes from: bytes, a response, or an address. In Node a string without a scheme and a
 * `file:` URL name a file; elsewhere a string is resolved like any address of the page.
 */
export type PackSource = Uint8Array | ArrayBuffer | Response | URL | string | Promise<Uint8Array | ArrayBuffer | Response>;
/** Where the engine's wasm comes from. A compiled module is used as it is. */
export type WasmSource =
  | Uint8Array
  | ArrayBuffer
  | Response
  | URL
  | string
  | WebAssembly.Module
  | Promise<Uint8Array | ArrayBuffer | Response | WebAssembly.Module>;

/** Options of {@link load}. */
export interface LoadOptions {
  /** Where the wasm comes from; every entry point has a default. */
  readonly wasm?: WasmSource;
  /**
   * Trusted public keys, ECDSA P-256, by their ids. With them, a pack that none of them signed is refused before anything
   * else looks at it; two keys at a time carry a change of keys. Without them, signatures are not looked at.
   */
  readonly keys?: Readonly<Record<string, JsonWebKey>>;
  /** Lowest version of the policy that is accepted, semver: the highest that was accepted before, against a rollback. */
  readonly minVersion?: string;
  /** The time, if a policy that is not in force then, by its `notBefore` and `expires`, is to be refused. */
  readonly now?: EpochMillis;
  /**
   * What was accepted before, with `keys`: against older packs, and for when a new one cannot be had. Made by `packStore` of
   * `silhouette-wasm/store`, which says more.
   */
  readonly store?: PackStore;
}

/** A store of accepted packs, made by `packStore` of `silhouette-wasm/store`. */
export interface PackStore {
  /** Tells it from other objects. */
  readonly kind: 'packs';
}

/**
 * Load a compiled policy. It is verified whole before anything of it is kept; the wasm is compiled once and
 * every engine gets an instance of its own.
 *
 * @throws {@link SilhouetteError} `pack/…` for a pack that is foreign, damaged or too new; with `keys`,
 * `pack/unsigned`, `pack/untrusted`, or `pack/unverifiable` where there is no WebCrypto; `pack/rollback`,
 * `pack/not-yet`, `pack/expired`; with `store`, `pack/mixed`. `wasm/…` when the engine itself cannot be had.
 *
 * @example
 * ```ts
 * const engine = await load('/packs/retail.pack', { minVersion: '1.0.0', now: Date.now() });
 * console.log(engine.policy.id, engine.policy.version, engine.policy.locales);
 * ```
 */
export declare function load<P extends AnyPolicy = AnyPolicy>(pack: PackSource, options?: LoadOptions): Promise<Engine<P>>;

/**
 * The entry `silhouette-wasm/sealed`: the types of the package and, in the place of `load`, this.
 *
 * @packageDocumentation
 */
import type { AnyPolicy, PackSource, SealedOptions, SealedSession, SealedStoredSession } from './types.js';

/**
 * Start one customer's state, or resume it, in a worker that is cut off from every network: a session whose methods give
 * promises. The page reads the pack and the wasm and hands them over; after that nothing is loaded any more.
 *
 * At its start the worker finds out whether its content policy is in force and leaves nothing open; otherwise it is refused.
 *
 * @throws {@link SilhouetteError} `pack/…`, `wasm/…` and `snapshot/…` as for `load` and `open`. `worker/unsealed`: something
 * would be open, or the browser would send reports of violations. `worker/blocked`: the page's content policy allows no
 * workers from `blob:`, or no WebAssembly in them. `worker/unavailable`: the worker file could not be started.
 * `worker/version`: it is of another build. `worker/timeout`: it did not answer. `worker/unsupported`: this host has no workers.
 *
 * With `vault`, also `vault/…` as for `openVault`.
 *
 * @example
 * ```ts
 * const session = await openSealed('/packs/retail.pack', { locale: 'zh-CN', worker: '/silhouette/sealed-worker.js' });
 * await session.record({ type: 'product_view', at: Date.now(), product: 'deposit_std' });
 * const portrait = await session.portrait(Date.now());
 * ```
 */
export declare function openSealed<P extends AnyPolicy = AnyPolicy>(
  pack: PackSource,
  options: SealedOptions & { readonly vault: NonNullable<SealedOptions['vault']> },
): Promise<SealedStoredSession<P>>;
export declare function openSealed<P extends AnyPolicy = AnyPolicy>(pack: PackSource, options?: SealedOptions): Promise<SealedSession<P>>;

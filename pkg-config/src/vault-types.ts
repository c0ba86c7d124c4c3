/**
 * The entry `silhouette-wasm/vault`: the types of the package, and what keeps sessions. It is apart from the others, so
 * that pages that store nothing do not load it.
 *
 * @packageDocumentation
 */
import type { AnyPolicy, Engine, StoredSession, VaultOptions } from './types.js';

/**
 * Start one customer's state, or resume it, and keep it on the device: a session like any other, encrypted with AES-GCM in
 * IndexedDB. The engine has to stay open as long as the session.
 *
 * A storage that was emptied, by the browser or the customer, is no fault: the session begins anew. Where there is no
 * storage, or none that works, the session is in memory (`storage`). A state under another version of the policy is read as
 * `open` reads snapshots: what both know is kept.
 *
 * @throws {@link SilhouetteError} `vault/secret`: the host gave no secret, or another one than before. `vault/newer`,
 * `snapshot/newer`: a later version of the package wrote what is stored. `vault/damaged`, `snapshot/…`: neither of the two
 * slots can be read. Then nothing was changed: the right secret or package can still open it, and {@link forgetVault}
 * makes room for a new beginning. `input/…` for options that are none.
 *
 * @example
 * ```ts
 * const session = await openVault(engine, { locale: 'zh-CN' });
 * session.record({ type: 'product_view', at: Date.now(), product: 'deposit_std' });
 * await session.settled();
 * ```
 */
export declare function openVault<P extends AnyPolicy = AnyPolicy>(engine: Engine<P>, options?: VaultOptions): Promise<StoredSession<P>>;

/**
 * Erase a vault without opening it: key, salt, both slots, and what the customer chose as well. For the end of a customer's
 * relation, and for vaults that nothing can open any more. Pages that have it open begin anew with their next write. What
 * remains is an empty head: a random name, a counter and the time of the erasure.
 *
 * @throws {@link SilhouetteError} `vault/unavailable` when the storage does not work. `input/type`.
 *
 * @example
 * ```ts
 * await forgetVault(); // the vault `customer`
 * ```
 */
export declare function forgetVault(name?: string): Promise<void>;

import type { AnyPolicy } from './policy.js';
import type { Session } from './session.js';
import type { Locale } from './words.js';

/** Options of `openVault`. */
export interface VaultOptions {
  /**
   * Which of the origin's vaults: one per customer, where several use one device. The name can be read in the browser's
   * files, so it should be no number of a customer. `customer` by default.
   */
  readonly name?: string;
  /** Language of labels and sentences, as in {@link OpenOptions}. */
  readonly locale?: Locale;
  /**
   * A secret of the host, such as from a native keychain or the bank's session: at least 16 random bytes, the same every
   * time. The key is derived from it and a stored salt by HKDF-SHA-256 and is not stored itself, so that what lies on the
   * device cannot be read without the secret. A vault that was made without a secret gets one with the next write.
   */
  readonly keySource?: () => Promise<Uint8Array>;
  /** Ask the browser not to evict this origin's storage. It may not grant it. */
  readonly persist?: boolean;
}

/**
 * A {@link Session} that is kept in IndexedDB, encrypted. Every call is done in memory at once and stored soon after; many
 * calls between two writes are one write.
 *
 * Several pages may keep the same session: each writes on from what the others wrote, and everything recorded in any of
 * them is in the state once. What others wrote is in this page's answers after its next write, or after `settled`.
 *
 * Where there is no storage, or it is full, the session goes on in memory, and is stored when there is one again.
 */
export interface StoredSession<P extends AnyPolicy = AnyPolicy> extends Session<P> {
  /**
   * Resolves when everything recorded so far is safely stored, and what other pages stored until then is taken up.
   *
   * @throws {@link SilhouetteError} `vault/unavailable` and `vault/full` when it is in memory only: a later call tries again.
   * `vault/secret`, `vault/newer`, `vault/damaged`, `vault/outdated`: see {@link StoredSession.readOnly}.
   *
   * @example
   * ```ts
   * stored.record({ type: 'product_view', at: Date.now(), product: 'deposit_std' });
   * await stored.settled(); // it is safely stored
   * ```
   */
  settled(): Promise<void>;
  /**
   * Does something on the newest state of all pages, and gives its result only when the state after it is safely stored,
   * with no write of another page between: for what may be used up once. The work may be done again when another page
   * was faster; only the last result is given. It uses the session that it is handed.
   *
   * @throws {@link SilhouetteError} As {@link StoredSession.settled}; nothing is given then. What the work itself throws.
   *
   * @example
   * ```ts
   * // Two pages at once: only one of them makes the report of this period.
   * const report = await stored.exclusively((newest) => newest.report('tag_share', Date.now()));
   * ```
   */
  exclusively<T>(work: (session: Session<P>) => T | Promise<T>): Promise<T>;
  /** Where the state is kept now. */
  readonly storage: 'indexeddb' | 'memory';
  /**
   * Whether something stands stored that this session must not overwrite: another page has changed the secret
   * (`vault/secret`), the version of the package (`vault/newer`, `snapshot/newer`) or the policy (`vault/outdated`) since this
   * one came, or both slots are damaged (`vault/damaged`). The session goes on in memory.
   */
  readonly readOnly: boolean;
  /**
   * What was found at the beginning: nothing, the state that was stored last, or, when that could not be read, the one
   * before it.
   */
  readonly origin: 'new' | 'stored' | 'previous';
  /**
   * As {@link Session.erase}, and with the next write both slots, key and salt are gone, so that copies of what was stored
   * cannot be decrypted any more. Only what the customer chose is stored again, if anything was, under a new key.
   * `settled` tells when that is done. No page brings back what it had not stored before.
   *
   * @example
   * ```ts
   * stored.erase();
   * await stored.settled(); // also what was stored is gone
   * ```
   */
  erase(): void;
  /**
   * As {@link Session.close}. What is not stored yet still is; `settled` tells when.
   *
   * @example
   * ```ts
   * stored.close();
   * await stored.settled();
   * ```
   */
  close(): void;
}

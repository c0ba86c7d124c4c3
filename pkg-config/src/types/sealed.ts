import type { OpenOptions, PolicyInfo } from './engine.js';
import type { LoadOptions } from './loading.js';
import type { AnyPolicy } from './policy.js';
import type { Session } from './session.js';
import type { StoredSession, VaultOptions } from './vault.js';

/** Options of `openSealed`. */
export interface SealedOptions extends LoadOptions, OpenOptions {
  /**
   * Address of the package's file `sealed-worker.js` on the page's own origin, served with the header
   * `Content-Security-Policy: default-src 'none'; script-src 'wasm-unsafe-eval'`. Without it the worker is made by a hidden frame
   * that carries this policy, for which the page's own must allow workers from `blob:` and `'wasm-unsafe-eval'`.
   */
  readonly worker?: string | URL;
  /** How long, in milliseconds, the worker may leave a call or its start unanswered before it is ended; 10,000 by default. */
  readonly timeout?: number;
  /**
   * Keep the session on the device, from within the worker: what `openVault` of `silhouette-wasm/vault` does. Then there is no
   * `snapshot` to begin with.
   */
  readonly vault?: Pick<VaultOptions, 'name' | 'keySource' | 'persist'>;
}

/**
 * A {@link Session} in a worker that has no network: the same methods, each of which gives a promise.
 *
 * The state after every answered call is kept beside the worker. When the engine stops at a fault (`engine/trap`) or does
 * not answer in time (`worker/timeout`), the calls not yet answered are rejected and have left nothing behind; another worker
 * goes on from the state after the last answered one. When none can (`worker/lost`), the session is over.
 */
export type SealedSession<P extends AnyPolicy = AnyPolicy> = Sealed<Session<P>> & {
  /** What was loaded. */
  readonly policy: PolicyInfo;
};

/**
 * A {@link SealedSession} that is kept in a vault. What is answered is stored: every call is answered when the state after it is
 * safely in the vault. Where the storage does not work, the state is kept beside the worker, as without a vault, and stored
 * when it does.
 */
export type SealedStoredSession<P extends AnyPolicy = AnyPolicy> = SealedSession<P> & {
  /** As {@link StoredSession.settled}. */
  settled(): Promise<void>;
  /** How the session is kept: see the same words in {@link StoredSession}. */
  where(): Promise<Pick<StoredSession, 'storage' | 'readOnly' | 'origin'>>;
};

/** An interface whose methods, and those of the objects in it, give promises. */
export type Sealed<T> = {
  readonly [K in keyof T]: T[K] extends (...given: infer A) => infer R
    ? T[K] extends { (...given: infer B): infer S; (...given: A): R }
      ? unknown[] extends B // no second way to call it
        ? { call(...given: A): Settled<R> }['call']
        : { call(...given: B): Settled<S>; call(...given: A): Settled<R> }['call']
      : { call(...given: A): Settled<R> }['call']
    : Sealed<T[K]>;
};

/** A promise of what a call gives. */
export type Settled<R> = [R] extends [Promise<unknown>] ? R : Promise<R>;

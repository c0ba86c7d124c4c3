import type { ErrorCode } from './errors.js';
import type { AnyPolicy } from './policy.js';
import type { Session } from './session.js';
import type { EpochMillis, Locale } from './words.js';

/** A compiled policy. Immutable: equal inputs give equal portraits, on every device. */
export interface Engine<P extends AnyPolicy = AnyPolicy> {
  /** What was loaded. */
  readonly policy: PolicyInfo;
  /**
   * Start one customer's state, or resume it from a snapshot. A locale that the policy does not have is answered by
   * the nearest, then by its first.
   *
   * @throws {@link SilhouetteError} `snapshot/…` for a snapshot that is foreign, damaged or too new.
   *
   * @example
   * ```ts
   * const session = engine.open({ locale: 'zh-CN' });
   * const again = engine.open({ locale: 'en', snapshot: session.snapshot() });
   * ```
   */
  open(options?: OpenOptions): Session<P>;
  /**
   * Open no more sessions. Those that are open go on until they are closed.
   *
   * @example
   * ```ts
   * engine.close(); // its sessions go on
   * session.portrait(Date.now());
   * ```
   */
  close(): void;
}

/** Options of {@link Engine.open}. */
export interface OpenOptions {
  /** Language of labels and sentences. */
  readonly locale?: Locale;
  /** What {@link Session.snapshot} gave, under this policy or an earlier version of it. */
  readonly snapshot?: Uint8Array;
}

/** What a policy says of itself. */
export interface PolicyInfo {
  /** Id of the policy. */
  readonly id: string;
  /** Version of the policy, semver. */
  readonly version: string;
  /** Version of the pack's format. */
  readonly format: number;
  /** The digest that stands in the pack: SHA-256 of its first 12 bytes and its content, lower-case hexadecimal. Signatures are no part of it. */
  readonly digest: string;
  /** Id of the trusted key that signed it; null without `keys` in {@link LoadOptions}. */
  readonly signedBy: string | null;
  /** In force from then on; null when from ever. */
  readonly notBefore: EpochMillis | null;
  /** No longer in force from then on; null when for ever. */
  readonly expires: EpochMillis | null;
  /** Languages of its texts; the first is the fallback. */
  readonly locales: readonly Locale[];
  /** Whether this is the last good pack of the `store`, in the place of one that could not be had or was refused. */
  readonly stale: boolean;
  /**
   * What went wrong and did not keep the policy from being loaded: why it is stale, or why the `store` could not be read or
   * written (`store/failed`, `vault/…`), so that older packs may not be noticed. Null when nothing did.
   */
  readonly fault: ErrorCode | null;
}

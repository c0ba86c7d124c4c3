import type { AnyPolicy } from './policy.js';
import type { Because } from './portrait.js';
import type { EpochMillis } from './words.js';

/** Where the customer grants purposes and withdraws them. A purpose that needs no consent is not the customer's to grant. */
export interface ConsentDesk<P extends AnyPolicy = AnyPolicy> {
  /**
   * Every purpose that needs the customer's consent, in the order of the policy.
   *
   * @example
   * ```ts
   * for (const { purpose, label, granted } of session.consent.get()) console.log(purpose, label, granted);
   * ```
   */
  get(): readonly ConsentState<P>[];
  /**
   * Grant a purpose, or withdraw it, from this moment on. Of a purpose without consent nothing is evaluated: none of its
   * tags, scores, tiers, warnings is in the portrait, its products are left out by the gate `consent`. What only such
   * purposes may use is not kept: it is dropped when it comes, and deleted with a withdrawal. A later grant does not bring
   * it back.
   *
   * @throws {@link SilhouetteError} `input/purpose` when no purpose of this name needs consent, `input/time`.
   *
   * @example
   * ```ts
   * for (const { purpose, label, granted } of session.consent.get()) showSwitch(purpose, label, granted);
   * session.consent.set('marketing', true, Date.now());
   * ```
   */
  set(purpose: P['consent'], granted: boolean, at: EpochMillis): void;
}

/** Where the customer sees their tags, and removes those that they do not want. */
export interface TagDesk<P extends AnyPolicy = AnyPolicy> {
  /**
   * The tags that are given at a time and that the policy lets the customer see, and those that the customer removed. It is
   * a question about what is held, so it is answered also while personalisation is off.
   *
   * @throws {@link SilhouetteError} `input/time`.
   *
   * @example
   * ```ts
   * const removed = session.tags.list(Date.now()).filter((tag) => tag.removed);
   * ```
   */
  list(now: EpochMillis): readonly MyTag<P>[];
  /**
   * Remove a tag: from now on it is as if it were never given, for every rule that reads it, in later portraits, snapshots
   * and versions of the policy, until it is restored.
   *
   * @throws {@link SilhouetteError} `input/item` when the policy has no such tag, or does not let the customer see it.
   *
   * @example
   * ```ts
   * for (const { id, label, removed } of session.tags.list(Date.now())) showTag(id, label, removed);
   * session.tags.remove('credit_interest');
   * ```
   */
  remove(id: P['tag']): void;
  /**
   * Take a removal back: the tag is given again when its condition holds, from then on.
   *
   * @throws {@link SilhouetteError} as {@link TagDesk.remove}.
   *
   * @example
   * ```ts
   * session.tags.restore('credit_interest');
   * ```
   */
  restore(id: P['tag']): void;
}

/** A tag as the customer's own. */
export interface MyTag<P extends AnyPolicy = AnyPolicy> {
  /** Id of the tag in the policy. */
  readonly id: P['tag'];
  /** What people call it, in the session's locale. */
  readonly label: string;
  /** Since when it is given; `null` when it is removed. */
  readonly since: EpochMillis | null;
  /** When it goes by itself. */
  readonly expires: EpochMillis | null;
  /** Why it is given; nothing when it is removed. */
  readonly because: Because;
  /** Whether the customer removed it. */
  readonly removed: boolean;
}

/** What the customer said of a purpose. */
export interface ConsentState<P extends AnyPolicy = AnyPolicy> {
  /** Name of the purpose in the policy. */
  readonly purpose: P['consent'];
  /** What people call it, in the session's locale. */
  readonly label: string;
  /** Whether it is granted. */
  readonly granted: boolean;
  /** Since when they say so; `null` when they were never asked, which is no grant. */
  readonly since: EpochMillis | null;
}

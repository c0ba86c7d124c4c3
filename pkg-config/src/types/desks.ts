import type { AnyPolicy } from './policy.js';
import type { Bytes, EpochMillis, Locale } from './words.js';

/** Where people say what they do about warnings. Both tell whether the warning was in a state that this changes. */
export interface WarningDesk<P extends AnyPolicy = AnyPolicy> {
  /**
   * Somebody sees to an open warning: it does not escalate any more.
   *
   * @throws {@link SilhouetteError} `input/item` when the policy has no warning of this id, `input/time`.
   *
   * @example
   * ```ts
   * const changed = session.warnings.acknowledge('two_overdue', Date.now());
   * ```
   */
  acknowledge(id: P['warning'], at: EpochMillis): boolean;
  /**
   * Somebody has dealt with a warning that is open or acknowledged, whether or not its condition still holds. It opens
   * again only after its cool-down; without one, only when its condition did not hold in between.
   *
   * @throws {@link SilhouetteError} as {@link WarningDesk.acknowledge}.
   *
   * @example
   * ```ts
   * session.warnings.resolve('two_overdue', Date.now());
   * session.portrait(Date.now()).warnings.find(({ id }) => id === 'two_overdue')?.state; // 'resolved'
   * ```
   */
  resolve(id: P['warning'], at: EpochMillis): boolean;
}

/** Which portraits were used for a decision: names of policy, inputs and result, and nothing of what they hold. */
export interface DecisionJournal {
  /**
   * Note that the portrait at a time is used for a decision. The session is then as after {@link Session.portrait}.
   *
   * Law: a session that is opened with the snapshot taken before, under the same policy, engine and locale, writes the
   * same entry at the same time.
   *
   * @throws {@link SilhouetteError} `input/time`.
   *
   * @example
   * ```ts
   * const before = session.snapshot();
   * const entry = session.journal.write(now);
   * // Later, to prove it: the same inputs give the same result.
   * const again = engine.open({ snapshot: before }).journal.write(entry.at);
   * console.assert(again.result === entry.result);
   * ```
   */
  write(now: EpochMillis): JournalEntry;
  /**
   * The entries, the oldest first; the newest 256 are kept.
   *
   * @example
   * ```ts
   * for (const { at, inputs, result } of session.journal.entries()) console.log(new Date(at), inputs, result);
   * ```
   */
  entries(): readonly JournalEntry[];
}

/** A portrait that was used for a decision. Hashes are SHA-256, lower-case hexadecimal. */
export interface JournalEntry {
  /** The time of the portrait. */
  readonly at: EpochMillis;
  /** Digest of the pack. */
  readonly policy: string;
  /** Version of the engine. */
  readonly engine: string;
  /** Language of the portrait's sentences. */
  readonly locale: Locale;
  /** Of all that the portrait was computed from. */
  readonly inputs: string;
  /** Of the portrait. */
  readonly result: string;
  /** Of the entry before and this one: none can be changed or left out unnoticed. */
  readonly link: string;
}

/** A report that may leave the device: randomised answers to what the policy asks, and nothing else. */
export interface Report<P extends AnyPolicy = AnyPolicy> {
  /** Its id in the policy. */
  readonly egress: P['report'];
  /** What may leave, always 22 bytes: which policy and report, the number of the period, the randomised answers. */
  readonly bytes: Bytes;
  /** What it cost: ε of local differential privacy. */
  readonly epsilon: number;
  /** What is left of the policy's budget for all reports; 0 for a policy without one, whose reports have each their own. */
  readonly budgetLeft: number;
}

/** A report that may have left. */
export interface SentReport {
  /** Its id in the policy. */
  readonly egress: string;
  /** What may have left, byte by byte. */
  readonly bytes: readonly number[];
  /** What it cost: ε of local differential privacy. */
  readonly epsilon: number;
  /** Begin of its period. */
  readonly from: EpochMillis;
  /** The first moment behind it. */
  readonly until: EpochMillis;
}

import type { BehaviourEvent, ProfilePatch } from './behaviour.js';
import type { JournalEntry, SentReport } from './desks.js';
import type { Warning } from './portrait.js';
import type { ConsentState, MyTag } from './rights.js';

/** How many were dropped for one reason. */
export interface Dropped {
  /**
   * `superseded`: an event older than the record of the same thing; `over_cap`: more events of a kind than the policy
   * keeps; `no_consent`: all purposes that may use it need a consent that was not given. The others: names that the
   * policy does not read.
   */
  readonly reason: 'unknown_kind' | 'unknown_field' | 'unknown_fact' | 'superseded' | 'over_cap' | 'no_consent';
  /** How many. */
  readonly count: number;
}

/** Everything that is held about a customer. */
export interface CustomerExport {
  /** The known facts. */
  readonly profile: ProfilePatch;
  /** The events that are kept, with the fields that are kept. */
  readonly events: readonly BehaviourEvent[];
  /** All that are given, and the removed ones, also those that the policy does not know. */
  readonly tags: readonly MyTag[];
  /** What the customer said of each purpose. */
  readonly consents: readonly ConsentState[];
  /** The warnings that are open, acknowledged, or resolved and still told. */
  readonly warnings: readonly Warning[];
  /** The decision journal, the oldest entry first. */
  readonly journal: readonly JournalEntry[];
  /** The reports that may have left, the last of each. */
  readonly reports: readonly SentReport[];
  /** Whether personalisation is on. */
  readonly personalised: boolean;
}

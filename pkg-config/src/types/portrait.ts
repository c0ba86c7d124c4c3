import type { AnyPolicy, ItemOf } from './policy.js';
import type { EpochMillis, Scalar } from './words.js';

/** A customer's portrait. Every item says why. */
export interface Portrait<P extends AnyPolicy = AnyPolicy> {
  /** The time it is for. */
  readonly asOf: EpochMillis;
  /** Computed where its subject can change it: the decision of record is the bank's. */
  readonly authority: 'advisory';
  /** The policy it was made with. */
  readonly policy: PolicyRef;
  /** The tags that the customer has. */
  readonly tags: readonly Tag<P>[];
  /** The customer's level in each tier table. */
  readonly tiers: readonly TierOf<P['tier']>[];
  /** The stage that the customer is in, for each lifecycle of the policy. */
  readonly lifecycle: readonly LifecycleOf<P['lifecycle']>[];
  /** The scores, each with what it is made of. */
  readonly scores: readonly ScoreOf<P['score']>[];
  /** Early warnings: open, acknowledged, or resolved and still told. */
  readonly warnings: readonly Warning<P>[];
  /** What to offer, best first. */
  readonly suggestions: readonly Suggestion<P>[];
  /** The list that uses nothing about the customer; always present. */
  readonly general: readonly Suggestion<P>[];
  /** Products left out, by which gate, and why. */
  readonly excluded: readonly Exclusion<P>[];
  /** Facts that were missing and mattered. */
  readonly unknown: readonly Gap[];
  /** The policy's experiment on its suggestions, and the arm that this device drew; null when there is none. */
  readonly experiment: Assignment | null;
  /** How often suggestions led to what the policy wants of them: counters of this device. */
  readonly goals: readonly Goal<P>[];
  /** What differs from this session's previous portrait. */
  readonly changes: readonly Change<P>[];
  /** When the passing of time alone will next change this result. */
  readonly nextChangeAt: EpochMillis | null;
}

/** The arm of an experiment that this device drew: the same as long as its state is kept. */
export interface Assignment {
  /** Id of the experiment in the policy. */
  readonly id: string;
  /** The arm; `holdout` sees the general list only. */
  readonly arm: 'champion' | 'challenger' | 'holdout';
}

/** Which policy a portrait was made with. */
export interface PolicyRef {
  /** Id of the policy. */
  readonly id: string;
  /** Version of the policy, semver. */
  readonly version: string;
  /** As {@link PolicyInfo.digest}. */
  readonly digest: string;
}

/** A tag that the customer has. */
export interface Tag<P extends AnyPolicy = AnyPolicy> {
  /** Id of the tag in the policy. */
  readonly id: P['tag'];
  /** What people call it, in the session's locale. */
  readonly label: string;
  /** Since when it is given. */
  readonly since: EpochMillis;
  /** When it goes by itself. */
  readonly expires: EpochMillis | null;
  /** Why it is given. */
  readonly because: Because;
}

/** The customer's level in one tier table. */
export interface Tier<T extends AnyPolicy['tier'] = AnyPolicy['tier']> {
  /** Id of the tier table in the policy. */
  readonly id: T['id'];
  /** The level. */
  readonly level: T['level'];
  /** What people call the level. */
  readonly label: string;
  /** Service strategy of the level: fast track, priority, dedicated limits. */
  readonly entitlements: readonly T['entitlement'][];
  /** Since when the customer has it. */
  readonly since: EpochMillis;
  /** The next level up, and what is missing for it. */
  readonly next: NextLevel<T['level']> | null;
  /** Why it is this level. */
  readonly because: Because;
}

/** The tiers of a policy, each with its own words. */
export type TierOf<T extends AnyPolicy['tier']> = T extends unknown ? Tier<T> : never;

/** The customer's stage in one lifecycle: kept until its exit condition holds, so the next stage depends on this one. */
export interface Lifecycle<T extends AnyPolicy['lifecycle'] = AnyPolicy['lifecycle']> {
  /** Id of the lifecycle in the policy. */
  readonly id: T['id'];
  /** The stage. */
  readonly stage: T['stage'];
  /** What people call the stage. */
  readonly label: string;
  /** Service strategy of the stage. */
  readonly entitlements: readonly T['entitlement'][];
  /** Since when the customer is in it. */
  readonly since: EpochMillis;
  /** Why it was entered, or why it is not left; nothing for a stage that only begins a lifecycle. */
  readonly because: Because;
}

/** The lifecycles of a policy, each with its own words. */
export type LifecycleOf<T extends AnyPolicy['lifecycle']> = T extends unknown ? Lifecycle<T> : never;

/** The next level of a tier, and what is missing for it. */
export interface NextLevel<Level extends string = string> {
  /** The level. */
  readonly level: Level;
  /** Facts that are unknown and would be needed to tell. */
  readonly missing: readonly Gap[];
  /** The fewest tests that would have to hold besides, those on facts the customer can move before others. */
  readonly changes: readonly Evidence[];
}

/** A score: `initial` plus the points of all contributions is `value`. */
export interface Score<T extends AnyPolicy['score'] = AnyPolicy['score']> {
  /** Id of the score in the policy. */
  readonly id: T['id'];
  /** What people call it. */
  readonly label: string;
  /** The score; of a model of trees or of a regression its raw margin. */
  readonly value: number;
  /** The band that the value lies in; `null` without bands. */
  readonly band: T['band'] | null;
  /** What people call the band. */
  readonly bandLabel: string | null;
  /** The model's probability, from 0 to 1; `null` for a model without one. */
  readonly probability: number | null;
  /** What the sum begins with. */
  readonly initial: number;
  /** What each characteristic adds. */
  readonly contributions: readonly Contribution<T['characteristic']>[];
  /** At most four, ranked. */
  readonly reasonCodes: readonly ReasonCode<T['reason']>[];
}

/** The scores of a policy, each with its own words. */
export type ScoreOf<T extends AnyPolicy['score']> = T extends unknown ? Score<T> : never;

/** What one characteristic adds to a score. */
export interface Contribution<Characteristic extends string = string> {
  /** Id of the characteristic in the policy. */
  readonly characteristic: Characteristic;
  /** What people call it. */
  readonly label: string;
  /** The fact's value; an array for a fact that is a list. */
  readonly value: Scalar | readonly Scalar[] | null;
  /** What it adds to the score. */
  readonly points: number;
}

/** A reason for a score that is not the best possible. */
export interface ReasonCode<Code extends string = string> {
  /** The code in the policy. */
  readonly code: Code;
  /** Its sentence, in the session's locale. */
  readonly message: string;
  /** How many points it cost, by the way of counting that the policy names. */
  readonly points: number;
}

/**
 * An early warning. Its condition opens it and, when it no longer holds, resolves it; while that cannot be told it
 * stays as it is. A resolved one is told until its cool-down is over, and does not open again before.
 */
export interface Warning<P extends AnyPolicy = AnyPolicy> {
  /** Id of the warning in the policy. */
  readonly id: P['warning'];
  /** Raised when nobody acknowledged it in time, if the policy says so. */
  readonly severity: 'notice' | 'caution' | 'high';
  /** For the customer. `null` once it is resolved: it may no longer be true. */
  readonly message: string | null;
  /** What people did about it. */
  readonly state: 'open' | 'acknowledged' | 'resolved';
  /** Since when there was something to warn of. */
  readonly since: EpochMillis;
  /** What is to be done; nothing once it is resolved. */
  readonly actions: readonly WarningAction<P>[];
  /** Why it was opened. */
  readonly because: Because;
}

/** What a warning asks for. */
export interface WarningAction<P extends AnyPolicy = AnyPolicy> {
  /** The verb of the policy, such as `handoff_human`. */
  readonly do: P['action'];
  /** By which channels. */
  readonly channels: readonly P['channel'][];
  /** Id of the bank's own instructions, if the policy names some. */
  readonly playbook: P['playbook'] | null;
  /** For `handoff_human`: what to pass on to the bank's own task system. */
  readonly task: Task<P> | null;
}

/** A task for the bank's people: ids only, nothing about the customer. */
export interface Task<P extends AnyPolicy = AnyPolicy> {
  /** The same for every portrait that asks for it: policy, warning, playbook and moment. */
  readonly id: string;
  /** Id of the warning. */
  readonly warning: P['warning'];
  /** Id of the bank's own instructions, if the policy names some. */
  readonly playbook: P['playbook'] | null;
  /** Id of the policy. */
  readonly policy: string;
  /** Version of the policy. */
  readonly version: string;
  /** Since when there was something to warn of. */
  readonly opened: EpochMillis;
}

/** A product, a content or a service to offer. */
export interface Suggestion<P extends AnyPolicy = AnyPolicy> {
  /** Product and channel, for {@link Session.feedback}. */
  readonly id: P['suggestion'];
  /** Id of the product in the policy. */
  readonly product: P['product'];
  /** The product's name for people. */
  readonly label: string;
  /** From 1. */
  readonly rank: number;
  /** What to say to the customer, in the session's locale. */
  readonly message: string;
  /** By which channel. */
  readonly channel: P['channel'];
  /** When it may be shown. */
  readonly window: TimeWindow;
  /**
   * How often it may still be shown by this channel: the least that the caps allow; `null` without a cap. Caps of a channel
   * and of everything count all suggestions together: say what is shown with {@link Session.feedback} and ask again.
   */
  readonly remaining: number | null;
  /** What must stand beside it. */
  readonly disclosures: readonly P['disclosure'][];
  /** Terms that the policy suggests within the published corridor; those that cannot be told are left out. */
  readonly terms: readonly SuggestedTerm[];
  /** Why it is suggested. */
  readonly because: Because;
}

/** A term that is suggested within the published corridor. The bank decides. */
export interface SuggestedTerm {
  /** `apr`: annual percentage rate, simple interest; `months`: the term in months. */
  readonly term: 'apr' | 'months';
  /** The suggested figure. */
  readonly value: number;
  /** The published corridor. */
  readonly from: number;
  /** The end of the published corridor. */
  readonly to: number;
  /** Whether the policy's own figure lay outside the corridor. */
  readonly clamped: boolean;
  /** A suggestion: the bank decides. */
  readonly authority: 'advisory';
}

/** A span of time. */
export interface TimeWindow {
  /** The first moment. */
  readonly from: EpochMillis;
  /** The end. */
  readonly to: EpochMillis;
}

/** A product left out, and by which gate. By `consent`, the evidence is the purpose: `is` it granted, and `null` if never asked. */
export interface Exclusion<P extends AnyPolicy = AnyPolicy> {
  /** Id of the product in the policy. */
  readonly product: P['product'];
  /** The product's name for people. */
  readonly label: string;
  /**
   * `exclusive`: a better one of the same group is suggested. `holdout`: this customer sees the general list only, so
   * that the effect of suggestions can be told.
   */
  readonly gate: 'eligibility' | 'applicability' | 'suitability' | 'contact' | 'consent' | 'exclusive' | 'holdout';
  /** What is required and not met. */
  readonly because: Because;
}

/**
 * Why: the rule, a sentence for the customer, and the facts it rests on. The same shape everywhere. Of what is left out,
 * the sentence says what is required and not met; values are told by their labels, while evidence keeps their ids.
 */
export type Because = readonly Reason[];

/** One reason. */
export interface Reason {
  /** Id of the rule in the policy. */
  readonly rule: string;
  /** A sentence for the customer, in the session's locale. */
  readonly message: string;
  /** The facts it rests on. */
  readonly evidence: readonly Evidence[];
}

/** A fact that a reason rests on, and the test it passed. */
export interface Evidence {
  /** Name of the fact in the policy. */
  readonly fact: string;
  /** What people call it. */
  readonly label: string;
  /** The fact's value; an array for a fact that is a list: with `in`, one of them is in `against`. */
  readonly is: Scalar | readonly Scalar[] | null;
  /** The test. */
  readonly test: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'known' | 'not known';
  /** What the fact is held against; `null` for `known` and `not known`. */
  readonly against: Scalar | readonly Scalar[] | null;
}

/** A missing fact. */
export interface Gap {
  /** Name of the fact in the policy. */
  readonly fact: string;
  /** What people call it. */
  readonly label: string;
  /** The items that it would have told more of, such as `tag:hnw`. */
  readonly mattersTo: readonly string[];
}

/** What suggestions are for, counted for this customer over what is kept of their behaviour. */
export interface Goal<P extends AnyPolicy = AnyPolicy> {
  /** Id of the goal in the policy. */
  readonly id: P['goal'];
  /** What people call it. */
  readonly label: string;
  /** How often it began: suggestions that were shown or clicked, as the policy says. */
  readonly started: number;
  /** How often what is wanted followed in time. */
  readonly reached: number;
}

/** What differs from the previous portrait. */
export interface Change<P extends AnyPolicy = AnyPolicy> {
  /** What changed. */
  readonly item: ItemOf<P>;
  /** `moved`: a tier's level or a lifecycle's stage; a warning that was acknowledged or escalated. */
  readonly change: 'gained' | 'lost' | 'moved';
}

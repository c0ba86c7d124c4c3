/**
 * The public surface of `silhouette-wasm`. This file alone becomes the declarations of every entry, so it
 * imports nothing. The names and the order of the fields of every answer are held against the engine's own
 * tables by a test.
 *
 * @packageDocumentation
 */

/** Milliseconds since 1970-01-01T00:00:00Z, a safe integer. The engine has no clock: the time is always an argument. */
export type EpochMillis = number;
/** What a fact or a field of an event may be. Decimals may be strings, to keep money out of binary fractions. */
export type Scalar = string | number | boolean;
/** A language of the policy's texts, BCP 47, such as `zh-CN`. */
export type Locale = string;
/** Id of a tag in the policy. */
export type TagId = string;
/** Id of a suggestion: the product and the channel by which it is suggested, such as `deposit_std:app`. */
export type SuggestionId = string;
/** What became of a suggestion: it was shown, or the customer clicked on it, dismissed it, did what it suggests. */
export type Outcome = 'shown' | 'clicked' | 'dismissed' | 'converted';
/** One item of a portrait, such as `tag:young_high_income`. */
export type ItemRef = `${'tag' | 'tier' | 'lifecycle' | 'score' | 'warning' | 'product' | 'feature'}:${string}`;

/**
 * What a policy calls its things. As a type parameter it makes ids and inputs known to the editor and the compiler; `silhouette types
 * policy.json -o policy.d.ts` writes one for a policy, as `Policy`. Without it they are any strings.
 *
 * A `Session<Policy>` or a `Portrait<Policy>` may be given wherever one of any policy is taken.
 *
 * @example
 * ```ts
 * import { load } from 'silhouette-wasm';
 * import type { Policy } from './policy.js';
 *
 * const engine = await load<Policy>('/packs/retail.pack');
 * const session = engine.open();
 * session.record({ type: 'product_view', at: Date.now(), product: 'deposit_std' }); // a misspelt kind, field or product is an error
 * ```
 */
export interface AnyPolicy {
  /** Facts. */
  readonly profile: ProfilePatch;
  /** Events, a union over `type`. */
  readonly event: BehaviourEvent;
  /** Adapters of events. */
  readonly adapter: string;
  /** Purposes that need the customer's consent. */
  readonly consent: string;
  /** Tags. */
  readonly tag: TagId;
  /** Scores, a union over `id`. */
  readonly score: { readonly id: string; readonly band: string; readonly characteristic: string; readonly reason: string };
  /** Tier tables, a union over `id`. */
  readonly tier: { readonly id: string; readonly level: string; readonly entitlement: string };
  /** Lifecycles, a union over `id`. */
  readonly lifecycle: { readonly id: string; readonly stage: string; readonly entitlement: string };
  /** Warnings. */
  readonly warning: string;
  /** What warnings ask for. */
  readonly action: string;
  /** Playbooks of actions. */
  readonly playbook: string;
  /** Products, contents and services. */
  readonly product: string;
  /** Channels. */
  readonly channel: string;
  /** Suggestions: a product and a channel. */
  readonly suggestion: SuggestionId;
  /** What must stand beside suggestions. */
  readonly disclosure: string;
  /** Goals of suggestions. */
  readonly goal: string;
  /** Reports that may leave. */
  readonly report: string;
  /** Features. */
  readonly feature: string;
}

/** One item of a portrait under a policy; under any, an {@link ItemRef}. */
export type ItemOf<P extends AnyPolicy> =
  | `tag:${P['tag']}`
  | `tier:${P['tier']['id']}`
  | `lifecycle:${P['lifecycle']['id']}`
  | `score:${P['score']['id']}`
  | `warning:${P['warning']}`
  | `product:${P['product']}`
  | `feature:${P['feature']}`;

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
  readonly kind: 'packs';
}

/**
 * Load a compiled policy. It is verified whole before anything of it is kept; the wasm is compiled once and
 * every engine gets an instance of its own.
 *
 * @throws {@link SilhouetteError} `pack/…` for a pack that is foreign, damaged or too new; with `keys`,
 * `pack/unsigned`, `pack/untrusted`, or `pack/unverifiable` where there is no WebCrypto; `pack/rollback`,
 * `pack/not-yet`, `pack/expired`; with `store`, `pack/mixed`. `wasm/…` when the engine itself cannot be had.
 */
export declare function load<P extends AnyPolicy = AnyPolicy>(pack: PackSource, options?: LoadOptions): Promise<Engine<P>>;

/** A compiled policy. Immutable: equal inputs give equal portraits, on every device. */
export interface Engine<P extends AnyPolicy = AnyPolicy> {
  /** What was loaded. */
  readonly policy: PolicyInfo;
  /**
   * Start one customer's state, or resume it from a snapshot. A locale that the policy does not have is answered by
   * the nearest, then by its first.
   *
   * @throws {@link SilhouetteError} `snapshot/…` for a snapshot that is foreign, damaged or too new.
   */
  open(options?: OpenOptions): Session<P>;
  /** Open no more sessions. Those that are open go on until they are closed. */
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
  /** SHA-256 of the pack, lower-case hexadecimal. */
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

/** One customer on one device. Everything stays in memory; nothing is sent or stored. */
export interface Session<P extends AnyPolicy = AnyPolicy> {
  /**
   * Record behaviour. All or nothing: on error no event of the batch is kept. Kinds and fields that the policy
   * does not read are counted and dropped, and so are events that no purpose may use without a consent.
   *
   * @throws {@link SilhouetteError} `input/…`, with the place as a JSON pointer into `events`. A field is named there
   * as the policy does, also where an adapter has another word for it. `input/adapter` for an adapter that the policy
   * does not have.
   *
   * @example
   * ```ts
   * session.record({ type: 'product_view', at: Date.now(), product: 'deposit_std' });
   * session.record({ type: 'view_item', at: Date.now(), item_id: 'deposit_std' }, { adapter: 'ga4' });
   * ```
   */
  record(events: P['event'] | readonly P['event'][]): RecordSummary;
  record(events: BehaviourEvent | readonly BehaviourEvent[], options: RecordOptions<P> | undefined): RecordSummary;
  /**
   * Record many events of one kind, given as columns: several times as fast as objects, for a history that comes in
   * bulk. What is kept, counted and dropped, and every later answer, is as if each row had been recorded as an event.
   *
   * @throws {@link SilhouetteError} `input/…`, with the place as `/fields/<column>/<row>`, `/at/<row>`, or that of the
   * column where all of it is wrong.
   *
   * @example
   * ```ts
   * session.recordColumns({
   *   type: 'purchase',
   *   at: Float64Array.of(1767222000000, 1767225600000, 1767229200000),
   *   fields: {
   *     quantity: Int32Array.of(1, 3, 2),
   *     amount: { values: ['19.90', '240.00'], codes: Uint8Array.of(0, 1, 0) },
   *   },
   * });
   * ```
   */
  recordColumns(columns: EventColumns<P['event']['type']>): RecordSummary;
  recordColumns(columns: EventColumns, options: RecordOptions<P> | undefined): RecordSummary;
  /**
   * Set or, with `null`, forget facts about the customer. All or nothing. Facts that the policy does not declare
   * are counted and dropped, and so are those that no purpose may use without a consent.
   *
   * @throws {@link SilhouetteError} `input/…`, with the place as a JSON pointer into `patch`.
   */
  setProfile(patch: P['profile']): ProfileSummary;
  /** What the customer allows, purpose by purpose. Nothing is granted until the page says so. */
  readonly consent: ConsentDesk<P>;
  /** The customer's own tags. */
  readonly tags: TagDesk<P>;
  /** Off takes effect at once: the portrait then holds only the general list. On is the start. */
  setPersonalisation(on: boolean): void;
  /**
   * The customer's portrait at a time. Items that are as they were in the session's portrait before may be the same
   * objects as there: compare them with `===` to draw only what changed, and do not write into them.
   */
  portrait(now: EpochMillis): Portrait<P>;
  /**
   * Why an item is as it is: every leaf with its value and truth, met or not, and the smallest change that would make
   * it otherwise. Asking leaves nothing behind: the next portrait is as if nobody had.
   *
   * @example
   * session.explain('score:retail_risk', Date.now()).next; // { to: 'good', changes: [{ fact: 'utilisation', test: '<', … }] }
   * @throws {@link SilhouetteError} `input/item` when the policy has no such item, `input/personalisation` while
   * personalisation is off.
   */
  explain(item: ItemOf<P>, now: EpochMillis): Explanation;
  /**
   * What became of a suggestion. It counts against the caps of the policy, begins a cool-down, and is behaviour like
   * any other: an event `suggestion` with the fields `product`, `channel` and `outcome`, which {@link Session.record}
   * takes as well. A policy that asks for none of it drops it at the door.
   *
   * @throws {@link SilhouetteError} `input/enum` at `/product`, `/channel` or `/outcome` for what the policy does not
   * know, `input/time` at `/at`.
   *
   * @example
   * ```ts
   * const [first] = session.portrait(Date.now()).suggestions;
   * if (first !== undefined) session.feedback(first.id, 'shown', Date.now());
   * ```
   */
  feedback(suggestion: P['suggestion'], outcome: Outcome, at: EpochMillis): RecordSummary;
  /** What people do about the warnings of portraits. */
  readonly warnings: WarningDesk<P>;
  /** Which portraits were used for a decision, for those who have to account for it. */
  readonly journal: DecisionJournal;
  /**
   * A randomised answer that the policy allows to leave; sending it is the page's. In a period it is made once: asking
   * again gives the same bytes and costs nothing. What it costs is charged in this session before the promise resolves:
   * keep the {@link Session.snapshot} before the bytes leave the page. A vault does so itself. A session that began without
   * a snapshot, or that was erased, cannot know what was sent before: the period counts as spent, and the first report is
   * possible in the next one.
   *
   * @throws {@link SilhouetteError} `report/unknown` when the policy has no such report; `report/personalisation` while
   * personalisation is off; `report/consent` without the consent of its purpose; `report/period` when no report can be made
   * in this period any more, or the clock went back to an earlier one; `report/budget` when it would be more than the policy's
   * budget; `report/entropy` when the host has no source of randomness; `input/time`.
   *
   * @example
   * ```ts
   * const { bytes } = await session.report('tag_share', Date.now());
   * await fetch('/reports', { method: 'POST', body: bytes });
   * ```
   */
  report(egress: P['report'], now: EpochMillis): Promise<Report<P>>;
  /** A readable copy of everything that is held about the customer. Identifiers are not: only keyed hashes of them are held. */
  exportData(now: EpochMillis): CustomerExport;
  /**
   * Forget everything about the customer: facts, events, what became of suggestions, the history of results, the decision
   * journal. What the customer chose stays: consents, removed tags, the switch of personalisation.
   */
  erase(): void;
  /** The session's state as bytes, to be kept by the page as safely as the data in them demands. */
  snapshot(): Uint8Array;
  /** Forget everything. Later calls throw `session/closed`; closing again does nothing. */
  close(): void;
}

/** Where the customer grants purposes and withdraws them. A purpose that needs no consent is not the customer's to grant. */
export interface ConsentDesk<P extends AnyPolicy = AnyPolicy> {
  /** Every purpose that needs the customer's consent, in the order of the policy. */
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
   */
  restore(id: P['tag']): void;
}

/** A tag as the customer's own. */
export interface MyTag<P extends AnyPolicy = AnyPolicy> {
  readonly id: P['tag'];
  readonly label: string;
  /** Since when it is given; `null` when it is removed. */
  readonly since: EpochMillis | null;
  /** When it goes by itself. */
  readonly expires: EpochMillis | null;
  /** Why it is given; nothing when it is removed. */
  readonly because: Because;
  readonly removed: boolean;
}

/** What the customer said of a purpose. */
export interface ConsentState<P extends AnyPolicy = AnyPolicy> {
  readonly purpose: P['consent'];
  readonly label: string;
  readonly granted: boolean;
  /** Since when they say so; `null` when they were never asked, which is no grant. */
  readonly since: EpochMillis | null;
}

/** Where people say what they do about warnings. Both tell whether the warning was in a state that this changes. */
export interface WarningDesk<P extends AnyPolicy = AnyPolicy> {
  /**
   * Somebody sees to an open warning: it does not escalate any more.
   *
   * @throws {@link SilhouetteError} `input/item` when the policy has no warning of this id, `input/time`.
   */
  acknowledge(id: P['warning'], at: EpochMillis): boolean;
  /**
   * Somebody has dealt with a warning that is open or acknowledged, whether or not its condition still holds. It opens
   * again only after its cool-down; without one, only when its condition did not hold in between.
   *
   * @throws {@link SilhouetteError} as {@link WarningDesk.acknowledge}.
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
  /** The entries, the oldest first; the newest 256 are kept. */
  entries(): readonly JournalEntry[];
}

/** A portrait that was used for a decision. Hashes are SHA-256, lower-case hexadecimal. */
export interface JournalEntry {
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
  readonly bytes: Uint8Array;
  /** What it cost: ε of local differential privacy. */
  readonly epsilon: number;
  /** What is left of the policy's budget for all reports; 0 for a policy without one, whose reports have each their own. */
  readonly budgetLeft: number;
}

/** A report that may have left. */
export interface SentReport {
  readonly egress: string;
  readonly bytes: readonly number[];
  readonly epsilon: number;
  /** Begin of its period. */
  readonly from: EpochMillis;
  /** The first moment behind it. */
  readonly until: EpochMillis;
}

/** Something the customer did. Which kinds and fields count is the policy's to say. */
export interface BehaviourEvent {
  /** Kind of the event, such as `product_view`. */
  readonly type: string;
  /** When it happened. */
  readonly at: EpochMillis;
  /** Fields. Absent, `undefined` and `null` all mean unknown. */
  readonly [field: string]: Scalar | null | undefined;
}

/** Options of {@link Session.record} and {@link Session.recordColumns}. */
export interface RecordOptions<P extends AnyPolicy = AnyPolicy> {
  /** Names of kinds and fields are those of this adapter of the policy, such as `ga4`; the policy's own go on to work. */
  readonly adapter?: P['adapter'];
}

/** Events of one kind as columns of equal length; row by row they are events. At most 100,000 rows. */
export interface EventColumns<Type extends string = string> {
  /** Kind of all the events. */
  readonly type: Type;
  /** When each happened, in {@link EpochMillis}. */
  readonly at: Float64Array;
  /** Fields by name. One that is absent is unknown in every row. */
  readonly fields?: Readonly<Record<string, NumberColumn | CodedColumn>>;
}

/** Numbers. `NaN` means unknown. */
export type NumberColumn =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** Values of any type, each said once: texts, exact decimals, booleans. */
export interface CodedColumn {
  /** The values; `null` means unknown. */
  readonly values: readonly (Scalar | null)[];
  /** For each row the index of its value. */
  readonly codes: NumberColumn;
}

/**
 * Facts about the customer by name. `null` and `undefined` mean unknown. A fact that is a list takes an array of at most 256
 * values: equal ones are one, their order is kept, and an empty array is known to be empty.
 */
export type ProfilePatch = Readonly<Record<string, Scalar | readonly Scalar[] | null | undefined>>;

/** What became of a batch of events. */
export interface RecordSummary {
  /** Events that were kept. */
  readonly recorded: number;
  /** Of those, events that replaced an earlier record of the same thing. */
  readonly replaced: number;
  /** Of those, events later than every moment a portrait was asked for: kept, not yet counted. */
  readonly held: number;
  /** What was not kept, by reason. */
  readonly dropped: readonly Dropped[];
}

/** What became of a profile patch. */
export interface ProfileSummary {
  /** Facts that were set or forgotten. */
  readonly set: number;
  /** What was not kept, by reason. */
  readonly dropped: readonly Dropped[];
}

/** Why an item is as it is, in full. */
export interface Explanation {
  /** Whether the item's condition holds; of a tier, a score or a feature, whether it is known. */
  readonly truth: Truth;
  /**
   * For people, in the session's locale. While it holds, the item's own sentence and the conditions that it rests on;
   * while it does not, what is required and not met, or cannot be told because a fact is missing.
   */
  readonly sentences: readonly string[];
  readonly trace: TraceNode;
  /** The smallest change that would make it otherwise, other facts staying as they are; `null` when none can be told. */
  readonly next: Alternative | null;
}

/** One node of a trace. A leaf has evidence, the others have children. */
export interface TraceNode {
  readonly id: string | null;
  readonly label: string | null;
  readonly op: 'all' | 'any' | 'not' | 'leaf';
  readonly truth: Truth;
  readonly evidence: readonly Evidence[];
  readonly children: readonly TraceNode[];
}

/** What an item would become, and what would have to be so. */
export interface Alternative {
  /** A tier's level, a score's band; of everything else `gained` or `lost`. */
  readonly to: string;
  /** Each fact as it `is`, and the test against a value that it would have to pass. */
  readonly changes: readonly Evidence[];
}

/** Three-valued truth. */
export type Truth = 'true' | 'false' | 'unknown';

/** How many were dropped for one reason. */
export interface Dropped {
  /**
   * `superseded`: an event older than the record of the same thing; `over_cap`: more events of a kind than the policy
   * keeps; `no_consent`: all purposes that may use it need a consent that was not given. The others: names that the
   * policy does not read.
   */
  readonly reason: 'unknown_kind' | 'unknown_field' | 'unknown_fact' | 'superseded' | 'over_cap' | 'no_consent';
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
  readonly consents: readonly ConsentState[];
  readonly warnings: readonly Warning[];
  /** The decision journal, the oldest entry first. */
  readonly journal: readonly JournalEntry[];
  /** The reports that may have left, the last of each. */
  readonly reports: readonly SentReport[];
  readonly personalised: boolean;
}

/** A customer's portrait. Every item says why. */
export interface Portrait<P extends AnyPolicy = AnyPolicy> {
  /** The time it is for. */
  readonly asOf: EpochMillis;
  /** Computed where its subject can change it: the decision of record is the bank's. */
  readonly authority: 'advisory';
  /** The policy it was made with. */
  readonly policy: PolicyRef;
  readonly tags: readonly Tag<P>[];
  readonly tiers: readonly TierOf<P['tier']>[];
  /** The stage that the customer is in, for each lifecycle of the policy. */
  readonly lifecycle: readonly LifecycleOf<P['lifecycle']>[];
  readonly scores: readonly ScoreOf<P['score']>[];
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
  readonly id: string;
  readonly arm: 'champion' | 'challenger' | 'holdout';
}

/** Which policy a portrait was made with. */
export interface PolicyRef {
  readonly id: string;
  readonly version: string;
  readonly digest: string;
}

/** A tag that the customer has. */
export interface Tag<P extends AnyPolicy = AnyPolicy> {
  readonly id: P['tag'];
  readonly label: string;
  /** Since when it is given. */
  readonly since: EpochMillis;
  /** When it goes by itself. */
  readonly expires: EpochMillis | null;
  readonly because: Because;
}

/** The customer's level in one tier table. */
export interface Tier<T extends AnyPolicy['tier'] = AnyPolicy['tier']> {
  readonly id: T['id'];
  readonly level: T['level'];
  readonly label: string;
  /** Service strategy of the level: fast track, priority, dedicated limits. */
  readonly entitlements: readonly T['entitlement'][];
  readonly since: EpochMillis;
  /** The next level up, and what is missing for it. */
  readonly next: NextLevel<T['level']> | null;
  readonly because: Because;
}

/** The tiers of a policy, each with its own words. */
export type TierOf<T extends AnyPolicy['tier']> = T extends unknown ? Tier<T> : never;

/** The customer's stage in one lifecycle: kept until its exit condition holds, so the next stage depends on this one. */
export interface Lifecycle<T extends AnyPolicy['lifecycle'] = AnyPolicy['lifecycle']> {
  readonly id: T['id'];
  readonly stage: T['stage'];
  readonly label: string;
  /** Service strategy of the stage. */
  readonly entitlements: readonly T['entitlement'][];
  readonly since: EpochMillis;
  /** Why it was entered, or why it is not left; nothing for a stage that only begins a lifecycle. */
  readonly because: Because;
}

/** The lifecycles of a policy, each with its own words. */
export type LifecycleOf<T extends AnyPolicy['lifecycle']> = T extends unknown ? Lifecycle<T> : never;

/** The next level of a tier, and what is missing for it. */
export interface NextLevel<Level extends string = string> {
  readonly level: Level;
  readonly missing: readonly Gap[];
  /** The fewest tests that would have to hold besides, those on facts the customer can move before others. */
  readonly changes: readonly Evidence[];
}

/** A score: `initial` plus the points of all contributions is `value`. */
export interface Score<T extends AnyPolicy['score'] = AnyPolicy['score']> {
  readonly id: T['id'];
  readonly label: string;
  readonly value: number;
  readonly band: T['band'] | null;
  /** What people call the band. */
  readonly bandLabel: string | null;
  readonly probability: number | null;
  readonly initial: number;
  readonly contributions: readonly Contribution<T['characteristic']>[];
  /** At most four, ranked. */
  readonly reasonCodes: readonly ReasonCode<T['reason']>[];
}

/** The scores of a policy, each with its own words. */
export type ScoreOf<T extends AnyPolicy['score']> = T extends unknown ? Score<T> : never;

/** What one characteristic adds to a score. */
export interface Contribution<Characteristic extends string = string> {
  readonly characteristic: Characteristic;
  readonly label: string;
  /** The fact's value; an array for a fact that is a list. */
  readonly value: Scalar | readonly Scalar[] | null;
  readonly points: number;
}

/** A reason for a score that is not the best possible. */
export interface ReasonCode<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
  readonly points: number;
}

/**
 * An early warning. Its condition opens it and, when it no longer holds, resolves it; while that cannot be told it
 * stays as it is. A resolved one is told until its cool-down is over, and does not open again before.
 */
export interface Warning<P extends AnyPolicy = AnyPolicy> {
  readonly id: P['warning'];
  /** Raised when nobody acknowledged it in time, if the policy says so. */
  readonly severity: 'notice' | 'caution' | 'high';
  /** For the customer. `null` once it is resolved: it may no longer be true. */
  readonly message: string | null;
  readonly state: 'open' | 'acknowledged' | 'resolved';
  /** Since when there was something to warn of. */
  readonly since: EpochMillis;
  /** What is to be done; nothing once it is resolved. */
  readonly actions: readonly WarningAction<P>[];
  readonly because: Because;
}

/** What a warning asks for. */
export interface WarningAction<P extends AnyPolicy = AnyPolicy> {
  readonly do: P['action'];
  readonly channels: readonly P['channel'][];
  readonly playbook: P['playbook'] | null;
  /** For `handoff_human`: what to pass on to the bank's own task system. */
  readonly task: Task<P> | null;
}

/** A task for the bank's people: ids only, nothing about the customer. */
export interface Task<P extends AnyPolicy = AnyPolicy> {
  /** The same for every portrait that asks for it: policy, warning, playbook and moment. */
  readonly id: string;
  readonly warning: P['warning'];
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
  readonly id: P['suggestion'];
  readonly product: P['product'];
  /** The product's name for people. */
  readonly label: string;
  /** From 1. */
  readonly rank: number;
  readonly message: string;
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
  readonly because: Because;
}

/** A term that is suggested within the published corridor. The bank decides. */
export interface SuggestedTerm {
  /** `apr`: annual percentage rate, simple interest; `months`: the term in months. */
  readonly term: 'apr' | 'months';
  readonly value: number;
  /** The published corridor. */
  readonly from: number;
  readonly to: number;
  /** Whether the policy's own figure lay outside the corridor. */
  readonly clamped: boolean;
  readonly authority: 'advisory';
}

/** A span of time. */
export interface TimeWindow {
  readonly from: EpochMillis;
  readonly to: EpochMillis;
}

/** A product left out, and by which gate. By `consent`, the evidence is the purpose: `is` it granted, and `null` if never asked. */
export interface Exclusion<P extends AnyPolicy = AnyPolicy> {
  readonly product: P['product'];
  /** The product's name for people. */
  readonly label: string;
  /**
   * `exclusive`: a better one of the same group is suggested. `holdout`: this customer sees the general list only, so
   * that the effect of suggestions can be told.
   */
  readonly gate: 'eligibility' | 'applicability' | 'suitability' | 'contact' | 'consent' | 'exclusive' | 'holdout';
  readonly because: Because;
}

/**
 * Why: the rule, a sentence for the customer, and the facts it rests on. The same shape everywhere. Of what is left out,
 * the sentence says what is required and not met; values are told by their labels, while evidence keeps their ids.
 */
export type Because = readonly Reason[];

/** One reason. */
export interface Reason {
  readonly rule: string;
  readonly message: string;
  readonly evidence: readonly Evidence[];
}

/** A fact that a reason rests on, and the test it passed. */
export interface Evidence {
  readonly fact: string;
  readonly label: string;
  /** The fact's value; an array for a fact that is a list: with `in`, one of them is in `against`. */
  readonly is: Scalar | readonly Scalar[] | null;
  readonly test: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'known' | 'not known';
  readonly against: Scalar | readonly Scalar[] | null;
}

/** A missing fact. */
export interface Gap {
  readonly fact: string;
  readonly label: string;
  readonly mattersTo: readonly string[];
}

/** What suggestions are for, counted for this customer over what is kept of their behaviour. */
export interface Goal<P extends AnyPolicy = AnyPolicy> {
  readonly id: P['goal'];
  readonly label: string;
  /** How often it began: suggestions that were shown or clicked, as the policy says. */
  readonly started: number;
  /** How often what is wanted followed in time. */
  readonly reached: number;
}

/** What differs from the previous portrait. */
export interface Change<P extends AnyPolicy = AnyPolicy> {
  readonly item: ItemOf<P>;
  /** `moved`: a tier's level or a lifecycle's stage; a warning that was acknowledged or escalated. */
  readonly change: 'gained' | 'lost' | 'moved';
}

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
   */
  settled(): Promise<void>;
  /**
   * Does something on the newest state of all pages, and gives its result only when the state after it is safely stored,
   * with no write of another page between: for what may be used up once. The work may be done again when another page
   * was faster; only the last result is given. It uses the session that it is handed.
   *
   * @throws {@link SilhouetteError} As {@link StoredSession.settled}; nothing is given then. What the work itself throws.
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
   */
  erase(): void;
  /** As {@link Session.close}. What is not stored yet still is; `settled` tells when. */
  close(): void;
}

/** Stable code of an error, `room/what`. */
export type ErrorCode = `${'pack' | 'input' | 'session' | 'snapshot' | 'vault' | 'store' | 'report' | 'engine' | 'wasm' | 'worker' | 'author'}/${string}`;

/** The only error this package throws. Its message never contains an input value. */
export declare class SilhouetteError extends Error {
  private constructor();
  /** Stable, for programs. */
  readonly code: ErrorCode;
  /** JSON pointer to the place in the input; empty for the whole of it. */
  readonly path: string;
}

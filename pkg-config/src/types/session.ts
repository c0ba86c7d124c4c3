import type { BehaviourEvent, EventColumns, ProfileSummary, RecordOptions, RecordSummary } from './behaviour.js';
import type { DecisionJournal, Report, WarningDesk } from './desks.js';
import type { Explanation } from './explanation.js';
import type { CustomerExport } from './held.js';
import type { AnyPolicy, ItemOf } from './policy.js';
import type { Portrait } from './portrait.js';
import type { ConsentDesk, TagDesk } from './rights.js';
import type { Bytes, EpochMillis, Outcome } from './words.js';

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
  /** The same with options: kinds and fields may then have an adapter's names, and the policy's types say nothing of them. */
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
  /** The same with options: kind and fields may then have an adapter's names, and the policy's types say nothing of them. */
  recordColumns(columns: EventColumns, options: RecordOptions<P> | undefined): RecordSummary;
  /**
   * Set or, with `null`, forget facts about the customer. All or nothing. Facts that the policy does not declare
   * are counted and dropped, and so are those that no purpose may use without a consent.
   *
   * @throws {@link SilhouetteError} `input/…`, with the place as a JSON pointer into `patch`.
   *
   * @example
   * ```ts
   * const { set, dropped } = session.setProfile({ age: 31, income_month: '32000.00', occupation: null });
   * ```
   */
  setProfile(patch: P['profile']): ProfileSummary;
  /** What the customer allows, purpose by purpose. Nothing is granted until the page says so. */
  readonly consent: ConsentDesk<P>;
  /** The customer's own tags. */
  readonly tags: TagDesk<P>;
  /**
   * Off takes effect at once: the portrait then holds only the general list. On is the start.
   *
   * @example
   * ```ts
   * session.setPersonalisation(false);
   * session.portrait(Date.now()).suggestions.length; // 0
   * session.portrait(Date.now()).general; // the same for everybody
   * ```
   */
  setPersonalisation(on: boolean): void;
  /**
   * The customer's portrait at a time. Items that are as they were in the session's portrait before may be the same
   * objects as there: compare them with `===` to draw only what changed, and do not write into them.
   *
   * @example
   * ```ts
   * const { tags, warnings, nextChangeAt } = session.portrait(Date.now());
   * for (const { label, because } of tags) console.log(label, because.map(({ message }) => message));
   * if (nextChangeAt !== null) setTimeout(() => session.portrait(Date.now()), nextChangeAt - Date.now());
   * ```
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
  /**
   * A readable copy of everything that is held about the customer. Identifiers are not: only keyed hashes of them are held.
   *
   * @example
   * ```ts
   * const copy = JSON.stringify(session.exportData(Date.now()), null, 2);
   * ```
   */
  exportData(now: EpochMillis): CustomerExport;
  /**
   * Forget everything about the customer: facts, events, what became of suggestions, the history of results, the decision
   * journal. What the customer chose stays: consents, removed tags, the switch of personalisation.
   *
   * @example
   * ```ts
   * session.erase();
   * session.exportData(Date.now()).events.length; // 0
   * ```
   */
  erase(): void;
  /**
   * The session's state as bytes, to be kept by the page as safely as the data in them demands.
   *
   * @example
   * ```ts
   * const kept = session.snapshot();
   * const resumed = engine.open({ snapshot: kept });
   * ```
   */
  snapshot(): Bytes;
  /**
   * Forget everything. Later calls throw `session/closed`; closing again does nothing.
   *
   * @example
   * ```ts
   * session.close();
   * engine.close();
   * ```
   */
  close(): void;
}

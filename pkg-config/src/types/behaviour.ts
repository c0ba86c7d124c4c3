import type { Dropped } from './held.js';
import type { AnyPolicy } from './policy.js';
import type { EpochMillis, Scalar } from './words.js';

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

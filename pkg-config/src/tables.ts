/** What a loaded pack says of its names: asked for once, so that the hot path crosses as numbers. */
export type Tables = readonly [
  format: number,
  id: string,
  version: string,
  digest: string,
  notBefore: number | null,
  expires: number | null,
  locales: readonly string[],
  profile: readonly string[],
  kinds: readonly Shape[],
  shapes: readonly Shape[],
];

/** A name, and behind it its fields in the order in which their values cross. */
export type Shape = readonly string[];

/** An event kind: which cell of a row each field has. */
export interface Kind {
  readonly index: number;
  /** Cells of a row of this kind. */
  readonly cells: number;
  /** Cell of a field's tag within the row; its value follows. `AT` and `TYPE` for the two keys that are no fields. */
  readonly places: ReadonlyMap<string, number>;
  /**
   * Which key came at each position of the last event, and its place. Events of a kind mostly come with their
   * keys in one order, and comparing two names is cheaper than looking one up. Only names of the policy get here.
   */
  readonly expectedKeys: (string | undefined)[];
  readonly expectedPlaces: number[];
}

/** Names of a pack, by name. */
export interface Vocabulary {
  readonly strings: ReadonlyMap<string, number>;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly profile: ReadonlyMap<string, number>;
}

/** Cells before the fields of an event: kind, time, number of unread fields. */
export const ROW_HEAD = 3;
/** Places of the two keys of an event that are not fields. */
export const AT = -1;
export const TYPE = -2;

/** Index of all names, made once for an engine. */
export function vocabulary(strings: readonly string[], profile: readonly string[], kinds: readonly Shape[]): Vocabulary {
  const byName = (names: readonly string[]) => new Map(names.map((name, index): [string, number] => [name, index]));
  return {
    strings: byName(strings),
    profile: byName(profile),
    kinds: new Map(kinds.map((kind, index): [string, Kind] => [kind[0] as string, kindOf(index, kind.slice(1))])),
  };
}

/** A kind with these fields, in this order. */
export function kindOf(index: number, fields: readonly string[]): Kind {
  const places = new Map(fields.map((field, at): [string, number] => [field, ROW_HEAD + 2 * at]));
  places.set('at', AT).set('type', TYPE);
  return { index, cells: ROW_HEAD + 2 * fields.length, places, expectedKeys: [], expectedPlaces: [] };
}

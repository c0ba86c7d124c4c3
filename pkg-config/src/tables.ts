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
  kinds: readonly Declared[],
  adapters: readonly Adapter[],
];

/** An event kind's name, and behind it its fields in the order in which their values cross. */
export type Declared = readonly string[];
/** An adapter's name, and behind it its events: their name, the kind's number, and pairs of a field's name and number. */
export type Adapter = readonly [name: string, ...events: (readonly [from: string, kind: number, ...fields: (string | number)[]])[]];

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

/** Event kinds, by name. */
export type Kinds = ReadonlyMap<string, Kind>;

/** Names of a pack, by name. */
export interface Vocabulary {
  readonly strings: ReadonlyMap<string, number>;
  readonly kinds: Kinds;
  readonly profile: ReadonlyMap<string, number>;
  /** The kinds in the words of each adapter, besides those of the policy. */
  readonly adapters: ReadonlyMap<string, Kinds>;
}

/** Cells before the fields of an event: kind, time, number of unread fields. */
export const ROW_HEAD = 3;
/** Places of the two keys of an event that are not fields. */
export const AT = -1;
export const TYPE = -2;

/** Index of all names, made once for an engine. */
export function vocabulary(
  strings: readonly string[],
  profile: readonly string[],
  declared: readonly Declared[],
  adapters: readonly Adapter[] = [],
): Vocabulary {
  const byName = (names: readonly string[]) => {
    const map = new Map<string, number>();
    names.forEach((name, index) => map.set(name, index));
    return map;
  };
  const kinds = new Map(declared.map((kind, index): [string, Kind] => [kind[0] as string, kindOf(index, kind)]));
  const adapted = ([name, ...events]: Adapter): [string, Kinds] => {
    const own = new Map(kinds);
    for (const [from, index, ...fields] of events) own.set(from, kindOf(index, declared[index] as Declared, fields));
    return [name, own];
  };
  return { strings: byName(strings), profile: byName(profile), kinds, adapters: new Map(adapters.map(adapted)) };
}

/** A kind with these fields, in this order; `renamed` are pairs of another name and the field's number. */
export function kindOf(index: number, [, ...fields]: Declared, renamed: readonly (string | number)[] = []): Kind {
  const place = (field: number) => ROW_HEAD + 2 * field;
  const places = new Map(fields.map((field, at): [string, number] => [field, place(at)]));
  for (let i = 0; i < renamed.length; i += 2) places.set(renamed[i] as string, place(renamed[i + 1] as number));
  places.set('at', AT).set('type', TYPE);
  return { index, cells: place(fields.length), places, expectedKeys: [], expectedPlaces: [] };
}

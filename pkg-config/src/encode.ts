import { NO_COLUMN, columnOf, numbers, type Parts } from './columns.js';
import { SilhouetteError, pointer } from './errors.js';
import { AT, ROW_HEAD, TYPE, kindOf, type Kind, type Kinds, type Vocabulary } from './tables.js';

/** Kind cell of an event that the policy does not read. */
const UNREAD_KIND = -1;
/** Kind cell of something that has no kind. */
const NO_KIND = -2;

/** Tags of a scalar's two cells. From `TEXT` on, the tag is `TEXT` plus the text's length. */
const NULL = 0;
const NUMBER = 1;
const BOOLEAN = 2;
const PACK_STRING = 3;
const OTHER = 4;
const TOO_LONG = 5;
const TEXT = 16;

/** Place of a key that the policy does not read. */
const UNREAD = -3;

/** First cell of a profile row for a fact that the policy does not declare. */
const UNREAD_FACT = -1;
/** Second cell of a profile row: the number of elements of a list, or this. */
const NO_LIST = -1;
/** A list with more elements is reported as such; what is behind is not looked at. */
const MAX_LIST = 256;

/** Longest text that crosses, in UTF-16 code units; a longer one is reported as such. */
const MAX_TEXT = 4096;
/** Most events of one call; the engine has the same limit, and this one stands before the memory is used. */
const MAX_BATCH = 100_000;
/** Positions whose keys are remembered, against an event with very many keys. */
const MAX_EXPECTED = 64;

/**
 * Reads events and facts into cells of numbers. Only own enumerable string keys are read, each at most once,
 * and nothing is judged here: what a field may hold is decided by the engine.
 *
 * The cells are the encoder's own, not wasm memory: reading an object may run code of the page (a getter, a
 * proxy), and that code may call the engine.
 */
export class Encoder {
  /** Cells of the rows; the first `length` count. */
  cells: Float64Array = new Float64Array(64);
  length = 0;
  /** UTF-16 code units of the texts; the first `textLength` count. */
  units: Uint16Array = new Uint16Array(64);
  textLength = 0;

  private readonly unread = kindOf(UNREAD_KIND, ['']);
  private readonly kindless = kindOf(NO_KIND, ['']);

  constructor(private readonly names: Vocabulary) {}

  /**
   * Rows of a batch. `single` shortens the paths of errors: the input is the event itself.
   *
   * This is the hot path: one loop over local variables, which is twice as fast as the same in small methods.
   */
  events(batch: readonly unknown[], single: boolean, kinds: Kinds = this.names.kinds): void {
    this.length = 0;
    this.textLength = 0;
    const { strings } = this.names;
    // Named here, the check costs nothing: engines see that a plain object's enumerated keys are its own.
    const { hasOwnProperty } = Object.prototype;
    let cells = this.cells;
    let row = 0;
    let index = 0;
    // The key whose value is being read: the place to name when reading throws.
    let reading: string | null = null;
    try {
      const count = batch.length;
      limited(count);
      for (; index < count; index++) {
        reading = null;
        const event = batch[index] as Record<string, unknown> | null;
        reading = 'type';
        const type = typeof event === 'object' && event !== null && hasOwnProperty.call(event, 'type') ? event['type'] : undefined;
        const kind = typeof type === 'string' ? (kinds.get(type) ?? this.unread) : this.kindless;
        const end = row + kind.cells;
        if (end > cells.length) cells = this.cells = widened(cells, end);
        for (let cell = row; cell < end; cell++) cells[cell] = NULL;
        reading = null;

        let at: unknown = NaN;
        let typed = false;
        let unread = 0;
        if (kind !== this.kindless) {
          const { expectedKeys, expectedPlaces } = kind;
          let position = 0;
          for (const key in event) {
            if (!hasOwnProperty.call(event, key)) continue;
            const place = expectedKeys[position] === key ? (expectedPlaces[position] as number) : learn(kind, key, position);
            position++;
            if (place >= 0) {
              reading = key;
              const value = event[key];
              const cell = row + place;
              if (typeof value === 'number') {
                cells[cell] = NUMBER;
                cells[cell + 1] = value;
              } else {
                const id = typeof value === 'string' ? strings.get(value) : undefined;
                if (id === undefined) this.other(cell, value);
                else {
                  cells[cell] = PACK_STRING;
                  cells[cell + 1] = id;
                }
              }
            } else if (place === AT) {
              reading = key;
              at = event[key];
            } else if (place === TYPE) {
              typed = true;
            } else {
              unread++;
            }
          }
        }
        // A `type` that is not enumerable is no data of the event.
        cells[row] = typed ? kind.index : NO_KIND;
        cells[row + 1] = typed && typeof at === 'number' ? at : NaN;
        cells[row + 2] = typed ? unread : 0;
        row = typed ? end : row + ROW_HEAD;
      }
    } catch (thrown) {
      throw unreadable(thrown, single ? '' : pointer(index), reading);
    }
    this.length = row;
  }

  /**
   * Events of one kind as columns. They are copied from where they are, after everything else was read: nothing of
   * the page runs between the check of a length and the copy.
   */
  columns(table: unknown, kinds: Kinds): Parts {
    this.textLength = 0;
    let reading = '';
    try {
      const { type, at, fields = {} } = Object(table) as Record<string, unknown>;
      if (typeof type !== 'string') throw new SilhouetteError('input/event-type', '/type', 'an event needs a type, a text');
      const kind = kinds.get(type) ?? this.unread;
      const rows = Object(at).length as number;
      const times = numbers(at, rows, '/at');
      limited(rows);
      const columns = new Array<Parts>((kind.cells - ROW_HEAD) / 2).fill(NO_COLUMN);
      let unread = 0;
      for (const name of Object.keys(Object(fields))) {
        reading = '/fields' + pointer(name);
        const place = kind.places.get(name) ?? UNREAD;
        if (place < 0) unread++;
        else columns[(place - ROW_HEAD) / 2] = columnOf((fields as Record<string, unknown>)[name], rows, reading, (values) => this.pairs(values));
      }
      const parts: ArrayLike<number>[] = [[kind.index, rows, unread], times];
      for (const column of columns) parts.push(...column);
      return parts;
    } catch (thrown) {
      throw unreadable(thrown, reading, null);
    }
  }

  /** A pair of cells for each value. */
  private pairs(values: readonly unknown[]): Float64Array {
    limited(values.length);
    if (2 * values.length > this.cells.length) this.cells = widened(this.cells, 2 * values.length);
    for (let i = 0; i < values.length; i++) this.other(2 * i, values[i]);
    return this.cells.slice(0, 2 * values.length);
  }

  /** Rows of a profile patch: a fact, whether it is a list of so many, and two cells for each scalar. */
  profile(patch: unknown): void {
    this.length = 0;
    this.textLength = 0;
    if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
      throw new SilhouetteError('input/type', '', 'the profile is not an object');
    }
    const facts = patch as Record<string, unknown>;
    let row = 0;
    let reading: string | null = null;
    try {
      for (const name in facts) {
        if (!Object.prototype.hasOwnProperty.call(facts, name)) continue;
        const fact = this.names.profile.get(name);
        let value: unknown = null;
        if (fact !== undefined) {
          reading = name;
          value = facts[name];
        }
        const list = Array.isArray(value);
        const scalars: unknown[] = list ? [] : [value];
        if (list) for (let i = 0; i < (value as unknown[]).length && i <= MAX_LIST; i++) scalars.push((value as unknown[])[i]);
        reading = null;
        const end = row + 2 + 2 * scalars.length;
        if (end > this.cells.length) this.cells = widened(this.cells, end);
        this.cells[row] = fact ?? UNREAD_FACT;
        this.cells[row + 1] = list ? scalars.length : NO_LIST;
        scalars.forEach((scalar, index) => this.other(row + 2 + 2 * index, scalar));
        row = end;
      }
    } catch (thrown) {
      throw unreadable(thrown, '', reading);
    }
    this.length = row;
  }

  /** A scalar of any type. */
  private other(cell: number, value: unknown): void {
    let tag = OTHER;
    let number = 0;
    switch (typeof value) {
      case 'number':
        tag = NUMBER;
        number = value;
        break;
      case 'string': {
        const id = this.names.strings.get(value);
        if (id !== undefined) {
          tag = PACK_STRING;
          number = id;
        } else if (value.length > MAX_TEXT) {
          tag = TOO_LONG;
        } else {
          tag = TEXT + value.length;
          number = this.text(value);
        }
        break;
      }
      case 'boolean':
        tag = BOOLEAN;
        number = value ? 1 : 0;
        break;
      case 'undefined':
        tag = NULL;
        break;
      case 'object':
        if (value === null) tag = NULL;
        break;
    }
    this.cells[cell] = tag;
    this.cells[cell + 1] = number;
  }

  /** Appends a text and tells where. */
  private text(text: string): number {
    const from = this.textLength;
    const to = from + text.length;
    if (to > this.units.length) {
      const wider = new Uint16Array(Math.max(to, 2 * this.units.length));
      wider.set(this.units);
      this.units = wider;
    }
    for (let i = 0; i < text.length; i++) this.units[from + i] = text.charCodeAt(i);
    this.textLength = to;
    return from;
  }
}

function limited(events: number): void {
  if (events > MAX_BATCH) throw new SilhouetteError('input/too-many', '', 'more than 100000 events in one batch');
}

/** The same cells with room for more. */
function widened(cells: Float64Array, length: number): Float64Array {
  const wider = new Float64Array(Math.max(length, 2 * cells.length));
  wider.set(cells);
  return wider;
}

/** The place of a key that did not come where it was expected; expects it there from now on. */
function learn(kind: Kind, key: string, position: number): number {
  const place = kind.places.get(key) ?? UNREAD;
  if (position <= kind.expectedKeys.length && position < MAX_EXPECTED) {
    kind.expectedKeys[position] = place === UNREAD ? undefined : key;
    kind.expectedPlaces[position] = place;
  }
  return place;
}

/** What was thrown while reading is the page's own: it may hold anything, so nothing of it is passed on. */
function unreadable(thrown: unknown, place: string, reading: string | null): SilhouetteError {
  if (thrown instanceof SilhouetteError) return thrown;
  return new SilhouetteError('input/unreadable', place + (reading === null ? '' : pointer(reading)), 'reading this value failed');
}

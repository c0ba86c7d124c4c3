import { SilhouetteError, pointer } from './errors.js';
import { AT, ROW_HEAD, TYPE, type Kind, type Vocabulary } from './tables.js';

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

/** Longest text that crosses, in UTF-16 code units; a longer one is reported as such. */
const MAX_TEXT = 4096;
/** Most events of one call: beyond, the memory of a phone is at risk. */
const MAX_BATCH = 1_000_000;
/** Positions whose keys are remembered, against an event with very many keys. */
const MAX_EXPECTED = 64;

const hasOwn = Object.prototype.hasOwnProperty;

/**
 * Reads events and facts into cells of numbers. Only own enumerable string keys are read, each at most once,
 * and nothing is judged here: what a field may hold is decided by the engine.
 *
 * The cells are the encoder's own, not wasm memory: reading an object may run code of the page (a getter, a
 * proxy), and that code may call the engine.
 */
export class Encoder {
  /** Cells of the rows; the first `length` count. */
  cells = new Float64Array(64);
  length = 0;
  /** UTF-16 code units of the texts; the first `textLength` count. */
  units = new Uint16Array(64);
  textLength = 0;

  constructor(private readonly names: Vocabulary) {}

  /** Rows of a batch. `single` shortens the paths of errors: the input is the event itself. */
  events(batch: readonly unknown[], single: boolean): void {
    this.length = 0;
    this.textLength = 0;
    let count = 0;
    let index = 0;
    try {
      count = batch.length;
      if (count > MAX_BATCH) throw new SilhouetteError('input/limit', '', 'more events than one call may hold');
      for (; index < count; index++) this.event(batch[index]);
    } catch (thrown) {
      throw unreadable(thrown, single ? '' : pointer(index), this.reading);
    } finally {
      this.reading = null;
    }
  }

  /** Rows of a profile patch. */
  profile(patch: unknown): void {
    this.length = 0;
    this.textLength = 0;
    if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
      throw new SilhouetteError('input/type', '', 'the profile is not an object');
    }
    const facts = patch as Record<string, unknown>;
    try {
      for (const name in facts) {
        if (!hasOwn.call(facts, name)) continue;
        const row = this.length;
        this.reserve(row + ROW_HEAD);
        this.length = row + ROW_HEAD;
        const fact = this.names.profile.get(name);
        if (fact === undefined) {
          this.cells[row] = -1;
          this.cells[row + 1] = NULL;
          this.cells[row + 2] = 0;
        } else {
          this.cells[row] = fact;
          this.reading = name;
          this.scalar(row + 1, facts[name]);
        }
      }
    } catch (thrown) {
      throw unreadable(thrown, '', this.reading);
    } finally {
      this.reading = null;
    }
  }

  /** The key whose value is being read: the place to name when reading throws. */
  private reading: string | null = null;

  private event(event: unknown): void {
    const row = this.length;
    this.reading = null;
    if (typeof event !== 'object' || event === null) return this.head(row, NO_KIND, NaN, 0);
    const fields = event as Record<string, unknown>;
    this.reading = 'type';
    const type = hasOwn.call(fields, 'type') ? fields['type'] : undefined;
    if (typeof type !== 'string') return this.head(row, NO_KIND, NaN, 0);
    const kind = this.names.kinds.get(type);
    const cells = kind === undefined ? ROW_HEAD : kind.cells;
    this.reserve(row + cells);
    this.length = row + cells;
    this.cells.fill(NULL, row, row + cells);

    let at: unknown;
    let typed = false;
    let unread = 0;
    let position = 0;
    this.reading = null;
    for (const key in fields) {
      if (!hasOwn.call(fields, key)) continue;
      const place = kind === undefined ? placeOfUnread(key) : placeOf(kind, key, position);
      position++;
      if (place >= 0) {
        this.reading = key;
        this.scalar(row + place, fields[key]);
      } else if (place === AT) {
        this.reading = key;
        at = fields[key];
      } else if (place === TYPE) {
        typed = true;
      } else {
        unread++;
      }
    }
    // A `type` that is not enumerable is no data of the event.
    if (!typed) {
      this.length = row;
      return this.head(row, NO_KIND, NaN, 0);
    }
    this.head(row, kind === undefined ? UNREAD_KIND : kind.index, typeof at === 'number' ? at : NaN, unread);
  }

  private head(row: number, kind: number, at: number, unread: number): void {
    if (this.length < row + ROW_HEAD) {
      this.reserve(row + ROW_HEAD);
      this.length = row + ROW_HEAD;
    }
    this.cells[row] = kind;
    this.cells[row + 1] = at;
    this.cells[row + 2] = unread;
  }

  private scalar(cell: number, value: unknown): void {
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

  private reserve(cells: number): void {
    if (cells <= this.cells.length) return;
    const wider = new Float64Array(Math.max(cells, 2 * this.cells.length));
    wider.set(this.cells);
    this.cells = wider;
  }
}

function placeOf(kind: Kind, key: string, position: number): number {
  if (kind.expectedKeys[position] === key) return kind.expectedPlaces[position] as number;
  const place = kind.places.get(key) ?? UNREAD;
  if (position <= kind.expectedKeys.length && position < MAX_EXPECTED) {
    kind.expectedKeys[position] = place === UNREAD ? undefined : key;
    kind.expectedPlaces[position] = place;
  }
  return place;
}

/** Of an event that the policy does not read, only the time. */
function placeOfUnread(key: string): number {
  return key === 'at' ? AT : key === 'type' ? TYPE : UNREAD;
}

/** What was thrown while reading is the page's own: it may hold anything, so nothing of it is passed on. */
function unreadable(thrown: unknown, place: string, reading: string | null): SilhouetteError {
  if (thrown instanceof SilhouetteError) return thrown;
  return new SilhouetteError('input/unreadable', place + (reading === null ? '' : pointer(reading)), 'reading this value failed');
}

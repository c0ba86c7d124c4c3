import { later, SHAPES, type Next, type Shape } from './shapes.js';
import type { Suggestion, TimeWindow } from './types.js';

/** Marks of the engine's answers; the grammar is documented there. */
const NULL = 0;
const FALSE = 1;
const TRUE = 2;
const NUMBER = 3;
const STRING = 4;
const TEXT = 6;
const SENTENCE = 7;
const ARRAY = 8;
const OBJECT = 9;
const MAP = 10;
const DECIMAL = 11;
const FAILURE = 12;
const KEEP = 13;
const SAME = 14;
const LIKE = 15;

/** An error of the engine: code, path and message. */
export class Failure {
  constructor(readonly of: readonly unknown[]) {}
}

/** Exact as doubles, so that one division gives the double nearest to the decimal. */
const POWERS_OF_TEN = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/** A sentence with places: a text before each argument, and the text behind the last. */
interface Template {
  readonly texts: readonly string[];
  /** Index of the argument behind each text but the last. */
  readonly places: readonly number[];
  /** What stands between the elements of a list: in Chinese and Japanese another comma. */
  readonly between: string;
}

/** Turns the cells of an answer into values. */
export class Decoder {
  /** Templates by string id, each taken apart when it is first met. */
  private readonly templates: (Template | undefined)[] = [];
  private cells: Float64Array = new Float64Array(0);
  private at = 0;
  private kept: unknown[] = [];

  /** The pack's strings come as soon as they are known. */
  constructor(
    public strings: readonly string[] = [],
    private readonly shapes = SHAPES,
  ) {}

  /** The value that begins at a cell. `kept` is what the answers before, to who asks, said to keep. */
  read(cells: Float64Array, from: number, kept: unknown[] = []): unknown {
    this.cells = cells;
    this.at = from;
    this.kept = kept;
    return this.value();
  }

  /** The value behind the one that was read last. */
  more(): unknown {
    return this.value();
  }

  private next(): number {
    return this.cells[this.at++] as number;
  }

  /** For what counts or names something: as a small integer it needs no conversion where it is used. */
  private index(): number {
    return this.next() | 0;
  }

  private string(): string {
    return this.strings[this.index()] as string;
  }

  /** A function of its own, so that it can be handed to the shapes. */
  private readonly value: Next = () => {
    const mark = this.next();
    switch (mark) {
      case NULL:
        return null;
      case FALSE:
        return false;
      case TRUE:
        return true;
      case NUMBER:
        return this.next();
      case STRING:
        return this.string();
      case OBJECT:
        return (this.shapes[this.index()] as Shape)(this.value);
      case ARRAY:
        return this.array();
      case SENTENCE:
        return this.sentence();
      case TEXT:
        return this.text();
      case DECIMAL:
        return this.next() / (POWERS_OF_TEN[this.index()] as number);
      case SAME:
        return this.kept[this.index()];
      case LIKE:
        return later(this.kept[this.index()] as Suggestion, this.value() as TimeWindow);
      case KEEP:
        return this.keep();
      case MAP:
        return this.map();
      case FAILURE:
        return new Failure([this.value(), this.value(), this.value()]);
      default:
        // Can only mean that the glue and the wasm are of two builds.
        throw new Error(`unknown mark in an answer: ${mark}`);
    }
  };

  private array(): unknown[] {
    const count = this.index();
    // Most hold one thing; an array that grows has room for more from the start.
    if (count === 1) return [this.value()];
    const array: unknown[] = [];
    for (let i = 0; i < count; i++) array.push(this.value());
    return array;
  }

  private keep(): unknown {
    const name = this.index();
    return (this.kept[name] = this.value());
  }

  private map(): unknown {
    const count = this.index();
    const map: Record<string, unknown> = {};
    for (let i = 0; i < count; i++) {
      const key = this.string();
      const value = this.value();
      // The one name that an assignment does not take as a name.
      if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
      else map[key] = value;
    }
    return map;
  }

  private text(): string {
    const end = this.index() + this.at;
    let text = '';
    while (this.at < end) text += String.fromCharCode(this.next());
    return text;
  }

  private sentence(): string {
    const id = this.index();
    const { texts, places, between } = (this.templates[id] ||= template(this.strings[id] as string));
    const words = this.words(between);
    let sentence = texts[0] as string;
    for (let i = 0; i < places.length; i++) {
      const place = places[i] as number;
      // A place without an argument stays as it is.
      sentence += (words[place] ?? `{${place}}`) + (texts[i + 1] as string);
    }
    return sentence;
  }

  private words(between: string): string[] {
    const count = this.index();
    if (count === 2) return [this.word(between), this.word(between)];
    if (count === 3) return [this.word(between), this.word(between), this.word(between)];
    const words: string[] = [];
    for (let i = 0; i < count; i++) words.push(this.word(between));
    return words;
  }

  /** A value as it stands in a sentence. */
  private word(between: string): string {
    if (this.cells[this.at] === ARRAY) {
      this.at++;
      return this.words(between).join(between) || '—';
    }
    if (this.cells[this.at] === DECIMAL) {
      this.at++;
      const units = this.next();
      return group(point(units, this.next()));
    }
    const value = this.value();
    if (value === null) return '—';
    return typeof value === 'number' ? group(plain(value)) : String(value);
  }
}

/** `{0} of {1}` as texts and places. */
function template(text: string): Template {
  // Splitting by a pattern with a group gives texts and groups in turn.
  const parts = text.split(/\{(0|[1-9]\d*)\}/);
  return {
    texts: parts.filter((_, index) => index % 2 === 0),
    places: parts.filter((_, index) => index % 2 === 1).map(Number),
    between: /[\u3000-\uffff]/.test(text) ? '、' : ', ',
  };
}

/** A decimal with all its digits behind the point. */
function point(units: number, scale: number): string {
  const digits = String(Math.abs(units)).padStart(scale + 1, '0');
  const whole = digits.length - scale;
  return (units < 0 ? '-' : '') + digits.slice(0, whole) + (scale === 0 ? '' : '.' + digits.slice(whole));
}

/** A number in plain notation with at most four digits behind the point. */
function plain(value: number): string {
  // Whole numbers stay: beyond 2^53 / 10^4 the steps of the rounding would not be exact.
  const whole = Number.isInteger(value);
  const parts = Math.round(value * 1e4);
  if (!whole && Math.abs(parts) < 2 ** 31) return short(parts);
  const text = String(whole ? value : parts / 1e4);
  const exponent = text.indexOf('e+');
  if (exponent < 0) return text;
  // Only from 1e21 on: the digits, then zeros.
  const [digits = '', fraction = ''] = text.slice(0, exponent).split('.');
  return digits + fraction + '0'.repeat(Number(text.slice(exponent + 2)) - fraction.length);
}

/** Ten-thousandths as a decimal: of small whole numbers, which are written much faster than doubles. */
function short(parts: number): string {
  let fraction = Math.abs(parts);
  const whole = (parts < 0 ? '-' : '') + String((fraction / 1e4) | 0);
  fraction %= 1e4;
  let digits = 4;
  for (; digits > 0 && fraction % 10 === 0; digits--) fraction /= 10;
  return digits === 0 ? whole : whole + '.' + String(fraction).padStart(digits, '0');
}

/** Groups of three digits before the point. */
function group(text: string): string {
  if (text.length <= 3) return text;
  const first = text.startsWith('-') ? 1 : 0;
  const dot = text.indexOf('.');
  let end = dot < 0 ? text.length : dot;
  let grouped = text.slice(end);
  for (; end - first > 3; end -= 3) grouped = ',' + text.slice(end - 3, end) + grouped;
  return text.slice(0, end) + grouped;
}

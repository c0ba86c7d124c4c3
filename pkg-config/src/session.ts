import { ofTable } from './columns.js';
import type { Decoder } from './decode.js';
import { Encoder } from './encode.js';
import { SilhouetteError } from './errors.js';
import { Ask, type Instance, type RawSession } from './instance.js';
import type { Kinds, Vocabulary } from './tables.js';
import type {
  BehaviourEvent,
  Bytes,
  ConsentState,
  CustomerExport,
  EpochMillis,
  EventColumns,
  Explanation,
  ItemRef,
  JournalEntry,
  MyTag,
  Outcome,
  Portrait,
  ProfilePatch,
  ProfileSummary,
  RecordOptions,
  RecordSummary,
  Report,
  Session,
  SuggestionId,
  TagId,
} from './types.js';

/** Up to so many cells a plain loop is faster than making a view for `set`. */
const SMALL = 64;

/** Kinds of items, in the order of the engine. */
const KINDS = ['tag', 'tier', 'score', 'warning', 'product', 'feature', 'lifecycle'];

/** One customer's state. */
export class LiveSession implements Session {
  private raw: RawSession | null;
  private readonly encoder: Encoder;
  private reading = false;
  /** Items of the last portrait, which the next one may name. */
  private kept: unknown[] = [];
  /** Where the input buffers for cells and for texts are, and how much has room there. */
  private place = 0;
  private room = 0;
  private textPlace = 0;
  private textRoom = 0;

  constructor(
    private readonly instance: Instance,
    private readonly decoder: Decoder,
    private readonly names: Vocabulary,
    raw: RawSession,
  ) {
    this.raw = raw;
    this.encoder = new Encoder(names);
  }

  record(events: BehaviourEvent | readonly BehaviourEvent[], options?: RecordOptions): RecordSummary {
    const single = !Array.isArray(events);
    const batch: readonly unknown[] = single ? [events] : (events as readonly unknown[]);
    this.read(() => this.encoder.events(batch, single, this.kinds(options)));
    return this.ask(Ask.Record, this.send, single ? ofOnly : undefined) as RecordSummary;
  }

  recordColumns(columns: EventColumns, options?: RecordOptions): RecordSummary {
    const parts = this.read(() => this.encoder.columns(columns, this.kinds(options)));
    const send = (raw: RawSession): number => {
      this.sendTexts(raw);
      const cells = parts.reduce((sum, part) => sum + part.length, 0);
      let place = this.input(raw, cells);
      const memory = this.instance.f64();
      for (const part of parts) {
        memory.set(part, place);
        place += part.length;
      }
      return cells;
    };
    return this.ask(Ask.RecordColumns, send, ofTable) as RecordSummary;
  }

  setProfile(patch: ProfilePatch): ProfileSummary {
    this.read(() => this.encoder.profile(patch));
    return this.ask(Ask.SetProfile, this.send) as ProfileSummary;
  }

  setPersonalisation(on: boolean): void {
    const raw = this.open();
    const is = truth(on);
    this.instance.enter(() => raw.call(Ask.Personalise, is));
  }

  portrait(now: EpochMillis): Portrait {
    return this.ask(Ask.Portrait, moment(now)) as Portrait;
  }

  explain(item: ItemRef, now: EpochMillis): Explanation {
    const [kind, id] = String(item).split(/:(.*)/);
    return this.askOf(Ask.Explain, KINDS.indexOf(kind as string), id, now) as Explanation;
  }

  feedback(suggestion: SuggestionId, outcome: Outcome, at: EpochMillis): RecordSummary {
    // What is no text is no product either.
    const [product, channel = ''] = String(suggestion).split(/:(.*)/);
    return this.record({ type: 'suggestion', at, product, channel, outcome: String(outcome) });
  }

  readonly consent = {
    get: (): readonly ConsentState[] => this.askOf(Ask.Consent, 2, '', 0) as readonly ConsentState[],
    set: (purpose: string, granted: boolean, at: EpochMillis): void => {
      this.askOf(Ask.Consent, truth(granted), purpose, at);
    },
  };

  readonly tags = {
    list: (now: EpochMillis): readonly MyTag[] => this.ask(Ask.Tags, moment(now)) as readonly MyTag[],
    remove: (id: TagId): void => this.markTag(id, 1),
    restore: (id: TagId): void => this.markTag(id, 0),
  };

  readonly warnings = {
    acknowledge: (id: string, at: EpochMillis): boolean => this.mark(Ask.Acknowledge, id, at),
    resolve: (id: string, at: EpochMillis): boolean => this.mark(Ask.Resolve, id, at),
  };

  readonly journal = {
    write: (now: EpochMillis): JournalEntry => this.ask(Ask.WriteJournal, moment(now)) as JournalEntry,
    entries: (): readonly JournalEntry[] => this.ask(Ask.Journal, 0) as JournalEntry[],
  };

  async report(egress: string, now: EpochMillis): Promise<Report> {
    // The answer holds the bytes as numbers. What is no string of the pack is no report either.
    const report = this.ask(Ask.Report, moment(now), undefined, this.names.strings.get(egress) ?? -1) as Report;
    return { ...report, bytes: Uint8Array.from(report.bytes) };
  }

  exportData(now: EpochMillis): CustomerExport {
    return this.ask(Ask.Export, moment(now)) as CustomerExport;
  }

  erase(): void {
    const raw = this.open();
    this.instance.enter(() => raw.call(Ask.Erase, 0));
    this.kept = [];
  }

  snapshot(): Bytes {
    const [place, length] = this.ask(Ask.Snapshot, 0) as [number, number];
    return this.instance.u8().slice(place, place + length);
  }

  close(): void {
    const { raw } = this;
    if (raw === null) return;
    this.raw = null;
    this.kept = [];
    this.instance.free(raw);
  }

  /** Reads the caller's objects. Their getters may call this session; it has no room for two readings. */
  private read<T>(work: () => T): T {
    this.open();
    if (this.reading) throw new SilhouetteError('session/busy', '', 'the session was called while it read an input');
    this.reading = true;
    try {
      return work();
    } finally {
      this.reading = false;
    }
  }

  /** Event kinds by the names that the caller uses. */
  private kinds(options: RecordOptions = {}): Kinds {
    const { adapter } = options;
    if (adapter === undefined) return this.names.kinds;
    const kinds = this.names.adapters.get(adapter);
    if (kinds === undefined) throw new SilhouetteError('input/adapter', '/adapter', 'the policy has no adapter of this name');
    return kinds;
  }

  /** Items are strings of the pack; what is none of them is no warning either. */
  private mark(what: Ask, id: string, at: EpochMillis): boolean {
    const item = this.names.strings.get(`warning:${id}`);
    return this.ask(what, moment(at), undefined, item) as boolean;
  }

  private markTag(id: TagId, removed: number): void {
    this.askOf(Ask.MarkTag, removed, id, 0);
  }

  /** Asks with two cells of input: a number, and the string of a name. */
  private askOf(what: Ask, number: number, name: string | undefined, at: EpochMillis): unknown {
    const send = (raw: RawSession): number => {
      const place = this.input(raw, 2);
      const cells = this.instance.f64();
      cells[place] = number;
      cells[place + 1] = this.names.strings.get(name as string) ?? -1;
      return moment(at);
    };
    return this.ask(what, send);
  }

  /** Asks the engine and decodes its answer. */
  private ask(what: Ask, argument: number | ((raw: RawSession) => number), relocate?: (path: string) => string, item?: number): unknown {
    const raw = this.open();
    const call = (): number => raw.call(what, typeof argument === 'number' ? argument : argument(raw), item);
    return this.instance.ask(this.decoder, call, relocate, this.kept);
  }

  /** Copies what was read into the wasm memory; gives the number of cells. */
  private readonly send = (raw: RawSession): number => {
    const { cells, length } = this.encoder;
    this.sendTexts(raw);
    const place = this.input(raw, length);
    copy(cells, length, this.instance.f64(), place);
    return length;
  };

  private sendTexts(raw: RawSession): void {
    const { units, textLength } = this.encoder;
    if (textLength > this.textRoom) {
      this.textPlace = raw.text(units.length) >>> 1;
      this.textRoom = units.length;
    }
    if (textLength > 0) copy(units, textLength, this.instance.u16(), this.textPlace);
  }

  /** Index of the first cell of the input buffer. It moves only when it grows. */
  private input(raw: RawSession, cells: number): number {
    if (cells > this.room) {
      this.room = cells;
      this.place = raw.input(cells) >>> 3;
    }
    return this.place;
  }

  private open(): RawSession {
    if (this.raw === null) throw new SilhouetteError('session/closed', '', 'the session is closed');
    return this.raw;
  }
}

/** 1 or 0. */
function truth(is: unknown): number {
  if (typeof is !== 'boolean') throw new SilhouetteError('input/type', '', 'expected true or false');
  return is ? 1 : 0;
}

/** What is no number is no moment; the engine says so. */
function moment(now: unknown): number {
  return typeof now === 'number' ? now : NaN;
}

/** The engine knows batches only: a single event is the first of one. */
function ofOnly(path: string): string {
  return path.startsWith('/0') ? path.slice(2) : path;
}

function copy<T extends Float64Array | Uint16Array>(from: T, length: number, to: T, place: number): void {
  if (length > SMALL) to.set(from.subarray(0, length), place);
  else for (let i = 0; i < length; i++) to[place + i] = from[i] as number;
}

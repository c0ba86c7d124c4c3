import type { Decoder } from './decode.js';
import { Encoder } from './encode.js';
import { SilhouetteError } from './errors.js';
import { Ask, type Instance, type RawSession } from './instance.js';
import type { Vocabulary } from './tables.js';
import type { BehaviourEvent, CustomerExport, EpochMillis, Portrait, ProfilePatch, ProfileSummary, RecordSummary, Session } from './types.js';

/** Up to so many cells a plain loop is faster than making a view for `set`. */
const SMALL = 64;

/** One customer's state. */
export class LiveSession implements Session {
  private raw: RawSession | null;
  private readonly encoder: Encoder;
  private reading = false;

  constructor(
    private readonly instance: Instance,
    private readonly decoder: Decoder,
    names: Vocabulary,
    raw: RawSession,
  ) {
    this.raw = raw;
    this.encoder = new Encoder(names);
  }

  record(events: BehaviourEvent | readonly BehaviourEvent[]): RecordSummary {
    const single = !Array.isArray(events);
    const batch: readonly unknown[] = single ? [events] : (events as readonly unknown[]);
    this.read(() => this.encoder.events(batch, single));
    return this.ask(Ask.Record, null, single ? ofOnly : undefined) as RecordSummary;
  }

  setProfile(patch: ProfilePatch): ProfileSummary {
    this.read(() => this.encoder.profile(patch));
    return this.ask(Ask.SetProfile, null) as ProfileSummary;
  }

  setPersonalisation(on: boolean): void {
    const raw = this.open();
    if (typeof (on as unknown) !== 'boolean') throw new SilhouetteError('input/type', '', 'expected true or false');
    this.instance.enter(() => raw.call(Ask.Personalise, on ? 1 : 0));
  }

  portrait(now: EpochMillis): Portrait {
    return this.ask(Ask.Portrait, moment(now)) as Portrait;
  }

  exportData(now: EpochMillis): CustomerExport {
    return this.ask(Ask.Export, moment(now)) as CustomerExport;
  }

  snapshot(): Uint8Array {
    const [place, length] = this.ask(Ask.Snapshot, 0) as [number, number];
    return this.instance.u8().slice(place, place + length);
  }

  close(): void {
    const { raw } = this;
    if (raw === null) return;
    this.raw = null;
    this.instance.free(raw);
  }

  /** Reads the caller's objects. Their getters may call this session; it has no room for two readings. */
  private read(work: () => void): void {
    this.open();
    if (this.reading) throw new SilhouetteError('session/busy', '', 'the session was called while it read an input');
    this.reading = true;
    try {
      work();
    } finally {
      this.reading = false;
    }
  }

  /** Asks the engine and decodes its answer. Without an argument it is the number of cells that were read. */
  private ask(what: Ask, argument: number | null, relocate?: (path: string) => string): unknown {
    const raw = this.open();
    return this.instance.ask(this.decoder, () => raw.call(what, argument === null ? this.send(raw) : argument), relocate);
  }

  /** Copies what was read into the wasm memory; gives the number of cells. */
  private send(raw: RawSession): number {
    const { cells, length, units, textLength } = this.encoder;
    if (textLength > 0) {
      const place = raw.text(textLength) >>> 1;
      copy(units, textLength, this.instance.u16(), place);
    }
    const place = raw.input(length) >>> 3;
    copy(cells, length, this.instance.f64(), place);
    return length;
  }

  private open(): RawSession {
    if (this.raw === null) throw new SilhouetteError('session/closed', '', 'the session is closed');
    return this.raw;
  }
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

import { Decoder } from './decode.js';
import { SilhouetteError } from './errors.js';
import type { Instance, RawEngine } from './instance.js';
import { LiveSession } from './session.js';
import { vocabulary, type Tables, type Vocabulary } from './tables.js';
import type { Engine, OpenOptions, PolicyInfo, Session } from './types.js';

/** Stands between two strings of a pack: no text of the engine holds one half of a pair alone. */
const BETWEEN = '\udfff';

/** A compiled policy in an instance of its own. */
export class LiveEngine implements Engine {
  readonly policy: PolicyInfo;
  private raw: RawEngine | null;
  private readonly names: Vocabulary;
  private readonly decoder = new Decoder();

  constructor(
    private readonly instance: Instance,
    pack: Uint8Array,
    signedBy: string | null = null,
  ) {
    const { decoder } = this;
    const raw = instance.enter(() => new instance.glue.WasmEngine());
    this.raw = raw;
    this.put(raw, pack);
    // First where all strings are, then what refers to them.
    const [place, count] = instance.ask(decoder, () => (raw.load(), raw.output())) as [number, number];
    decoder.strings = instance.text(place, count - 2).split(BETWEEN);
    const [format, id, version, digest, notBefore, expires, locales, profile, kinds, adapters] = decoder.more() as Tables;
    this.policy = { id, version, format, digest, signedBy, notBefore, expires, locales, stale: false, fault: null };
    this.names = vocabulary(decoder.strings, profile, kinds, adapters);
  }

  open(options: OpenOptions = {}): Session {
    const { raw } = this;
    if (raw === null) throw new SilhouetteError('engine/closed', '', 'the engine is closed');
    const locale = localeIndex(this.policy.locales, options.locale);
    const snapshot = bytesOf(options.snapshot);
    if (snapshot !== null) this.put(raw, snapshot);
    const session = this.instance.enter(() => (snapshot === null ? raw.open(locale) : raw.restore(locale)));
    // Without a session the answer is an error, and thrown.
    if (session === undefined) return this.instance.ask(this.decoder, () => raw.output()) as never;
    return new LiveSession(this.instance, this.decoder, this.names, session);
  }

  /** Copies bytes to where the engine takes them. */
  private put(raw: RawEngine, bytes: Uint8Array): void {
    this.instance.enter(() => {
      const place = raw.input(bytes.length);
      this.instance.u8().set(bytes, place);
    });
  }

  close(): void {
    const { raw } = this;
    if (raw === null) return;
    this.raw = null;
    this.instance.free(raw);
  }
}

function bytesOf(snapshot: unknown): Uint8Array | null {
  if (snapshot === undefined) return null;
  if (!ArrayBuffer.isView(snapshot)) throw new SilhouetteError('input/type', '/snapshot', 'the snapshot is not bytes');
  return new Uint8Array(snapshot.buffer, snapshot.byteOffset, snapshot.byteLength);
}

/** The wanted locale, else the first of the same language, else the first. */
function localeIndex(locales: readonly string[], wanted: unknown): number {
  if (wanted === undefined) return 0;
  if (typeof wanted !== 'string') throw new SilhouetteError('input/type', '/locale', 'the locale is not a string');
  const want = wanted.toLowerCase();
  const have = locales.map((locale) => locale.toLowerCase());
  const exact = have.indexOf(want);
  if (exact >= 0) return exact;
  const language = want.split('-')[0];
  return Math.max(0, have.findIndex((locale) => locale.split('-')[0] === language));
}

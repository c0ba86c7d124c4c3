import { Failure, type Decoder } from './decode.js';
import { SilhouetteError } from './errors.js';
import type { ErrorCode } from './types.js';

/** The engine, as the generated bindings give it; the border is documented there. Places are byte offsets in the wasm memory. */
export interface RawEngine {
  /** Place for so many bytes. */
  input(length: number): number;
  /** Loads the pack there. */
  load(): void;
  /** Place of the last answer: the pack's tables, or an error. */
  output(): number;
  open(locale: number): RawSession | undefined;
  /** From the snapshot that was put into the place for bytes. */
  restore(locale: number): RawSession | undefined;
  free(): void;
}

/** One customer's state behind the border. */
export interface RawSession {
  /** Place for so many cells. */
  input(cells: number): number;
  /** Place for so many UTF-16 code units. */
  text(units: number): number;
  /** Does something; the place of the answer. */
  call(what: Ask, argument: number, item?: number): number;
  free(): void;
}

/** What a session is asked for. The argument of what reads an input is the number of cells, of most others the moment. */
export const enum Ask {
  Record,
  SetProfile,
  Personalise,
  Portrait,
  Export,
  Snapshot,
  /** All features: for the package's own benchmark, which asks without the facade. */
  Features,
  RecordColumns,
  Explain,
  Acknowledge,
  Resolve,
  Consent,
  Tags,
  MarkTag,
  Erase,
  WriteJournal = 15,
  Journal,
  Report,
}

/** What the generated bindings export. */
export interface Glue {
  readonly WasmEngine: new () => RawEngine;
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

/**
 * One instance of the wasm with bindings of its own: the bindings keep the instance in their module's scope, so
 * every instance gets a fresh scope.
 *
 * Law: after a trap nothing enters this instance again. Its memory may be half written, and the bindings'
 * finalizers must not run on it either.
 */
export class Instance {
  private trapped = false;
  private doubles: Float64Array;
  private halves: Uint16Array;

  private constructor(
    readonly glue: Glue,
    private readonly exports: WebAssembly.Exports,
    private readonly memory: WebAssembly.Memory,
  ) {
    this.doubles = new Float64Array(memory.buffer);
    this.halves = new Uint16Array(memory.buffer);
  }

  /** Starts the wasm with bindings that nothing else uses. `instantiate` gives its exports to what it imports. */
  static async start(glue: Glue, instantiate: (imports: WebAssembly.Imports) => Promise<WebAssembly.Exports>): Promise<Instance> {
    try {
      const exports = await instantiate({ './silhouette_bg.js': glue as unknown as WebAssembly.ModuleImports });
      glue.__wbg_set_wasm(exports);
      const start = exports['__wbindgen_start'];
      if (typeof start === 'function') start();
      return new Instance(glue, exports, exports['memory'] as WebAssembly.Memory);
    } catch {
      throw new SilhouetteError('wasm/instantiate', '', 'the engine could not be started');
    }
  }

  /** Runs something that enters the wasm. Whatever is thrown there is a trap, and retires the instance. */
  enter<T>(work: () => T): T {
    if (this.trapped) throw trap();
    try {
      return work();
    } catch {
      this.retire();
      throw trap();
    }
  }

  /**
   * Runs something that enters the wasm and gives the place of its answer; reads that. An error that is the answer is
   * thrown; `relocate` turns the engine's path into one of the caller's input. `kept` is what the caller's answers before
   * said to keep.
   */
  ask(decoder: Decoder, work: () => number, relocate?: (path: string) => string, kept?: unknown[]): unknown {
    const answer = this.enter(() => {
      const place = work(); // may move the memory
      return decoder.read(this.f64(), place >>> 3, kept);
    });
    if (answer instanceof Failure) {
      const [code, path, message] = answer.of as [ErrorCode, string, string];
      throw new SilhouetteError(code, relocate === undefined ? path : relocate(path), message);
    }
    return answer;
  }

  /** The memory as bytes; good until the next call into the wasm. */
  u8(): Uint8Array {
    return new Uint8Array(this.memory.buffer);
  }

  /** Frees an object, unless a trap already took it along. */
  free(object: { free(): void }): void {
    if (this.trapped) return;
    try {
      object.free();
    } catch {
      this.retire();
    }
  }

  /** The memory as doubles; good until the next call into the wasm, which may move the memory. */
  f64(): Float64Array {
    if (this.doubles.buffer !== this.memory.buffer) this.doubles = new Float64Array(this.memory.buffer);
    return this.doubles;
  }

  /** The memory as UTF-16 code units; good until the next call into the wasm. */
  u16(): Uint16Array {
    if (this.halves.buffer !== this.memory.buffer) this.halves = new Uint16Array(this.memory.buffer);
    return this.halves;
  }

  /** Bytes at a place as a text in UTF-16. Built-in functions make it, which need no warming up. */
  text(place: number, bytes: number): string {
    const units = new Uint16Array(this.memory.buffer.slice(place, place + bytes));
    let text = '';
    // A call takes only so many arguments.
    for (let from = 0; from < units.length; from += 4096) text += String.fromCharCode.apply(null, units.subarray(from, from + 4096) as never);
    return text;
  }

  private retire(): void {
    this.trapped = true;
    const inert: Record<string, () => number> = {};
    for (const name of Object.keys(this.exports)) inert[name] = () => 0;
    this.glue.__wbg_set_wasm(inert as unknown as WebAssembly.Exports);
  }
}

function trap(): SilhouetteError {
  return new SilhouetteError('engine/trap', '', 'the engine stopped at an internal fault; load it again');
}

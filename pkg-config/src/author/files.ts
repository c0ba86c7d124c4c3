import type { Bytes } from '../types.js';

/** An error of an operating system, as the wasm of the author side takes it. */
interface Fault {
  readonly code: string;
  readonly message: string;
}

/** One open file: what is left to read of it, or where what is written goes. */
interface Open {
  readonly path: string;
  readonly writing: boolean;
  at: number;
}

const STDIN = 0;
const STDERR = 2;
/** Web Crypto gives no more at once. */
const MOST_RANDOM = 65_536;

/** Files and streams in memory, under the names that the caller gives them. The wasm of the author side calls these. */
export class MemoryFiles {
  /** The files that were written, and by their names what is in them. */
  readonly written = new Map<string, Bytes>();
  private readonly handles = new Map<number, Open>();
  private readonly streams: Uint8Array[][] = [[], [], []];
  private readonly given: ReadonlyMap<string, Uint8Array>;
  private next = STDERR + 1;

  constructor(
    given: Readonly<Record<string, Uint8Array>>,
    private readonly input: Uint8Array,
  ) {
    this.given = new Map(Object.keys(given).map((path): [string, Uint8Array] => [path, given[path] as Uint8Array]));
    this.handles.set(STDIN, { path: '', writing: false, at: 0 });
  }

  open(path: string, writing: boolean): number {
    if (writing) this.written.set(path, new Uint8Array(0));
    else if (this.find(path) === undefined) throw fault('ENOENT', 'no such file or directory');
    const file = this.next++;
    this.handles.set(file, { path, writing, at: 0 });
    return file;
  }

  read(file: number, most: number): Uint8Array {
    const handle = this.handles.get(file);
    if (handle === undefined || handle.writing) throw fault('EBADF', 'bad file descriptor');
    const all = (file === STDIN ? this.input : this.find(handle.path)) ?? new Uint8Array(0);
    const part = all.subarray(handle.at, handle.at + most);
    handle.at += part.length;
    return part;
  }

  /** How many of the bytes were written: all. They are a view of the wasm's memory, so they are copied. */
  write(file: number, bytes: Uint8Array): number {
    const stream = file === STDIN ? undefined : this.streams[file];
    const handle = this.handles.get(file);
    if (stream !== undefined) stream.push(bytes.slice());
    else if (handle !== undefined && handle.writing) this.written.set(handle.path, joined([this.written.get(handle.path) as Uint8Array, bytes]));
    else throw fault('EBADF', 'bad file descriptor');
    return bytes.length;
  }

  close(file: number): void {
    this.handles.delete(file);
  }

  /** Names stand for themselves: there are no folders to create. */
  createFolder(): void {}

  exists(path: string): boolean {
    return this.find(path) !== undefined;
  }

  random(count: number): Uint8Array {
    if (typeof crypto === 'undefined' || count > MOST_RANDOM) throw fault('ENOSYS', 'this host has no source of randomness');
    return crypto.getRandomValues(new Uint8Array(count));
  }

  /** What went to a stream, 1 or 2. */
  text(stream: 1 | 2): string {
    return new TextDecoder().decode(joined(this.streams[stream] as Uint8Array[]));
  }

  private find(path: string): Uint8Array | undefined {
    return this.written.get(path) ?? this.given.get(path);
  }
}

function joined(parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function fault(code: string, message: string): Fault {
  return { code, message };
}

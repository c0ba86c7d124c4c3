import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { getSystemErrorMap } from 'node:util';

/** An error of the operating system, in the words that the native program has for it. */
interface Fault {
  readonly code: string;
  readonly message: string;
}

/** Where Node's words for an error are not the operating system's. */
const WORDS: Readonly<Record<string, string>> = {
  EBUSY: 'device or resource busy',
  EEXIST: 'file exists',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'file name too long',
  ETXTBSY: 'text file busy',
};
/** Bytes for one read or write; every host takes as much at once. */
const LARGEST = 1 << 16;

/** Files by number; 0, 1 and 2 are the standard streams. The command line's wasm calls these. */
export const files = {
  open: (path: string, writing: boolean): number => told(() => openSync(path, writing ? 'w' : 'r')),

  read(file: number, most: number): Uint8Array {
    const bytes = new Uint8Array(Math.min(most, LARGEST));
    return told(() => bytes.subarray(0, readSync(file, bytes, 0, bytes.length, null)), { EOF: bytes.subarray(0, 0) });
  },

  /** How many of the bytes were written. They are a view of the wasm's memory, which nothing may keep. */
  write: (file: number, bytes: Uint8Array): number => told(() => writeSync(file, bytes, 0, bytes.length)),

  close(file: number): void {
    try {
      closeSync(file);
    } catch {
      // What was written was flushed before, and told of where it failed.
    }
  },

  createFolder(path: string): void {
    told(() => mkdirSync(path, { recursive: true }));
  },

  exists: (path: string): boolean => existsSync(path),

  /** Random bytes, fit for keys. */
  random: (count: number): Uint8Array => told(() => new Uint8Array(randomBytes(count))),
};

/** The work's result; waits where a stream is not ready. `ends` are results in place of an error's. */
function told<T>(work: () => T, ends: Readonly<Record<string, T>> = {}): T {
  for (;;) {
    try {
      return work();
    } catch (thrown) {
      const { code = '', errno = 0 } = thrown as { code?: string; errno?: number };
      const end = ends[code];
      if (end !== undefined) return end;
      if (code === 'EAGAIN') {
        wait(2);
      } else if (code !== 'EINTR') {
        const words = WORDS[code] ?? getSystemErrorMap().get(errno)?.[1] ?? code;
        throw { code, message: `${words} (os error ${-errno})` } satisfies Fault;
      }
    }
  }
}

/** Sleeps, in milliseconds; the whole program has nothing else to do. */
function wait(time: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, time);
}

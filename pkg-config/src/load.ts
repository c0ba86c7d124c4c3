import { LiveEngine } from './engine.js';
import { SilhouetteError } from './errors.js';
import { Instance } from './instance.js';
import type * as api from './types.js';

/** What differs between hosts. */
export interface Host {
  /** The wasm of this package. */
  readonly wasm: () => api.WasmSource;
  /** Reads a file, where there are files. */
  readonly readFile?: (file: string | URL) => Promise<Uint8Array>;
}

/** Which of the two things is being got: the room of an error. */
type Room = 'pack' | 'wasm';

/** Larger than any policy or engine will be: a wrong address is refused before it fills the memory. */
const MAX_BYTES = 16 * 1024 * 1024;

/** `load` for a host. The host's wasm is fetched and compiled once; after a failure the next call tries again. */
export function createLoad(host: Host): typeof api.load {
  let own: Promise<WebAssembly.Module> | undefined;
  const ownModule = (): Promise<WebAssembly.Module> => {
    if (own === undefined) {
      own = moduleFrom(host.wasm(), host);
      own.catch(() => (own = undefined));
    }
    return own;
  };
  return async (pack, options = {}) => {
    if (typeof WebAssembly !== 'object') throw new SilhouetteError('wasm/unsupported', '', 'this host has no WebAssembly');
    // Both at once; a failure of the pack is reported first.
    const wanted = options.wasm === undefined ? ownModule() : moduleFrom(options.wasm, host);
    wanted.catch(() => undefined);
    const bytes = await bytesFrom('pack', pack, host);
    return new LiveEngine(await Instance.create(await wanted), bytes);
  };
}

async function moduleFrom(source: api.WasmSource, host: Host): Promise<WebAssembly.Module> {
  const given = await settle('wasm', source);
  if (tag(given) === 'WebAssembly.Module') return given as WebAssembly.Module;
  const from = await open('wasm', given, host);
  try {
    // Compiling while loading needs exactly this media type; without it the bytes do.
    if (isResponse(from) && typeof WebAssembly.compileStreaming === 'function') {
      if ((from.headers.get('content-type') || '').toLowerCase() === 'application/wasm') {
        return await WebAssembly.compileStreaming(from);
      }
    }
    return await WebAssembly.compile((isResponse(from) ? await from.arrayBuffer() : from) as BufferSource);
  } catch {
    throw new SilhouetteError('wasm/compile', '', 'this is not a WebAssembly module that this host can run');
  }
}

async function bytesFrom(room: Room, source: api.PackSource, host: Host): Promise<Uint8Array> {
  const from = await open(room, await settle(room, source), host);
  if (!isResponse(from)) return from;
  try {
    return limited(room, new Uint8Array(await from.arrayBuffer()));
  } catch (thrown) {
    throw thrown instanceof SilhouetteError ? thrown : unavailable(room);
  }
}

/** Bytes as they are; what has an address is fetched or read. */
async function open(room: Room, source: unknown, host: Host): Promise<Uint8Array | Response> {
  if (ArrayBuffer.isView(source)) return limited(room, new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
  if (tag(source) === 'ArrayBuffer') return limited(room, new Uint8Array(source as ArrayBuffer));
  if (isResponse(source)) return checked(room, source);
  if (typeof source !== 'string' && !isUrl(source)) {
    throw new SilhouetteError(`${room}/source`, '', 'neither bytes nor a response nor an address');
  }
  const file = host.readFile === undefined ? null : fileOf(source);
  try {
    if (file !== null && host.readFile !== undefined) return limited(room, await host.readFile(file));
    return checked(room, await fetch(String(source)));
  } catch (thrown) {
    throw thrown instanceof SilhouetteError ? thrown : unavailable(room);
  }
}

/** The file that an address names, where a host has files. */
function fileOf(source: string | URL): string | URL | null {
  if (typeof source !== 'string') return source.protocol === 'file:' ? source : null;
  if (source.startsWith('file:')) return new URL(source);
  return /^[a-z][a-z0-9+.-]+:/i.test(source) ? null : source;
}

function checked(room: Room, response: Response): Response {
  if (!response.ok) throw unavailable(room);
  if (Number(response.headers.get('content-length')) > MAX_BYTES) throw tooLarge(room);
  return response;
}

function limited(room: Room, bytes: Uint8Array): Uint8Array {
  if (bytes.byteLength > MAX_BYTES) throw tooLarge(room);
  return bytes;
}

async function settle<T>(room: Room, source: T | Promise<T>): Promise<T> {
  try {
    return await source;
  } catch {
    throw unavailable(room);
  }
}

function isResponse(source: unknown): source is Response {
  return tag(source) === 'Response';
}

function isUrl(source: unknown): source is URL {
  return tag(source) === 'URL';
}

/** What an object is, also one of another frame or test sandbox, where `instanceof` is no help. */
function tag(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function unavailable(room: Room): SilhouetteError {
  return new SilhouetteError(`${room}/unavailable`, '', `the ${room === 'pack' ? 'pack' : 'wasm'} could not be read`);
}

function tooLarge(room: Room): SilhouetteError {
  return new SilhouetteError(`${room}/limit`, '', `larger than a ${room === 'pack' ? 'pack' : 'wasm'} may be`);
}

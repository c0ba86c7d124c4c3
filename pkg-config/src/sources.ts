import { SilhouetteError } from './errors.js';
import type * as api from './types.js';

/** Files, on a host that has some. */
export interface Files {
  readonly readFile?: (file: string | URL) => Promise<Uint8Array>;
}

/** Which of the two things is being got: the room of an error. */
type Room = 'pack' | 'wasm';
type Source = api.PackSource | api.WasmSource;

/** Larger than any policy or engine will be: a wrong address is refused before it fills the memory. */
const MAX_BYTES = 16 * 1024 * 1024;

/** The bytes of a source. */
export async function bytesFrom(room: Room, source: Source, files: Files): Promise<Uint8Array> {
  const from = await contentOf(room, await settle(room, source), files);
  if (!isResponse(from)) return from;
  try {
    return limited(room, new Uint8Array(await from.arrayBuffer()));
  } catch (thrown) {
    throw thrown instanceof SilhouetteError ? thrown : unavailable(room);
  }
}

/** Bytes as they are; what has an address is fetched or read. */
export async function contentOf(room: Room, source: unknown, files: Files): Promise<Uint8Array | Response> {
  const bytes = bytesGiven(room, source);
  if (bytes !== null) return bytes;
  if (isResponse(source)) return checked(room, source);
  if (typeof source !== 'string' && !isUrl(source)) {
    throw new SilhouetteError(`${room}/source`, '', 'neither bytes nor a response nor an address');
  }
  const file = files.readFile === undefined ? null : fileOf(source);
  try {
    if (file !== null && files.readFile !== undefined) return limited(room, await files.readFile(file));
    return checked(room, await fetch(String(source)));
  } catch (thrown) {
    throw thrown instanceof SilhouetteError ? thrown : unavailable(room);
  }
}

/** The bytes of what is bytes. */
export function bytesGiven(room: Room, source: unknown): Uint8Array | null {
  if (ArrayBuffer.isView(source)) return limited(room, new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
  return tag(source) === 'ArrayBuffer' ? limited(room, new Uint8Array(source as ArrayBuffer)) : null;
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

/** What a source is, once it is there. */
export async function settle<T>(room: Room, source: T | Promise<T>): Promise<T> {
  try {
    return await source;
  } catch {
    throw unavailable(room);
  }
}

export function isResponse(source: unknown): source is Response {
  return tag(source) === 'Response';
}

function isUrl(source: unknown): source is URL {
  return tag(source) === 'URL';
}

/** What an object is, also one of another frame or test sandbox, where `instanceof` is no help. */
export function tag(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function unavailable(room: Room): SilhouetteError {
  return new SilhouetteError(`${room}/unavailable`, '', `the ${room === 'pack' ? 'pack' : 'wasm'} could not be read`);
}

function tooLarge(room: Room): SilhouetteError {
  return new SilhouetteError(`${room}/limit`, '', `larger than a ${room === 'pack' ? 'pack' : 'wasm'} may be`);
}

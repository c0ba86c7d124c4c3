import { tag } from '../shared.js';
import type { Found } from '../store-types.js';

/** How what is kept begins: "SLHK" and the version of this form. After it, each file behind its length in four bytes, the last byte first. */
const HEAD = [0x53, 0x4c, 0x48, 0x4b, 1];
/** So many files are kept at most: one for each of the keys that a page may trust at a time. */
export const MOST = 4;

/** The files in one piece. */
export function join(files: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(files.reduce((sum, { length }) => sum + 4 + length, HEAD.length));
  bytes.set(HEAD);
  let at = HEAD.length;
  for (const file of files) {
    new DataView(bytes.buffer).setUint32(at, file.length, true);
    bytes.set(file, at + 4);
    at += 4 + file.length;
  }
  return bytes;
}

/** The files of a piece; of one that is damaged those before the damage. Throws when it is no bytes at all. */
export function split(piece: Found): Uint8Array[] {
  const files: Uint8Array[] = [];
  if (piece === null || piece === undefined) return files;
  if (!ArrayBuffer.isView(piece) && tag(piece) !== 'ArrayBuffer') throw new TypeError();
  const bytes = ArrayBuffer.isView(piece) ? new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength) : new Uint8Array(piece);
  if (!HEAD.every((byte, at) => bytes[at] === byte)) return files;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = HEAD.length; at + 4 <= bytes.length && files.length < MOST; ) {
    const end = at + 4 + view.getUint32(at, true);
    if (end > bytes.length) break;
    files.push(bytes.slice(at + 4, end));
    at = end;
  }
  return files;
}

export function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

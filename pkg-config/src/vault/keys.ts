import { SilhouetteError } from '../errors.js';

/** Version of what is stored; a record of a later one is not touched. */
export const FORMAT = 1;

/** Shortest secret of a host: it is stretched by nothing, so it has to be a key and not a password. */
const SHORTEST = 16;
/** Length of an initialisation vector: 96 bits, drawn anew for every write. */
const IV = 12;
const SALT = 32;
const CIPHER = 'AES-GCM';

/** What is encrypted, and its initialisation vector. */
export interface Sealed {
  readonly iv: Uint8Array;
  readonly data: ArrayBuffer;
}

/** How the key is stored: as itself, not to be exported; or, with a host's secret, as the salt it is derived with. */
export interface KeyRecord {
  readonly format: number;
  readonly id: string;
  readonly key?: CryptoKey;
  readonly salt?: Uint8Array;
  /** Nothing, sealed: opens with the right secret only. */
  readonly check?: Sealed;
}

/** A key, and how it is stored. */
export interface VaultKey {
  readonly record: KeyRecord;
  readonly key: CryptoKey;
  /** Made without the host's secret that there is now: the next write makes another. */
  readonly outgrown: boolean;
}

/** A random name, 128 bits. */
export function randomId(): string {
  return Array.from(drawn(16), (byte) => (byte + 256).toString(16).slice(1)).join('');
}

/** What a host gives, as a key to derive others from. Its bytes are not kept. */
export async function secretOf(source: (() => Promise<Uint8Array>) | undefined): Promise<CryptoKey | null> {
  if (source === undefined) return null;
  let bytes: Uint8Array | undefined;
  try {
    bytes = await source();
  } catch {
    throw new SilhouetteError('vault/secret', '/keySource', 'the host gave no secret');
  }
  if (!ArrayBuffer.isView(bytes) || bytes.byteLength < SHORTEST) {
    throw new SilhouetteError('input/secret', '/keySource', `the secret is not at least ${SHORTEST} bytes`);
  }
  return crypto.subtle.importKey('raw', bytes as BufferSource, 'HKDF', false, ['deriveKey']);
}

/** A new key of a vault: drawn at random, or derived from the host's secret and a new salt. */
export async function newKey(vault: string, secret: CryptoKey | null): Promise<VaultKey> {
  const id = randomId();
  if (secret === null) {
    const key = await crypto.subtle.generateKey({ name: CIPHER, length: 256 }, false, ['encrypt', 'decrypt']);
    return { record: { format: FORMAT, id, key }, key, outgrown: false };
  }
  const salt = drawn(SALT);
  const key = await derived(vault, id, secret, salt);
  const check = await seal(key, checkLabel(vault, id), new Uint8Array(0));
  return { record: { format: FORMAT, id, salt, check }, key, outgrown: false };
}

/**
 * The key of a record.
 *
 * @throws {@link SilhouetteError} `vault/secret` when it is derived from a secret, and there is none.
 */
export async function keyOf(vault: string, record: KeyRecord, secret: CryptoKey | null): Promise<VaultKey> {
  const { id, key, salt } = record;
  if (key !== undefined) return { record, key, outgrown: secret !== null };
  if (secret === null || salt === undefined) throw wrongSecret();
  return { record, key: await derived(vault, id, secret, salt), outgrown: false };
}

/** Whether a key that is derived is the one that was meant. */
export async function isMeant(vault: string, { record: { id, check }, key }: VaultKey): Promise<boolean> {
  return check === undefined || (await unseal(key, checkLabel(vault, id), check)) !== null;
}

export function wrongSecret(): SilhouetteError {
  return new SilhouetteError('vault/secret', '', 'what is stored was encrypted with another secret; nothing was changed');
}

/** Encrypts, bound to a label, with an initialisation vector of its own. */
export async function seal(key: CryptoKey, label: string, content: Uint8Array): Promise<Sealed> {
  const iv = drawn(IV);
  return { iv, data: await crypto.subtle.encrypt(cipher(iv, label), key, content as BufferSource) };
}

/** Decrypts; null for what is not exactly what was sealed with this key and label. */
export async function unseal(key: CryptoKey, label: string, { iv, data }: Sealed): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt(cipher(iv, label), key, data));
  } catch {
    return null;
  }
}

function derived(vault: string, id: string, secret: CryptoKey, salt: Uint8Array): Promise<CryptoKey> {
  const how = { name: 'HKDF', hash: 'SHA-256', salt: salt as BufferSource, info: bytesOf(`silhouette vault key\n${id}\n${vault}`) };
  return crypto.subtle.deriveKey(how, secret, { name: CIPHER, length: 256 }, false, ['encrypt', 'decrypt']);
}

const checkLabel = (vault: string, id: string): string => `silhouette vault check\n${FORMAT}\n${id}\n${vault}`;

const cipher = (iv: Uint8Array, label: string): AesGcmParams => ({ name: CIPHER, iv: iv as BufferSource, additionalData: bytesOf(label) });

const bytesOf = (text: string): BufferSource => new TextEncoder().encode(text);

const drawn = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

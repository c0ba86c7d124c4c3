import { SilhouetteError } from './errors.js';
import type { LoadOptions, PolicyInfo } from './types.js';

/** How a file with signatures around a pack begins: "SLHE" and the version. The layout is told in the policy team's command line, where it is made. */
const MAGIC = [0x53, 0x4c, 0x48, 0x45];
const VERSION = 1;
const MOST = 4;
/** r and s. */
const SIGNATURE = 64;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A pack, and the ids of the trusted keys that signed it, in the order of their signatures. */
export interface Trusted {
  readonly pack: Uint8Array;
  readonly signers: readonly string[];
}

/**
 * The pack in a file. With trusted keys, one of them must have signed exactly these bytes; nothing else has looked at
 * them before.
 */
export async function trusted(file: Uint8Array, { keys }: LoadOptions = {}): Promise<Trusted> {
  const { signatures, pack } = opened(file);
  const signers: string[] = [];
  if (keys === undefined) return { pack, signers };
  if (signatures.length === 0) throw new SilhouetteError('pack/unsigned', '', 'the pack is not signed');
  const subtle = typeof crypto === 'object' ? crypto.subtle : undefined;
  if (subtle === undefined) throw new SilhouetteError('pack/unverifiable', '', 'this page has no WebCrypto: it needs a secure context');
  for (const [id, signature] of signatures) {
    const key = Object.prototype.hasOwnProperty.call(keys, id) ? keys[id] : undefined;
    if (key === undefined) continue;
    let holds: boolean;
    try {
      holds = await subtle.verify(ALGORITHM, await subtle.importKey('jwk', key, ALGORITHM, false, ['verify']), signature, pack as BufferSource);
    } catch {
      throw new SilhouetteError('input/key', '/keys', 'a key is not a public P-256 key as a JSON Web Key');
    }
    if (holds) signers.push(id);
  }
  if (signers.length > 0) return { pack, signers };
  throw new SilhouetteError('pack/untrusted', '', 'none of the trusted keys signed this pack');
}

/** The signatures of a file by their keys' ids, and the pack in it; a pack as it is has none. */
function opened(file: Uint8Array): { signatures: [string, BufferSource][]; pack: Uint8Array } {
  const signatures: [string, BufferSource][] = [];
  if (!MAGIC.every((byte, at) => file[at] === byte)) return { signatures, pack: file };
  let at = MAGIC.length;
  const next = (length: number): Uint8Array => {
    if (at + length > file.length) throw malformed();
    return file.subarray(at, (at += length));
  };
  const [version, count = 0] = next(2);
  if (version !== VERSION || count < 1 || count > MOST) throw malformed();
  for (let i = 0; i < count; i++) {
    const id = String.fromCharCode(...next(next(1)[0] as number));
    if (!/^[\w.-]{1,64}$/.test(id) || signatures.some(([other]) => other === id)) throw malformed();
    signatures.push([id, next(SIGNATURE) as BufferSource]);
  }
  return { signatures, pack: file.subarray(at) };
}

function malformed(): SilhouetteError {
  return new SilhouetteError('pack/envelope', '', 'the signatures around the pack cannot be read');
}

/** What a policy has to fulfil. */
export interface Demands {
  readonly minVersion?: string | undefined;
  readonly now?: number | undefined;
}

/** Refuses a policy that is older than the page accepts, or that does not hold at the time that the page tells. */
export function inForce(policy: PolicyInfo, { minVersion, now }: Demands): void {
  if (minVersion !== undefined && older(parts('/minVersion', minVersion), parts('', policy.version))) {
    throw new SilhouetteError('pack/rollback', '', 'the policy is older than the lowest version that is accepted');
  }
  if (now === undefined) return;
  if (!Number.isSafeInteger(now)) throw new SilhouetteError('input/time', '/now', 'expected whole milliseconds since 1970');
  if (policy.notBefore !== null && now < policy.notBefore) throw new SilhouetteError('pack/not-yet', '', 'the policy is not in force yet');
  if (policy.expires !== null && now >= policy.expires) throw new SilhouetteError('pack/expired', '', 'the policy is no longer in force');
}

/** Whether a version is of lower precedence than another. */
export const precedes = (one: string, other: string): boolean => older(parts('', other), parts('', one));

type Version = readonly [core: readonly number[], pre: readonly string[]];

/** A semantic version: its numbers, and the parts of its pre-release. */
function parts(path: string, version: unknown): Version {
  const found = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/.exec(String(version));
  if (found === null) throw new SilhouetteError('input/version', path, 'this is not a version such as 1.2.3');
  return [found.slice(1, 4).map(Number), found[4] === undefined ? [] : found[4].split('.')];
}

/** Whether the second is of lower precedence than the first: section 11 of Semantic Versioning 2.0.0. */
function older([least, leastPre]: Version, [core, pre]: Version): boolean {
  for (let i = 0; i < 3; i++) if (core[i] !== least[i]) return (core[i] as number) < (least[i] as number);
  // A pre-release comes before its release.
  if (pre.length === 0 || leastPre.length === 0) return pre.length > 0 && leastPre.length === 0;
  for (let i = 0; i < pre.length && i < leastPre.length; i++) {
    const [one, other] = [pre[i] as string, leastPre[i] as string];
    if (one === other) continue;
    const [number, otherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)];
    if (number && otherNumber) return Number(one) < Number(other);
    // Numbers come before words.
    return number === otherNumber ? one < other : number;
  }
  return pre.length < leastPre.length;
}

import { SilhouetteError } from '../errors.js';
import { Copies } from '../storage/copies.js';
import type { Changes } from '../storage/database.js';
import { newer } from '../storage/faults.js';
import { FORMAT, isMeant, keyOf, newKey, randomId, seal, unseal, wrongSecret, type KeyRecord, type Sealed, type VaultKey } from './keys.js';

/** Keys of the records; besides them the two slots, 0 and 1. */
const HEAD = 'head';
const KEY = 'key';
/** Key of a record that says nothing but that there was a write of this generation: the last. */
const markOf = (generation: number): string => `write ${generation}`;
/** How often what does not fit together is read again: a storage may answer wrongly once. */
const AGAIN = 2;
/** How many writers the head names. */
const RECENT = 16;

/** What the vault says of itself; nothing of the customer. */
export interface Head {
  readonly format: number;
  /** Id of the key; of no key after everything was erased. */
  readonly id: string;
  /** Number of the last write. The state is in the slot of its parity. */
  readonly generation: number;
  /** Whether there is a state. */
  readonly kept: boolean;
  /** When the vault was last erased, milliseconds since 1970. */
  readonly erased: number | null;
  /** Digest of the pack under which it was last written. */
  readonly policy: string;
  /** The last write of each of the last writers, the newest first: by them a writer knows what became of one that failed. */
  readonly recent: readonly string[];
}

/** A state in its slot. */
interface Slot extends Sealed {
  readonly format: number;
  readonly id: string;
  readonly generation: number;
}

/** Where a writer stands: the head as it was read, the key, the generation of the state it has. */
export interface Standing {
  readonly head: Head | null;
  readonly key: VaultKey | null;
  readonly generation: number;
}

/** What was found. */
export interface Latest<T> {
  readonly standing: Standing;
  /** The newest state that could be used. */
  readonly state: T | null;
  /** Whether it is the newest that was written. */
  readonly newest: boolean;
}

/** What is to be written. */
export interface Writing {
  /** Random name of the writer. */
  readonly writer: string;
  /** Name of this write, of its writer. */
  readonly name: string;
  /** The state; null for none. */
  readonly snapshot: Uint8Array | null;
  readonly policy: string;
  /** When everything before is to be forgotten: with its key, so that no copy of it can be read either. */
  readonly erased: number | null;
}

/**
 * The records of one vault: a head, a key, and two slots written in turn, so that the state before is there until the next
 * is safely stored.
 *
 * Law: a write counts only if nobody wrote since the standing it goes out from; that is decided in its transaction.
 */
export class Slots {
  private readonly records: Copies;

  constructor(
    private readonly vault: string,
    private readonly secret: CryptoKey | null,
  ) {
    this.records = new Copies(`silhouette/${vault}`, [HEAD, KEY, 0, 1], (one, other) => same(headOf(one), headOf(other)));
  }

  /**
   * The newest state that decrypts and that `accept` takes.
   *
   * @throws {@link SilhouetteError} `vault/secret`, `vault/newer`, `snapshot/newer`; `vault/damaged` when there is a state and
   * neither slot can be read; what the storage throws. Nothing is changed.
   */
  async latest<T>(accept: (snapshot: Uint8Array) => T, discard: (state: T) => void): Promise<Latest<T>> {
    for (let again = AGAIN; ; again--) {
      try {
        const found = await this.judge(await this.records.read([HEAD, KEY, 0, 1]), accept);
        if (found.newest || again === 0) return found;
        if (found.state !== null) discard(found.state);
      } catch (thrown) {
        if (again === 0 || !isDamage(thrown)) throw thrown;
      }
    }
  }

  /** What the vault says of itself now. */
  async head(): Promise<Head | null> {
    const [found] = await this.records.read([HEAD]);
    return headOf(found);
  }

  /**
   * Writes the next generation.
   *
   * @returns Where the writer stands then; null when somebody else has written since, and nothing was.
   */
  async write({ head, key: before, generation: last }: Standing, { writer, name, snapshot, policy, erased }: Writing): Promise<Standing | null> {
    const generation = last + 1;
    const anew = before === null || before.outgrown || erased !== null;
    const key = snapshot === null ? null : anew ? await newKey(this.vault, this.secret) : before;
    const id = key === null ? randomId() : key.record.id;
    const place = generation % 2;
    const slot = key === null ? undefined : await this.sealed(key, generation, snapshot as Uint8Array);
    const next = (recent: readonly string[]): Head => {
      const since = erased === null && head !== null ? head.erased : erased;
      const others = recent.filter((other) => !String(other).startsWith(writer));
      return { format: FORMAT, id, generation, kept: key !== null, erased: since, policy, recent: [writer + name, ...others].slice(0, RECENT) };
    };
    // A copy that cannot be emptied now is made anew by the next page that comes; the erasure does not wait for it.
    if (erased !== null) await this.records.empty().catch(() => undefined);
    let written: Head | null = null;
    const changed = await this.records.change([HEAD], ([found]) => {
      const now = headOf(found);
      if (!same(now, head)) return null;
      written = next(now === null ? [] : now.recent);
      // The mark is not read but must be new: a storage that answers wrongly what was written last does no harm.
      const changes: Changes = [[markOf(generation), 1, true], [markOf(last), undefined], [HEAD, written], [place, slot]];
      return anew ? [...changes, [1 - place, undefined], [KEY, key === null ? undefined : key.record]] : changes;
    });
    return changed ? { head: written, key, generation } : null;
  }

  close(): void {
    this.records.close();
  }

  private async judge<T>(records: readonly unknown[], accept: (snapshot: Uint8Array) => T): Promise<Latest<T>> {
    const head = headOf(records[0]);
    const record = keyRecordOf(records[1]);
    const slots = records.slice(2).map(slotOf);
    if (record === null) {
      if (slots.some((slot) => slot !== null) || (head !== null && head.kept)) throw damaged();
      return { standing: { head, key: null, generation: head === null ? 0 : head.generation }, state: null, newest: true };
    }
    const key = await keyOf(this.vault, record, this.secret);
    const candidates = slots.filter((slot): slot is Slot => slot !== null && slot.id === record.id);
    let refused: unknown = null;
    for (const slot of candidates.sort((one, other) => other.generation - one.generation)) {
      const { generation } = slot;
      const snapshot = await unseal(key.key, this.label(record.id, generation), slot);
      if (snapshot === null) continue;
      try {
        const state = accept(snapshot);
        const newest = head !== null && head.id === record.id && head.generation === generation;
        const last = head === null ? generation : Math.max(generation, head.generation);
        return { standing: { head, key, generation: last }, state, newest };
      } catch (thrown) {
        if (!isRefusal(thrown)) throw thrown;
        refused = thrown;
      }
    }
    if (refused !== null) throw refused;
    throw (await isMeant(this.vault, key)) ? damaged() : wrongSecret();
  }

  private async sealed(key: VaultKey, generation: number, snapshot: Uint8Array): Promise<Slot> {
    const { id } = key.record;
    return { format: FORMAT, id, generation, ...(await seal(key.key, this.label(id, generation), snapshot)) };
  }

  /** What a state is bound to: a slot cannot stand in for another, nor for another generation, vault or key. */
  private label(id: string, generation: number): string {
    return `silhouette vault state\n${FORMAT}\n${id}\n${generation}\n${generation % 2}\n${this.vault}`;
  }
}

/** Whether two heads are of the same write. */
export function same(one: Head | null, other: Head | null): boolean {
  return one === null || other === null ? one === other : one.id === other.id && one.generation === other.generation;
}

type Unknown<T> = { readonly [K in keyof T]?: unknown };

function recordOf<T>(found: unknown): Unknown<T> | null {
  if (typeof found !== 'object' || found === null) return null;
  const { format } = found as { readonly format?: unknown };
  if (typeof format === 'number' && format > FORMAT) throw newer();
  return format === FORMAT ? (found as Unknown<T>) : null;
}

function headOf(found: unknown): Head | null {
  const head = recordOf<Head>(found);
  return head !== null && typeof head.id === 'string' && Number.isSafeInteger(head.generation) && Array.isArray(head.recent) ? (head as Head) : null;
}

function keyRecordOf(found: unknown): KeyRecord | null {
  const record = recordOf<KeyRecord>(found);
  return record !== null && typeof record.id === 'string' ? (record as KeyRecord) : null;
}

function slotOf(found: unknown): Slot | null {
  const slot = recordOf<Slot>(found);
  return slot !== null && Number.isSafeInteger(slot.generation) ? (slot as Slot) : null;
}

export function damaged(): SilhouetteError {
  return new SilhouetteError('vault/damaged', '', 'what is stored cannot be read; nothing was changed');
}

function codeOf(thrown: unknown): string {
  return thrown instanceof SilhouetteError ? thrown.code : '';
}

/** What reading once more may mend. */
const isDamage = (thrown: unknown): boolean => ['vault/damaged', 'vault/secret', 'vault/newer'].includes(codeOf(thrown)) || isRefusal(thrown);

/** The engine cannot use this state; another one it may. */
const isRefusal = (thrown: unknown): boolean => codeOf(thrown).startsWith('snapshot/') && codeOf(thrown) !== 'snapshot/newer';

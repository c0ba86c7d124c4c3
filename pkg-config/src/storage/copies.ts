import { Database, within, type Changes, type Key } from './database.js';
import { unavailable } from './faults.js';

/** The bucket of the copies. */
const BUCKET = 'silhouette';

/**
 * The records of a {@link Database}, and in Chromium a copy of them in a storage bucket, which is a storage of its own.
 *
 * Chromium throws away the whole IndexedDB of an origin when it was ended between two writes of the same entry: at the next
 * start it goes on writing behind the half entry, and at the one after that it calls the file corrupt. The copy is written
 * after the original and never at the same time, so that one such end can harm only one of them.
 *
 * The original decides. The copy is taken when all of the original is gone, and nobody has to wait for one that fails.
 */
export class Copies {
  private readonly original: Database;
  private copy: Promise<Database | null> | null = null;

  /**
   * @param keys All keys that there are. The record of the first tells which state the others are of.
   * @param same Whether two such records are of the same state.
   */
  constructor(
    private readonly name: string,
    private readonly keys: readonly Key[],
    private readonly same: (one: unknown, other: unknown) => boolean,
  ) {
    this.original = new Database(name);
  }

  /** As {@link Database.read}. */
  async read(keys: readonly Key[]): Promise<unknown[]> {
    await this.copied();
    return this.original.read(keys);
  }

  /** As {@link Database.change}; the first of the keys is that of the state. Done when the copy is stored as well. */
  async change(keys: readonly Key[], decide: (found: readonly unknown[]) => Changes | null): Promise<boolean> {
    const copy = await this.copied();
    let before: unknown;
    let changes: Changes | null = null;
    const changed = await this.original.change(keys, (found) => {
      before = found[0];
      return (changes = decide(found));
    });
    if (changed && copy !== null) {
      await this.attempt(copy, async () => {
        const last = keys.slice(0, 1);
        if (!(await copy.change(last, ([found]) => (this.same(found, before) ? changes : null)))) await this.renew(copy);
      });
    }
    return changed;
  }

  /**
   * Empties the copy, before what it holds is erased: an erasure that failed halfway must not leave it there, to be taken
   * some day when the original is gone. The next change fills it again.
   *
   * @throws {@link SilhouetteError} `vault/…` when it cannot be emptied.
   */
  async empty(): Promise<void> {
    const copy = (await this.copied()) || (await this.another());
    if (copy === null) return;
    try {
      await copy.change([], () => this.keys.map((key) => [key, undefined] as const));
    } finally {
      if ((await this.copied()) !== copy) copy.close();
    }
  }

  /** Gives the connections back. The next use opens others. */
  close(): void {
    this.original.close();
    if (this.copy !== null) void this.copy.then((copy) => copy && copy.close());
    this.copy = null;
  }

  /** The copy, once it is the same as the original, or null. */
  private copied(): Promise<Database | null> {
    if (this.copy === null) this.copy = this.begin();
    return this.copy;
  }

  /** A connection to the copy, where the browser has buckets. */
  private async another(): Promise<Database | null> {
    const factory = await bucket();
    return factory === null ? null : new Database(this.name, () => factory);
  }

  private async begin(): Promise<Database | null> {
    const copy = await this.another().catch(() => null);
    if (copy === null) return null;
    const done = await this.attempt(copy, async () => {
      const [found, copied] = await Promise.all([this.original.read(this.keys), copy.read(this.keys)]);
      if (this.same(found[0], copied[0])) return;
      if (found.some((record) => record !== undefined)) await this.renew(copy);
      else await this.original.change(this.keys, (now) => (now.some((record) => record !== undefined) ? null : this.all(copied)));
    });
    return done ? copy : null;
  }

  /** Writes all of the original into the copy; again, if it has changed meanwhile: what is erased must not come back here. */
  private async renew(copy: Database): Promise<void> {
    for (;;) {
      const records = await this.original.read(this.keys);
      await copy.change([], () => this.all(records));
      const [now] = await this.original.read(this.keys.slice(0, 1));
      if (this.same(now, records[0])) return;
    }
  }

  private all(records: readonly unknown[]): Changes {
    return this.keys.map((key, index) => [key, records[index]] as const);
  }

  /** Does something with the copy; whether it went well. If not, there is none until this is opened again. */
  private async attempt(copy: Database, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch {
      copy.close();
      this.copy = Promise.resolve(null);
      return false;
    }
  }
}

/** The IndexedDB of a bucket of our own, where the browser has buckets; fails where it has and gives none. */
async function bucket(): Promise<IDBFactory | null> {
  interface Buckets {
    open(name: string, options: object): Promise<{ readonly indexedDB: IDBFactory }>;
  }
  const { storageBuckets = undefined } = typeof navigator === 'object' ? (navigator as { readonly storageBuckets?: Buckets }) : {};
  if (storageBuckets === undefined || typeof storageBuckets.open !== 'function') return null;
  try {
    return (await within(storageBuckets.open(BUCKET, { durability: 'strict' }))).indexedDB;
  } catch {
    throw unavailable();
  }
}

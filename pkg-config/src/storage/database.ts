import { wrap, type IDBPDatabase } from 'idb';
import { storageFault, unavailable } from './faults.js';

/** Key of a record. */
export type Key = string | number;
/**
 * What a transaction leaves behind: records by their keys; `undefined` deletes one. Where `isNew`, there must be none: if there
 * is, nothing is changed.
 */
export type Changes = readonly (readonly [key: Key, record: unknown, isNew?: boolean])[];

/** The one store of every database. */
const STORE = 'records';
const VERSION = 1;
/** How long, in milliseconds, the storage may leave something unanswered. */
const PATIENCE = 10_000;

/**
 * One IndexedDB database: records by keys.
 *
 * It is opened when it is first used, and again after it was closed, deleted or evicted: then it is simply empty. A
 * connection never stands in the way of another page that wants to delete the database.
 *
 * @throws {@link SilhouetteError} From every method: `vault/unavailable`, `vault/full`, `vault/newer` ({@link storageFault}).
 * After `vault/unavailable` a change may have been made or not.
 */
export class Database {
  private connection: Promise<IDBPDatabase> | null = null;

  /** @param factory Where the database is; asked whenever it is opened. */
  constructor(
    readonly name: string,
    private readonly factory: () => IDBFactory | null | undefined = hosts,
  ) {}

  /** The records of these keys at one moment; `undefined` where there is none. */
  read(keys: readonly Key[]): Promise<unknown[]> {
    return this.attempt(async (database) => {
      const transaction = database.transaction(STORE);
      const ask = asking(transaction.done);
      return Promise.all(keys.map((key) => ask(() => transaction.store.get(key))));
    });
  }

  /**
   * Compare and set: `decide` gets the records of these keys and says what to change, or `null` for nothing, all in one
   * transaction. It is done when the browser says that it is safely stored.
   *
   * @returns Whether something was changed.
   */
  change(keys: readonly Key[], decide: (found: readonly unknown[]) => Changes | null): Promise<boolean> {
    return this.attempt(async (database) => {
      const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
      const { done, store } = transaction;
      const ask = asking(done);
      try {
        const changes = decide(await Promise.all(keys.map((key) => ask(() => store.get(key)))));
        const made = (changes || []).map(([key, record, isNew = false]) =>
          ask<unknown>(() => (record === undefined ? store.delete(key) : isNew ? store.add(record, key) : store.put(record, key))));
        // A request's own error comes first: that of the transaction does not tell a full storage from others.
        await Promise.all([...made, done]);
        return changes !== null;
      } catch (thrown) {
        abort(transaction);
        if (nameOf(thrown) === 'ConstraintError') return false;
        throw thrown;
      }
    });
  }

  /** Gives the connection back. The next use opens another. */
  close(): void {
    const { connection } = this;
    this.connection = null;
    if (connection !== null) connection.then((database) => database.close()).catch(() => undefined);
  }

  /** Does something with the connection; once more with a new one, if the old one was no longer good to begin with. */
  private async attempt<T>(work: (database: IDBPDatabase) => Promise<T>): Promise<T> {
    for (let again = this.connection !== null; ; again = false) {
      try {
        const database = await within(this.open());
        return await within(work(database));
      } catch (thrown) {
        this.close();
        // Nothing was begun: the connection was closing.
        if (!again || nameOf(thrown) !== 'InvalidStateError') throw storageFault(thrown);
      }
    }
  }

  private open(): Promise<IDBPDatabase> {
    if (this.connection !== null) return this.connection;
    const factory = this.factory();
    if (typeof factory !== 'object' || factory === null) throw unavailable();
    const request = factory.open(this.name, VERSION);
    request.onupgradeneeded = () => void request.result.createObjectStore(STORE);
    const connection = wrap(request) as Promise<IDBPDatabase>;
    const leave = (): void => this.leave(connection);
    connection.then((database) => (database.onclose = database.onversionchange = leave)).catch(() => undefined);
    this.connection = connection;
    return connection;
  }

  private leave(connection: Promise<IDBPDatabase>): void {
    if (this.connection === connection) this.connection = null;
    connection.then((database) => database.close()).catch(() => undefined);
  }
}

function nameOf(thrown: unknown): unknown {
  return (thrown as { readonly name?: unknown } | null | undefined)?.name;
}

/** The host's own. */
const hosts = (): IDBFactory | undefined => (typeof indexedDB === 'object' ? indexedDB : undefined);

/** Makes requests of a transaction; none of what fails goes unheard, whichever of them is waited for. */
function asking(done: Promise<void>): <T>(request: () => Promise<T>) => Promise<T> {
  done.catch(() => undefined);
  return (request) => {
    const made = request();
    made.catch(() => undefined);
    return made;
  };
}

function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // It already has.
  }
}

/** A promise that fails when it takes too long. */
export function within<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(unavailable()), PATIENCE);
    const rest = (): void => clearTimeout(timer);
    work.then(resolve, reject).then(rest, rest);
  });
}

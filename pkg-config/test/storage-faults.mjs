// A storage that fails once, at a chosen call, in a chosen way. It stands between the pages and fake-indexeddb.
//
// A call is what a page asks of IndexedDB: to open, to begin a transaction, to get, put, add or delete a record. The kinds:
//
//   throw    the call throws
//   abort    the call is done, and its transaction aborts
//   flip     what is read has one bit changed somewhere
//   stale    what is read is what stood there before it was last written
//   unheard  the transaction is committed, and the page is told that it aborted
//   death    from this call on no call is answered any more: the page has ended
import 'fake-indexeddb/auto';
import { isDeepStrictEqual } from 'node:util';

const METHODS = [
  [IDBFactory.prototype, 'open'],
  [IDBDatabase.prototype, 'transaction'],
  [IDBObjectStore.prototype, 'get'],
  [IDBObjectStore.prototype, 'put'],
  [IDBObjectStore.prototype, 'add'],
  [IDBObjectStore.prototype, 'delete'],
];

/** At which calls a kind can strike. */
const WHERE = {
  throw: () => true,
  abort: (name) => name !== 'open',
  flip: (name) => name === 'get',
  stale: (name) => name === 'get',
  unheard: (name, [, mode]) => name === 'transaction' && mode === 'readwrite',
  death: () => true,
};
export const KINDS = Object.keys(WHERE);

let injector = null;

for (const [prototype, name] of METHODS) {
  const original = prototype[name];
  prototype[name] = function (...given) {
    return injector === null ? original.apply(this, given) : injector(name, this, given, () => original.apply(this, given));
  };
}

/**
 * Runs something in a storage that fails at the `at`-th call at which this kind can strike, counted from one; 0 for never.
 *
 * @returns What the work gave, how many such calls there were, and how often one failed.
 */
export async function withFault(kind, at, work) {
  let calls = 0;
  let struck = 0;
  const written = new Map();
  injector = (name, target, given, proceed) => {
    if (['put', 'add', 'delete'].includes(name)) remember(written, name, target, given);
    // fake-indexeddb begins those itself, when a database is made.
    if (given[1] === 'versionchange' || !WHERE[kind](name, given)) return proceed();
    calls += 1;
    const due = at > 0 && (kind === 'death' ? calls >= at : calls === at);
    if (!due) return proceed();
    if (name === 'get' && ['flip', 'stale'].includes(kind)) {
      const request = proceed();
      const seen = { flip: (value) => flipped(value, at), stale: () => before(written, target, given[0]) }[kind];
      let told;
      Object.defineProperty(request, 'result', {
        set(real) {
          told = seen(real);
          if (!isDeepStrictEqual(told, real)) struck = 1;
        },
        get: () => told,
      });
      return request;
    }
    struck = 1;
    return STRIKES[kind](name, target, proceed);
  };
  try {
    return { result: await work(), calls, get struck() { return struck; } };
  } finally {
    injector = null;
  }
}

const STRIKES = {
  throw: () => {
    throw new DOMException('failed', 'UnknownError');
  },
  abort: (name, target, proceed) => {
    const made = proceed();
    queueMicrotask(() => {
      try {
        (name === 'transaction' ? made : target.transaction).abort();
      } catch {
        // It has ended already.
      }
    });
    return made;
  },
  unheard: (name, target, proceed) => {
    const made = proceed();
    const listen = made.addEventListener;
    const aborts = [];
    made.addEventListener = function (type, listener) {
      if (type === 'abort') aborts.push(listener);
      else if (type === 'complete') listen.call(this, type, (event) => aborts.forEach((abort) => abort.call(this, event)));
      else listen.call(this, type, listener);
    };
    return made;
  },
  death: () => {
    throw new DOMException('gone', 'UnknownError');
  },
};

/** Each record as it was written one after the other; a deleted one as `undefined`. */
function remember(written, name, store, given) {
  const [key, value] = name !== 'delete' ? [given[1], given[0]] : [given[0], undefined];
  // Two storages may have databases of one name.
  const { _rawDatabase: database } = store.transaction.db;
  if (!written.has(database)) written.set(database, new Map());
  const records = written.get(database);
  if (!records.has(key)) records.set(key, [undefined]);
  records.get(key).push(value);
}

const before = (written, store, key) => (written.get(store.transaction.db._rawDatabase)?.get(key) ?? []).at(-2);

/** A copy in which one bit of one of the parts is another; which one depends on `seed`. */
export function flipped(value, seed) {
  if (value === undefined) return value;
  const copy = structuredClone(value);
  const names = Object.keys(copy).filter((name) => !(copy[name] instanceof CryptoKey) && copy[name] !== null);
  const name = names[seed % names.length];
  copy[name] = changed(copy[name], seed);
  return copy;
}

function changed(part, seed) {
  if (typeof part === 'number') return part ^ (1 << seed % 4);
  if (typeof part === 'boolean') return !part;
  if (typeof part === 'string') return part.slice(0, -1) + String.fromCharCode(part.charCodeAt(part.length - 1) ^ 1);
  if (Array.isArray(part)) return part.map((each, index) => (index === 0 ? changed(each, seed) : each));
  if (part instanceof ArrayBuffer || ArrayBuffer.isView(part)) {
    const bytes = part instanceof ArrayBuffer ? new Uint8Array(part) : part;
    if (bytes.length > 0) bytes[(seed * 31) % bytes.length] ^= 1 << seed % 8;
    return part;
  }
  return flipped(part, seed);
}

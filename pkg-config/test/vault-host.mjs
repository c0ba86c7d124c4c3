// What the tests of kept sessions share: a device of its own for each test, locks between pages, and a few words.
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import assert from 'node:assert/strict';
import { load } from 'silhouette-wasm';
import { openVault } from 'silhouette-wasm/vault';
import { NOW, fault, packBytes } from './engine.mjs';

export { NOW, fault };

export const engine = await load(packBytes());

/** An empty storage in the place of the last. */
export function device() {
  globalThis.indexedDB = new IDBFactory();
}

/** Locks of one browser, as far as exclusive ones with a signal go; and how often one was asked for, and had to wait. */
export function fakeLocks() {
  const queues = new Map();
  const counts = { asked: 0, waited: 0 };
  const next = (name) => {
    const [first] = queues.get(name);
    if (first !== undefined) first();
  };
  const request = (name, { signal }, work) => new Promise((resolve, reject) => {
    counts.asked += 1;
    const queue = queues.get(name) ?? queues.set(name, []).get(name);
    let begun = false;
    const begin = () => {
      begun = true;
      Promise.resolve().then(work).then(resolve, reject).finally(() => (queue.shift(), next(name)));
    };
    signal.addEventListener('abort', () => {
      if (begun) return;
      queue.splice(queue.indexOf(begin), 1);
      reject(signal.reason);
    });
    queue.push(begin);
    if (queue.length === 1) begin();
    else counts.waited += 1;
  });
  return { locks: { request }, counts };
}

/** Gives this process a `navigator` until the test ends. */
export function withNavigator(t, navigator) {
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  t.after(() => delete globalThis.navigator);
}

/** One page: a kept session in which everything that needs a consent has it. */
export async function page(options) {
  const session = await openVault(engine, options);
  if (session.consent.get().some(({ granted }) => !granted)) {
    for (const { purpose } of session.consent.get()) session.consent.set(purpose, true, 0);
    await session.settled().catch(() => undefined);
  }
  return session;
}

let views = 0;
/** Something looked at; no two at one moment, and nothing that a policy would take for the same. */
export const view = () => ({ type: 'product_view', at: NOW - 86_400_000 + ++views, product: 'deposit_std' });

/** When each event that a session holds happened. */
export const moments = (session) => session.exportData(NOW).events.map(({ at }) => at);

/** How many events a page that comes now finds. */
export async function found(options) {
  const session = await openVault(engine, options);
  const all = moments(session);
  assert.equal(new Set(all).size, all.length, 'an event is there twice');
  session.close();
  return all.length;
}

/** All records of a vault, by their keys. */
export function records(name = 'customer') {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(`silhouette/${name}`);
    opening.onerror = reject;
    opening.onsuccess = () => {
      const database = opening.result;
      const store = database.transaction('records').objectStore('records');
      const [keys, values] = [store.getAllKeys(), store.getAll()];
      values.onsuccess = () => {
        database.close();
        resolve(new Map(keys.result.map((key, index) => [key, values.result[index]])));
      };
    };
  });
}

/** Puts a record into the place of another, behind the back of the pages. */
export function overwrite(key, record, name = 'customer') {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(`silhouette/${name}`);
    opening.onerror = reject;
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction('records', 'readwrite');
      const store = transaction.objectStore('records');
      if (record === undefined) store.delete(key);
      else store.put(record, key);
      transaction.oncomplete = () => (database.close(), resolve());
    };
  });
}

/** Deletes the database, as a browser does that needs room. */
export function evict(name = 'customer') {
  return new Promise((resolve, reject) => Object.assign(indexedDB.deleteDatabase(`silhouette/${name}`), { onsuccess: resolve, onerror: reject }));
}

// The room that keeps records: what it reads and writes, and what it makes of a storage that fails.
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { sourceModule } from './module.mjs';

const { Database } = await sourceModule('storage/database');
const { storageFault } = await sourceModule('storage/faults');

const open = [];
let count = 0;
const fresh = (name = `records-${++count}`) => (open.push(new Database(name)), open.at(-1));
afterEach(() => open.splice(0).forEach((database) => database.close()));

/** Puts something in the place of a method until the test ends. */
function instead(t, object, name, make) {
  const original = object[name];
  object[name] = make(original);
  t.after(() => (object[name] = original));
}
const coded = (code) => (error) => {
  assert.deepEqual([error.name, error.code, error.path], ['SilhouetteError', code, '']);
  return true;
};

test('records are read, set, compared and deleted, several in one step', async () => {
  const database = fresh();
  assert.deepEqual(await database.read(['a', 1]), [undefined, undefined]);
  assert.equal(await database.change(['a'], ([a]) => (assert.equal(a, undefined), [['a', { is: 7 }], [1, Uint8Array.of(1, 2)]])), true);
  assert.deepEqual(await database.read([1, 'a', 'b']), [Uint8Array.of(1, 2), { is: 7 }, undefined]);
  assert.equal(await database.change(['a'], ([{ is }]) => (is === 7 ? null : [['a', 'never']])), false);
  assert.equal(await database.change(['a'], () => [['a', undefined]]), true);
  assert.deepEqual(await database.read(['a', 1]), [undefined, Uint8Array.of(1, 2)]);
});

test('what must be new and is not changes nothing', async () => {
  const database = fresh();
  assert.equal(await database.change([], () => [['a', 1, true], ['b', 1]]), true);
  assert.equal(await database.change([], () => [['b', 2], ['a', 2, true], ['c', 2]]), false);
  assert.deepEqual(await database.read(['a', 'b', 'c']), [1, 1, undefined]);
  assert.equal(await database.change([], () => [['a', undefined], ['a', 3, true]]), true);
  assert.deepEqual(await database.read(['a']), [3]);
});

test('of two that compare and set at once, each sees what the other left', async () => {
  const [one, other] = [fresh('shared'), fresh('shared')];
  const add = (database) => database.change(['sum'], ([sum = 0]) => [['sum', sum + 1]]);
  await Promise.all(Array.from({ length: 100 }, (_, index) => add(index % 2 === 0 ? one : other)));
  assert.deepEqual(await one.read(['sum']), [100]);
});

test('what throws while it decides changes nothing', async () => {
  const database = fresh();
  await database.change([], () => [['a', 1]]);
  await assert.rejects(database.change(['a'], () => { throw new Error('a secret'); }), coded('vault/unavailable'));
  assert.deepEqual(await database.read(['a']), [1]);
});

test('a record that cannot be kept takes the others of its step with it', async () => {
  const database = fresh();
  await assert.rejects(database.change([], () => [['a', 1], ['b', () => 0]]), coded('vault/unavailable'));
  assert.deepEqual(await database.read(['a', 'b']), [undefined, undefined]);
});

test('writes ask for strict durability and are done when they are complete', async (t) => {
  const asked = [];
  let complete = false;
  instead(t, IDBDatabase.prototype, 'transaction', (original) => function (...given) {
    if (given[1] === 'readwrite') asked.push(given); // and not those of fake-indexeddb itself
    const made = original.apply(this, given);
    made.addEventListener('complete', () => (complete = true));
    return made;
  });
  await fresh().change([], () => [['a', 1]]);
  assert.deepEqual(asked, [['records', 'readwrite', { durability: 'strict' }]]);
  assert.ok(complete);
});

test('a deleted database is an empty one, also while it is open, and nobody waits for it', async () => {
  const [one, other] = [fresh('gone'), fresh('gone')];
  await one.change([], () => [['a', 1]]);
  assert.deepEqual(await other.read(['a']), [1]);
  await new Promise((resolve, reject) => Object.assign(indexedDB.deleteDatabase('gone'), { onsuccess: resolve, onerror: reject, onblocked: reject }));
  assert.deepEqual(await one.read(['a']), [undefined]);
  await other.change([], () => [['a', 2]]);
  assert.deepEqual(await one.read(['a']), [2]);
});

test('after close it opens again', async () => {
  const database = fresh();
  await database.change([], () => [['a', 1]]);
  database.close();
  assert.deepEqual(await database.read(['a']), [1]);
});

test('a full storage is told as such, and has room again later', async (t) => {
  const database = fresh();
  let full = true;
  instead(t, IDBObjectStore.prototype, 'put', (original) => function (...given) {
    if (full) throw new DOMException('4 bytes of 812.50', 'QuotaExceededError');
    return original.apply(this, given);
  });
  await assert.rejects(database.change([], () => [['a', 1]]), coded('vault/full'));
  full = false;
  assert.equal(await database.change([], () => [['a', 1]]), true);
});

test('a page without a storage, and one that is refused', async (t) => {
  const { indexedDB } = globalThis;
  t.after(() => (globalThis.indexedDB = indexedDB));
  globalThis.indexedDB = undefined;
  await assert.rejects(fresh().read(['a']), coded('vault/unavailable'));
  globalThis.indexedDB = { open: () => { throw new DOMException('denied', 'SecurityError'); } };
  await assert.rejects(fresh().read(['a']), coded('vault/unavailable'));
});

test('a storage that never answers is given up', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  instead(t, globalThis, 'indexedDB', () => ({ open: () => new IDBOpenDBRequest() }));
  const reading = fresh().read(['a']);
  await Promise.resolve();
  t.mock.timers.tick(10_000);
  await assert.rejects(reading, coded('vault/unavailable'));
});

test('a database of a later version is told as such', async () => {
  const request = indexedDB.open('later', 9);
  await new Promise((resolve) => (request.onsuccess = resolve));
  request.result.close();
  await assert.rejects(fresh('later').read(['a']), coded('vault/newer'));
});

test('an error says nothing of what the storage said', () => {
  const { message } = storageFault(new DOMException('the value 812.50 of 6222020000000000', 'DataError'));
  assert.equal(message, 'vault/unavailable: the storage cannot be used');
  assert.equal(storageFault(undefined).code, 'vault/unavailable');
});

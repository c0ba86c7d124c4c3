// Records with a copy in a storage bucket: what of it is where, when one of the two is gone, behind or broken.
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceModule } from './module.mjs';
import { withNavigator } from './vault-host.mjs';

const { Copies } = await sourceModule('storage/copies');
const { Database } = await sourceModule('storage/database');

const KEYS = ['head', 'key', 0, 1];
const same = (one, other) => one?.generation === other?.generation;

/** A device with a storage and a bucket; `here` and `there` are what is in them. */
function device(t, buckets = {}) {
  globalThis.indexedDB = new IDBFactory();
  const bucket = { indexedDB: new IDBFactory() };
  const opened = [];
  withNavigator(t, { storageBuckets: { open: async (name, options) => (opened.push([name, options]), bucket), ...buckets } });
  const look = async (factory) => {
    const database = new Database('records', factory);
    const found = await database.read(KEYS);
    database.close();
    return found;
  };
  return {
    opened,
    bucket,
    page: () => new Copies('records', KEYS, same),
    here: () => look(),
    there: () => look(() => bucket.indexedDB),
    loseHere: () => (globalThis.indexedDB = new IDBFactory()),
    loseThere: () => (bucket.indexedDB = new IDBFactory()),
  };
}

/** Writes a generation as the vault does: the head, and one of two slots. */
const write = (page, generation, key = 'k') => page.change(['head'], () => [['head', { generation }], ['key', key], [generation % 2, `state ${generation}`]]);

const FIRST = [{ generation: 1 }, 'k', undefined, 'state 1'];
const SECOND = [{ generation: 2 }, 'k', 'state 2', 'state 1'];

test('every change is in both, the copy strictly stored as well', async (t) => {
  const { opened, page, here, there } = device(t);
  const one = page();
  assert.equal(await write(one, 1), true);
  assert.deepEqual([await here(), await there()], [FIRST, FIRST]);
  await write(one, 2);
  assert.deepEqual([await here(), await there()], [SECOND, SECOND]);
  assert.deepEqual(opened, [['silhouette', { durability: 'strict' }]]);
  one.close();
});

test('what changes nothing is in neither', async (t) => {
  const { page, here, there } = device(t);
  const one = page();
  assert.equal(await one.change(['head'], () => null), false);
  assert.deepEqual([await here(), await there()], [new Array(4).fill(undefined), new Array(4).fill(undefined)]);
  one.close();
});

test('when the original is gone, the next page has the copy, and both are there again', async (t) => {
  const { page, here, there, loseHere } = device(t);
  const one = page();
  await write(one, 1);
  await write(one, 2);
  one.close();
  loseHere();
  const other = page();
  assert.deepEqual(await other.read(KEYS), SECOND);
  assert.deepEqual([await here(), await there()], [SECOND, SECOND]);
  other.close();
});

test('when the copy is gone or behind, the next page makes it anew', async (t) => {
  const { page, there, loseThere } = device(t);
  const one = page();
  await write(one, 1);
  one.close();
  loseThere();
  const other = page();
  await other.read(['head']);
  assert.deepEqual(await there(), FIRST);
  other.close();
});

test('a copy that is of another state at a write is made anew', async (t) => {
  const { page, there, bucket } = device(t);
  const one = page();
  await write(one, 1);
  // Somebody without a bucket has written.
  const alone = new Database('records', () => bucket.indexedDB);
  await alone.change([], () => [['head', { generation: 7 }], ['key', 'other'], [0, 'x'], [1, 'y']]);
  alone.close();
  await write(one, 2);
  assert.deepEqual(await there(), SECOND);
  one.close();
});

test('what is erased is erased in both', async (t) => {
  const { page, here, there } = device(t);
  const one = page();
  await write(one, 1);
  await one.change(['head'], () => [['head', { generation: 2 }], ['key', undefined], [0, undefined], [1, undefined]]);
  const gone = [{ generation: 2 }, undefined, undefined, undefined];
  assert.deepEqual([await here(), await there()], [gone, gone]);
  one.close();
});

test('an erasure that only the original has is in the copy when the next page comes', async (t) => {
  const { page, there } = device(t);
  const one = page();
  await write(one, 1);
  one.close();
  const ended = new Database('records');
  await ended.change([], () => [['head', { generation: 2 }], ['key', undefined], [0, undefined], [1, undefined]]);
  ended.close();
  const other = page();
  await other.read(['head']);
  assert.deepEqual(await there(), [{ generation: 2 }, undefined, undefined, undefined]);
  other.close();
});

test('before an erasure the copy is emptied; one that failed halfway leaves nothing that comes back', async (t) => {
  const { page, here, there, loseHere } = device(t);
  const one = page();
  await write(one, 1);
  await one.empty();
  const nothing = new Array(4).fill(undefined);
  assert.deepEqual([await here(), await there()], [FIRST, nothing]);
  one.close();
  // The browser ended here, and the original is gone.
  loseHere();
  const other = page();
  assert.deepEqual(await other.read(KEYS), nothing);
  // A change fills it again.
  await write(other, 1);
  await other.empty();
  await write(other, 2);
  assert.deepEqual(await there(), SECOND);
  other.close();
});

test('a page that makes the copy anew while another erases does not put back what is erased', async (t) => {
  const { page, here, there, loseThere } = device(t);
  const [one, other] = [page(), page()];
  await write(one, 1);
  await other.read(KEYS);
  loseThere(); // so that the next write makes the copy anew
  const gone = [{ generation: 3 }, undefined, undefined, undefined];
  const { get } = IDBObjectStore.prototype;
  t.after(() => (IDBObjectStore.prototype.get = get));
  // Between its reading of the original and its writing of the copy the other page erases: when it has read the second slot,
  // after both were compared.
  let erasure;
  let count = 0;
  IDBObjectStore.prototype.get = function (key) {
    const request = get.call(this, key);
    if (key === 1 && ++count === 3) {
      erasure = new Promise((resolve) => request.addEventListener('success', () => {
        const eraser = new Database('records');
        resolve(eraser.change([], () => [['head', { generation: 3 }], ['key', undefined], [0, undefined], [1, undefined]]).then(() => eraser.close()));
      }));
    }
    return request;
  };
  const third = page();
  await third.read(KEYS);
  await erasure;
  await third.read(KEYS);
  assert.deepEqual([await here(), await there()], [gone, gone]);
  for (const each of [one, other, third]) each.close();
});

for (const [what, buckets] of Object.entries({
  'there are no buckets': { open: undefined },
  'the browser gives no bucket': { open: async () => { throw new TypeError('a secret'); } },
  'the bucket cannot be opened': { open: async () => ({ indexedDB: { open: () => { throw new TypeError('a secret'); } } }) },
})) {
  test(`${what}: the original is all there is`, async (t) => {
    const { page, here } = device(t, buckets);
    const one = page();
    assert.equal(await write(one, 1), true);
    assert.deepEqual(await one.read(KEYS), FIRST);
    assert.deepEqual(await here(), FIRST);
    if ('there are no buckets' === what) await one.empty();
    else await assert.rejects(one.empty(), { code: 'vault/unavailable' });
    one.close();
  });
}

test('a copy that fails later keeps nobody from writing', async (t) => {
  const { page, here, bucket } = device(t);
  const one = page();
  await write(one, 1);
  const whole = bucket.indexedDB;
  const broken = new Database('records', () => whole);
  await broken.change([], () => [['head', { generation: 1 }]]);
  broken.close();
  const { transaction } = IDBDatabase.prototype;
  // The second transaction of a write is that of the copy.
  let count = 0;
  IDBDatabase.prototype.transaction = function (...given) {
    count += 1;
    if (count === 2) throw new DOMException('a secret', 'QuotaExceededError');
    return transaction.apply(this, given);
  };
  t.after(() => (IDBDatabase.prototype.transaction = transaction));
  assert.equal(await write(one, 2), true);
  assert.equal(await write(one, 3), true);
  assert.equal(count, 3, 'the copy is not tried again');
  assert.deepEqual((await here())[0], { generation: 3 });
  one.close();
});

// A storage that fails at every single call, in every way: what was acknowledged is there again, nothing is there twice, and what
// a page has in memory is stored as soon as it can be.
import { IDBFactory } from 'fake-indexeddb';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openVault } from 'silhouette-wasm/vault';
import { device, engine, moments, view, withNavigator } from './vault-host.mjs';
import { KINDS, withFault } from './storage-faults.mjs';

const keySource = async () => new Uint8Array(32).fill(5);

/** What the pages were told: events handed over, those that were acknowledged as stored, and what was refused. */
class Told {
  recorded = new Set();
  acknowledged = new Set();
  refusals = [];
  byPage = new Map();
  async step(work) {
    try {
      return await work();
    } catch (error) {
      assert.match(error.code ?? `${error.stack}`, /^(vault|snapshot)\//);
      this.refusals.push(error.code);
    }
  }
  record(session) {
    const event = view();
    session.record(event);
    this.recorded.add(event.at);
    this.byPage.set(session, [...(this.byPage.get(session) ?? []), event.at]);
  }
  settle(session) {
    return this.step(async () => {
      const all = this.byPage.get(session);
      await session.settled();
      for (const at of all) this.acknowledged.add(at);
    });
  }
}

/** Two pages of one customer, one after the other with a time in common; gives the pages. */
async function daily(told, options) {
  const opened = async () => (await told.step(() => openVault(engine, options))) ?? told.step(() => openVault(engine, options));
  const pages = [await opened()];
  const [first] = pages;
  if (first === undefined) return pages;
  for (const { purpose } of first.consent.get()) first.consent.set(purpose, true, 0);
  for (let i = 0; i < 3; i++) {
    told.record(first);
    await told.settle(first);
  }
  const event = view();
  told.uncertain = event.at; // whether given out or not, it may be there
  await told.step(async () => {
    await first.exclusively((session) => session.record(event));
    told.acknowledged.add(event.at);
  });
  pages.push(await opened());
  const [, second] = pages;
  if (second === undefined) return pages;
  for (const { purpose } of second.consent.get()) second.consent.set(purpose, true, 0);
  for (let i = 0; i < 2; i++) {
    told.record(second);
    told.record(first);
    await Promise.all([told.settle(second), told.settle(first)]);
  }
  return pages;
}

/** What is wrong with the events that a page finds. */
function wrong(found, { recorded, acknowledged, uncertain }) {
  const there = new Set(found);
  return [
    ...(there.size === found.length ? [] : ['twice']),
    ...[...acknowledged].filter((at) => !there.has(at)).map(() => 'lost'),
    ...found.filter((at) => !recorded.has(at) && at !== uncertain).map(() => 'foreign'),
  ];
}

const reopened = async (options) => {
  const session = await openVault(engine, options);
  const all = moments(session);
  session.close();
  return all;
};

test('the judge notices what is lost, twice or foreign', () => {
  const told = { recorded: new Set([1, 2, 3]), acknowledged: new Set([1, 2]) };
  assert.deepEqual([[1, 2], [1, 2, 3], [1, 3], [1, 2, 2], [1, 2, 4]].map((found) => wrong(found, told)), [[], [], ['lost'], ['twice'], ['foreign']]);
});

/** A storage, and the bucket of a copy beside it, both empty. */
const bucket = {};
const both = () => {
  device();
  bucket.indexedDB = new IDBFactory();
};

for (const [way, options, buckets] of [['a stored key', undefined], ['a host secret', { keySource }], ['a copy in a bucket', undefined, { open: async () => bucket }]]) {
  for (const kind of KINDS) {
    test(`${kind} at every call, with ${way}`, async (t) => {
      if (buckets !== undefined) withNavigator(t, { storageBuckets: buckets });
      both();
      const calm = new Told();
      const control = await withFault(kind, 0, () => daily(calm, options));
      assert.deepEqual([control.struck, calm.refusals], [0, []]);
      assert.equal(calm.acknowledged.size, 8);
      assert.deepEqual(wrong(await reopened(options), calm), []);

      const counts = { tried: 0, struck: 0, refused: 0 };
      for (let at = 1; at <= control.calls; at++) {
        both();
        const told = new Told();
        const run = await withFault(kind, at, () => daily(told, options));
        counts.tried += 1;
        counts.struck += run.struck;
        counts.refused += told.refusals.length > 0 ? 1 : 0;
        const place = `${kind} at call ${at} (${told.refusals.join()})`;
        if (kind !== 'death') {
          // The pages are still there, and the storage works again.
          for (const session of run.result) await session.settled();
          for (const at of told.recorded) told.acknowledged.add(at);
        }
        assert.deepEqual(wrong(await reopened(options), told), [], place);
      }
      t.diagnostic(`${counts.tried} calls tried, ${counts.struck} struck, after ${counts.refused} a page was told`);
      assert.ok(counts.tried >= 10 && counts.struck >= counts.tried / 2, JSON.stringify(counts));
      // A single wrong answer is mended by asking again; of the others pages are told.
      if (['throw', 'abort', 'death', 'unheard'].includes(kind)) assert.ok(counts.refused > 0, JSON.stringify(counts));
    });
  }
}

for (const [way, buckets] of [['alone', undefined], ['with a copy in a bucket', { open: async () => bucket }]]) {
  for (const kind of KINDS) {
    test(`an erasure with ${kind} at every call, ${way}: acknowledged, nothing is left anywhere`, async (t) => {
      if (buckets !== undefined) withNavigator(t, { storageBuckets: buckets });
      /** A page erases what is stored; whether it was told that this is done. */
      const erasing = async (session) => {
        session.erase();
        return session.settled().then(() => true, (error) => (assert.match(error.code, /^vault\//), false));
      };
      const counts = { tried: 0, acknowledged: 0, refused: 0 };
      for (let at = 0, calls = 0; at <= calls; at++) {
        both();
        const session = await openVault(engine);
        session.setProfile({ age: 31 });
        await session.settled();
        assert.deepEqual(await ages(buckets), buckets === undefined ? [31] : [31, 31], 'control: there was something, wherever it can be');
        const run = await withFault(kind, at, () => erasing(session));
        if (at === 0) ({ calls } = run);
        let done = run.result;
        if (!done && kind !== 'death') done = await session.settled().then(() => true);
        counts.tried += 1;
        counts[run.result ? 'acknowledged' : 'refused'] += 1;
        if (done) assert.deepEqual((await ages(buckets)).filter((age) => age !== undefined), [], `${kind} at call ${at}`);
        // One that has ended does nothing any more.
        if (kind !== 'death') session.close();
      }
      t.diagnostic(JSON.stringify(counts));
      assert.ok(counts.tried >= 2 && counts.acknowledged >= 1, JSON.stringify(counts));
      if (kind !== 'flip' && kind !== 'stale') assert.ok(counts.refused > 0, JSON.stringify(counts));
    });
  }
}

/**
 * How old the customer is for a page that comes now; and for one that comes after the original is gone. A copy that was made from
 * something read wrongly may be refused then: that is two faults.
 */
async function ages(buckets) {
  const all = [];
  const { indexedDB } = globalThis;
  for (const lost of buckets === undefined ? [false] : [false, true]) {
    if (lost) globalThis.indexedDB = new IDBFactory();
    try {
      const session = await openVault(engine);
      all.push(engine.open({ snapshot: session.snapshot() }).exportData(0).profile.age);
      session.close();
    } catch (error) {
      assert.deepEqual([error.code, lost], ['vault/damaged', true]);
    }
  }
  globalThis.indexedDB = indexedDB;
  return all;
}

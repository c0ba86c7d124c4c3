// Several pages with one vault: every event is there once, whoever writes when; what one erases no other brings back.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { load } from 'silhouette-wasm';
import { forgetVault, openVault } from 'silhouette-wasm/vault';
import { LISTS_PACK } from './engine.mjs';
import { readFileSync } from 'node:fs';
import { withFault } from './storage-faults.mjs';
import { NOW, device, engine, evict, fakeLocks, fault, found, moments, page, records, view, withNavigator } from './vault-host.mjs';

beforeEach(device);

/** Numbers that look random and are the same every time (mulberry32). */
function numbers(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** Records events one by one, with pauses of all kinds in between. */
async function record(session, count, next) {
  for (let i = 0; i < count; i++) {
    session.record(view());
    const chance = next();
    if (chance < 0.02) await session.settled();
    else if (chance < 0.1) await pause(0);
    else if (chance < 0.3) await null;
  }
  await session.settled();
}

for (const locked of [false, true]) {
  for (const count of [2, 4]) {
    test(`${count} pages with 1,000 events each, ${locked ? 'with' : 'without'} locks: every event once`, async (t) => {
      const { locks, counts } = fakeLocks();
      if (locked) withNavigator(t, { locks });
      const pages = [];
      for (let i = 0; i < count; i++) pages.push(await page());
      const before = (await records()).get('head').generation;
      await Promise.all(pages.map((session, index) => record(session, 1000, numbers(index + 1))));
      const writes = (await records()).get('head').generation - before;
      assert.equal(await found(), count * 1000);
      // After they have settled all pages hold all of it.
      for (const session of pages) await session.settled();
      assert.deepEqual(pages.map((session) => new Set(moments(session)).size), pages.map(() => count * 1000));
      assert.deepEqual(pages.map(({ storage, readOnly }) => [storage, readOnly]), pages.map(() => ['indexeddb', false]));
      assert.ok(writes > count && writes < count * 1000, `${writes}`); // neither all at once nor each alone
      assert.equal(counts.asked > 0, locked);
      assert.equal(counts.waited > 0, locked);
      t.diagnostic(`${writes} writes, ${counts.waited} of ${counts.asked} locks waited for`);
    });
  }
}

test('pages that end at any call: what was acknowledged is there once, and what was not at most once', async (t) => {
  const next = numbers(7);
  const [recorded, acknowledged] = [new Set(), new Set()];
  let ended = 0;
  for (let i = 0; i < 60; i++) {
    const survivor = await page();
    const kept = async (session, count) => {
      for (let j = 0; j < count; j++) {
        const event = view();
        recorded.add(event.at);
        session.record(event);
        await session.settled();
        acknowledged.add(event.at);
      }
    };
    const { struck } = await withFault('death', 1 + Math.floor(next() * 60), async () => {
      const mortal = await page();
      await Promise.all([kept(mortal, 3), kept(mortal, 3), kept(survivor, 3)].map((work) => work.catch((error) => assert.match(error.code, /^vault\//))));
    });
    ended += struck;
    survivor.close();
    await survivor.settled().catch(() => undefined);
  }
  const session = await openVault(engine);
  const there = moments(session);
  assert.equal(new Set(there).size, there.length);
  assert.deepEqual([...acknowledged].filter((at) => !there.includes(at)), []);
  assert.deepEqual(there.filter((at) => !recorded.has(at)), []);
  assert.ok(ended >= 20 && acknowledged.size >= 100 && recorded.size > acknowledged.size, `${ended} ${acknowledged.size} ${recorded.size}`);
  t.diagnostic(`${ended} of 60 ended; ${acknowledged.size} of ${recorded.size} acknowledged, ${there.length} there`);
});

test('a write that was made and told as failed is not made again, however often others write meanwhile', async () => {
  const [one, other] = [await page(), await page()];
  one.record(view());
  // Each write is one transaction of this kind; the first is this page's.
  const { struck } = await withFault('unheard', 1, () => assert.rejects(one.settled(), fault('vault/unavailable', '')));
  assert.equal(struck, 1);
  for (let i = 0; i < 20; i++) {
    other.record(view());
    await other.settled();
  }
  one.record(view());
  await one.settled();
  assert.equal(await found(), 22);
});

test('a page that holds its lock for ever keeps nobody from writing', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { locks } = fakeLocks();
  withNavigator(t, { locks });
  void locks.request('silhouette/customer', { signal: new AbortController().signal }, () => new Promise(() => undefined));
  const session = await openVault(engine);
  session.setProfile({ age: 31 });
  const settled = session.settled();
  await Promise.resolve();
  await Promise.resolve();
  t.mock.timers.tick(3000);
  t.mock.timers.reset();
  await settled;
  assert.deepEqual((await openVault(engine)).exportData(NOW).profile, { age: 31 });
});

test('locks that are refused are no hindrance', async (t) => {
  withNavigator(t, { locks: { request: async () => { throw new DOMException('no', 'SecurityError'); } } });
  const session = await page();
  session.record(view());
  await session.settled();
  assert.equal(await found(), 1);
});

test('what is done exclusively is done on the newest state, once among all pages, and given when it is stored', async () => {
  // A budget of 20, drawn from by four pages as fast as they can: what is left of it is the profile's `age`.
  const pages = [];
  for (let i = 0; i < 4; i++) pages.push(await page());
  pages[0].setProfile({ age: 20 });
  await pages[0].settled();
  const given = [];
  const draw = (session) => session.exclusively((newest) => {
    const { age } = newest.exportData(NOW).profile;
    if (age === 0) throw new Error('spent');
    newest.setProfile({ age: age - 1 });
    return age;
  });
  let spent = 0;
  await Promise.all(pages.flatMap((session, index) => Array.from({ length: 8 }, async () => {
    if (index === 2) session.record(view()); // something else is going on too
    try {
      const age = await draw(session);
      assert.ok((await openVault(engine)).exportData(NOW).profile.age < age); // stored when it is given
      given.push(age);
    } catch (error) {
      assert.equal(error.message, 'spent');
      spent += 1;
    }
  })));
  assert.deepEqual(given.sort((one, other) => one - other), Array.from({ length: 20 }, (_, index) => index + 1));
  assert.equal(spent, 12);
  await pages[2].settled();
  assert.equal(await found(), 8);
});

test('what is done exclusively gives nothing when it cannot be stored', async (t) => {
  const session = await page();
  const { put } = IDBObjectStore.prototype;
  t.after(() => (IDBObjectStore.prototype.put = put));
  IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError'); };
  await assert.rejects(session.exclusively(() => 1), fault('vault/full', ''));
  IDBObjectStore.prototype.put = put;
  assert.equal(await session.exclusively(async () => 1), 1);
});

test('what one page erases no other brings back', async () => {
  for (const erase of [(session) => session.erase(), () => forgetVault()]) {
    device();
    const [one, other, reader] = [await page(), await page(), await page()];
    for (const session of [one, other]) {
      session.record(view());
      session.setProfile({ age: 31 });
      await session.settled();
    }
    await reader.settled();
    const held = [one, other, reader].map((session) => moments(session).length);
    assert.deepEqual(held, [1, 2, 2]);
    // Something that the other page has not stored when it is erased.
    other.record(view());
    await erase(one);
    await Promise.all([one.settled(), other.settled(), reader.settled()]);
    await Promise.all([one.settled(), other.settled(), reader.settled()]);
    const left = Math.max(...[one, other, reader].map((session) => moments(session).length));
    assert.ok(left <= 1, `${left}`); // 1 if the other was after the erasure
    for (const session of [one, other, reader]) assert.deepEqual(session.exportData(NOW).profile, {});
    assert.deepEqual((await openVault(engine)).exportData(NOW).profile, {});
    // What is done later counts.
    await pause(2);
    other.setProfile({ age: 40 });
    await other.settled();
    assert.deepEqual((await openVault(engine)).exportData(NOW).profile, { age: 40 });
  }
});

test('what was done before an erasure, and is not stored, is erased with it; choices stay', async (t) => {
  const [one, other] = [await page(), await page()];
  const { put } = IDBObjectStore.prototype;
  t.after(() => (IDBObjectStore.prototype.put = put));
  IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError'); };
  other.setProfile({ age: 31 });
  other.tags.remove('credit_interest');
  await assert.rejects(other.settled(), fault('vault/full', ''));
  IDBObjectStore.prototype.put = put;
  await pause(2);
  one.erase();
  await one.settled();
  await pause(2);
  other.record(view());
  await other.settled();
  const { profile, events, tags } = (await openVault(engine)).exportData(NOW);
  assert.deepEqual([profile, events.length, tags.map(({ id }) => id)], [{}, 1, ['credit_interest']]);
});

test('pages that record while others erase: nothing from before the last erasure is left', async (t) => {
  const next = numbers(3);
  const pages = [await page(), await page(), await page()];
  let erased = 0;
  for (let i = 0; i < 40; i++) {
    const before = [];
    for (const session of pages) {
      const event = view();
      before.push(event.at);
      session.record(event);
      if (next() < 0.5) await session.settled();
    }
    await pause(2);
    pages[i % 3].erase();
    await pages[i % 3].settled();
    erased += 1;
    for (const session of pages) await session.settled();
    const session = await openVault(engine);
    assert.deepEqual(moments(session).filter((at) => before.includes(at)), []);
    session.close();
  }
  t.diagnostic(`${erased} erasures`);
});

test('an evicted vault: the pages that are open bring together what they have', async () => {
  const [one, other] = [await page(), await page()];
  one.record(view());
  await one.settled();
  await other.settled();
  await evict();
  one.record(view());
  other.record(view());
  await Promise.all([one.settled(), other.settled()]);
  assert.equal(await found(), 3);
});

test('a page with the policy of before writes no more once another has come with the next', async () => {
  const [next] = [await load(packOf(LISTS_PACK))];
  const session = await page();
  session.record(view());
  await session.settled();
  const later = await openVault(next);
  assert.equal(later.origin, 'stored');
  later.setPersonalisation(true);
  await later.settled();
  session.record(view());
  await assert.rejects(session.settled(), fault('vault/outdated', ''));
  assert.deepEqual([session.storage, session.readOnly, moments(session).length], ['memory', true, 2]);
  // Whoever comes with the old one on purpose may go on.
  const back = await page();
  back.record(view());
  await back.settled();
  assert.equal(back.readOnly, false);
});

const packOf = (path) => new Uint8Array(readFileSync(path));

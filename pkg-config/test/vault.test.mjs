// A session that is kept: what is found again, in which form it lies there, and what becomes of it without a storage.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { SilhouetteError, load } from 'silhouette-wasm';
import { SilhouetteError as Own, forgetVault, openVault } from 'silhouette-wasm/vault';
import { pack } from './signed.mjs';
import { NOW, device, engine, evict, fault, found, moments, overwrite, page, records, view, withNavigator } from './vault-host.mjs';

beforeEach(device);

test('what was recorded is there again, and the session answers as one without a vault', async () => {
  const first = await page({ locale: 'en' });
  assert.deepEqual([first.storage, first.readOnly, first.origin], ['indexeddb', false, 'new']);
  assert.deepEqual(first.record([view(), view()]), { recorded: 2, replaced: 0, held: 2, dropped: [] });
  first.setProfile({ age: 31 });
  first.tags.remove('credit_interest');
  await first.settled();
  const plain = engine.open({ locale: 'en', snapshot: first.snapshot() });
  const again = await openVault(engine, { locale: 'en' });
  assert.deepEqual([again.storage, again.readOnly, again.origin], ['indexeddb', false, 'stored']);
  assert.deepEqual(again.portrait(NOW), plain.portrait(NOW));
  assert.deepEqual(again.exportData(NOW), plain.exportData(NOW));
  assert.equal(SilhouetteError, Own);
});

test('every change is stored, and what only asks stores nothing', async () => {
  const session = await page();
  const generation = async () => (await session.settled(), (await records()).get('head').generation);
  const changes = {
    record: () => session.record(view()),
    recordColumns: () => session.recordColumns({ type: 'login', at: Float64Array.of(NOW) }),
    setProfile: () => session.setProfile({ age: 40 }),
    consent: () => session.consent.set('risk', false, NOW),
    tags: () => session.tags.remove('credit_interest'),
    switch: () => session.setPersonalisation(false),
    portrait: () => session.portrait(NOW),
    journal: () => session.journal.write(NOW),
  };
  let last = await generation();
  for (const [name, change] of Object.entries(changes)) {
    change();
    assert.equal(await generation(), ++last, name);
  }
  session.consent.get();
  session.tags.list(NOW);
  session.journal.entries();
  session.snapshot();
  assert.equal(await generation(), last);
  const again = await openVault(engine);
  assert.deepEqual(again.exportData(NOW), session.exportData(NOW));
});

test('many calls are one write', async () => {
  const session = await page();
  const { generation } = (await records()).get('head');
  for (let i = 0; i < 500; i++) session.record(view());
  await session.settled();
  assert.equal((await records()).get('head').generation, generation + 1);
  assert.equal(await found(), 500);
});

test('what was given may be changed afterwards, and an error leaves nothing behind', async () => {
  const [one, other] = [await page(), await page()];
  one.record(view());
  await one.settled();
  const event = view();
  other.record(event);
  const { at } = event;
  event.at = 1;
  assert.throws(() => other.record({ type: 'product_view', at: 'soon' }), fault('input/time', '/at'));
  await other.settled(); // done again on what the other has written
  assert.deepEqual(moments(other).slice(-1), [at]);
  assert.equal(await found(), 2);
});

test('the records hold the key as one that cannot be exported, and nothing that can be read', async () => {
  const session = await page();
  session.setProfile({ age: 31 });
  session.record(view());
  await session.settled();
  const stored = await records();
  assert.deepEqual([...stored.keys()], [0, 1, 'head', 'key', `write ${stored.get('head').generation}`]);
  const { key, salt } = stored.get('key');
  assert.deepEqual([key.extractable, key.algorithm, key.usages, salt], [false, { name: 'AES-GCM', length: 256 }, ['encrypt', 'decrypt'], undefined]);
  await assert.rejects(crypto.subtle.exportKey('raw', key));
  const slots = [stored.get(0), stored.get(1)];
  assert.deepEqual(slots.map(({ generation }) => generation % 2), [0, 1]);
  assert.ok(slots.every(({ iv }) => iv.length === 12) && slots[0].iv.join() !== slots[1].iv.join());
  // A snapshot begins with these letters; what is stored is none.
  const text = (bytes) => Buffer.from(bytes).toString('latin1');
  assert.equal(text(session.snapshot()).slice(0, 4), 'SLHS');
  for (const { data } of slots) assert.ok(!text(data).includes('SLHS') && !text(data).includes('deposit_std'));
  assert.deepEqual(Object.keys(stored.get('head')), ['format', 'id', 'generation', 'kept', 'erased', 'policy', 'recent']);
});

test('no two writes have the same initialisation vector', async () => {
  const session = await page();
  const seen = new Set();
  for (let i = 0; i < 50; i++) {
    session.record(view());
    await session.settled();
    const stored = await records();
    const { generation } = stored.get('head');
    seen.add(stored.get(generation % 2).iv.join());
  }
  assert.equal(seen.size, 50);
});

test('a host secret: the same opens, another is refused, none is refused, and nothing is lost by that', async () => {
  const secret = (byte) => async () => new Uint8Array(32).fill(byte);
  const session = await page({ keySource: secret(7) });
  session.record(view());
  await session.settled();
  const before = await records();
  assert.equal(before.get('key').key, undefined);
  assert.equal(before.get('key').salt.length, 32);
  await assert.rejects(openVault(engine, { keySource: secret(8) }), fault('vault/secret', ''));
  await assert.rejects(openVault(engine), fault('vault/secret', ''));
  await assert.rejects(openVault(engine, { keySource: async () => new Uint8Array(15) }), fault('input/secret', '/keySource'));
  await assert.rejects(openVault(engine, { keySource: async () => { throw new Error('locked'); } }), fault('vault/secret', '/keySource'));
  assert.deepEqual(await records(), before);
  assert.equal(await found({ keySource: secret(7) }), 1);
});

test('a vault that was made without a secret gets one', async () => {
  const first = await page();
  first.record(view());
  await first.settled();
  const keySource = async () => new Uint8Array(32).fill(7);
  const session = await openVault(engine, { keySource });
  session.record(view());
  await session.settled();
  const stored = await records();
  assert.deepEqual([stored.get('key').key, stored.size], [undefined, 4]); // the other slot is empty: it was of the old key
  assert.equal(await found({ keySource }), 2);
  // The page from before can neither read nor overwrite it.
  first.record(view());
  await assert.rejects(first.settled(), fault('vault/secret', ''));
  assert.deepEqual([first.storage, first.readOnly, moments(first).length], ['memory', true, 2]);
  assert.equal(await found({ keySource }), 2);
});

test('erasing empties slots, key and salt', async () => {
  const session = await openVault(engine);
  session.record({ type: 'repayment', at: NOW, loan: 'a', installment: 1 });
  session.setProfile({ age: 31 });
  await session.settled();
  const before = await records();
  const salt = saltOf(session.snapshot());
  assert.deepEqual(saltOf((await openVault(engine)).snapshot()), salt);
  session.erase();
  await session.settled();
  const after = await records();
  assert.deepEqual([...after.keys()], ['head', `write ${after.get('head').generation}`]);
  assert.notEqual(after.get('head').id, before.get('head').id);
  assert.equal((await openVault(engine)).origin, 'new');
  // And the session's own salt with them.
  assert.notDeepEqual(saltOf(session.snapshot()), salt);
  // It goes on, under a key of its own.
  session.setProfile({ age: 32 });
  await session.settled();
  assert.deepEqual((await openVault(engine)).exportData(NOW).profile, { age: 32 });
});

test('erasing keeps what the customer chose, under a new key, and nothing else', async () => {
  const session = await page();
  session.tags.remove('credit_interest');
  session.setPersonalisation(false);
  session.record(view());
  session.setProfile({ age: 31 });
  await session.settled();
  const before = await records();
  session.erase();
  await session.settled();
  const after = await records();
  assert.deepEqual(after.size, 4);
  assert.notEqual(after.get('key').id, before.get('key').id);
  const again = await openVault(engine);
  const { profile, events, tags, consents, personalised } = again.exportData(NOW);
  assert.deepEqual([profile, events, tags.map(({ id, removed }) => [id, removed]), personalised], [{}, [], [['credit_interest', true]], false]);
  assert.ok(consents.length > 0 && consents.every(({ granted }) => granted));
});

test('a forgotten vault holds nothing, not even choices, and pages that have it open do not bring it back', async () => {
  const session = await page();
  session.record(view());
  await session.settled();
  await forgetVault();
  assert.deepEqual([...(await records()).keys()].filter((key) => !`${key}`.startsWith('write ')), ['head']);
  await session.settled();
  assert.deepEqual([moments(session), session.consent.get().filter(({ since }) => since !== null)], [[], []]);
  await forgetVault('never there');
});

test('without a storage, or without WebCrypto, the session is in memory and says so', async (t) => {
  const { indexedDB, crypto } = globalThis;
  t.after(() => {
    globalThis.indexedDB = indexedDB;
    Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true });
  });
  const inMemory = async () => {
    const session = await page();
    session.record(view());
    assert.deepEqual([session.storage, session.readOnly, session.origin, moments(session).length], ['memory', false, 'new', 1]);
    await assert.rejects(session.settled(), fault('vault/unavailable', ''));
    await assert.rejects(session.exclusively(() => 1), fault('vault/unavailable', ''));
    session.close();
  };
  globalThis.indexedDB = undefined;
  await inMemory();
  globalThis.indexedDB = { open: () => { throw new DOMException('denied', 'SecurityError'); } };
  await inMemory();
  globalThis.indexedDB = indexedDB;
  Object.defineProperty(globalThis, 'crypto', { value: { getRandomValues: (bytes) => crypto.getRandomValues(bytes) }, configurable: true });
  await inMemory();
});

test('a storage that comes back: what was recorded meanwhile joins what was stored', async (t) => {
  const first = await page();
  first.record(view());
  await first.settled();
  const { indexedDB } = globalThis;
  globalThis.indexedDB = { open: () => { throw new DOMException('denied', 'UnknownError'); } };
  t.after(() => (globalThis.indexedDB = indexedDB));
  const session = await page();
  session.record(view());
  assert.equal(session.storage, 'memory');
  globalThis.indexedDB = indexedDB;
  await session.settled();
  assert.deepEqual([session.storage, moments(session).length, await found()], ['indexeddb', 2, 2]);
});

test('a full storage: the session goes on, nothing is lost, and it is stored when there is room', async (t) => {
  const session = await page();
  session.record(view());
  await session.settled();
  const { put } = IDBObjectStore.prototype;
  t.after(() => (IDBObjectStore.prototype.put = put));
  IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError'); };
  for (let i = 0; i < 3; i++) {
    session.record(view());
    await assert.rejects(session.settled(), fault('vault/full', ''));
  }
  assert.deepEqual([session.storage, session.readOnly, moments(session).length], ['memory', false, 4]);
  assert.equal(await found(), 1);
  IDBObjectStore.prototype.put = put;
  session.record(view());
  await session.settled();
  assert.deepEqual([session.storage, await found()], ['indexeddb', 5]);
});

test('an evicted vault is a new one, and a page that is open keeps what it has', async () => {
  const session = await page();
  session.record(view());
  await session.settled();
  await evict();
  assert.equal((await openVault(engine)).origin, 'new');
  await evict();
  session.record(view());
  await session.settled();
  assert.deepEqual([session.storage, await found()], ['indexeddb', 2]);
});

test('what a later version wrote is refused and stays as it is', async () => {
  const session = await page();
  session.record(view());
  await session.settled();
  for (const key of ['head', 'key', 0, 1]) {
    const record = (await records()).get(key);
    await overwrite(key, { ...record, format: 2 });
    const before = await records();
    await assert.rejects(openVault(engine), fault('vault/newer', ''), `${key}`);
    assert.deepEqual(await records(), before);
    await overwrite(key, record);
  }
  assert.equal(await found(), 1);
});

test('a state that the engine refuses: the one before is used; a later engine’s is not passed over', async () => {
  const session = await openVault(engine);
  const states = [];
  for (const age of [30, 31]) {
    session.setProfile({ age });
    await session.settled();
    states.push(session.snapshot().join());
  }
  session.close();
  /** The engine, but it refuses the newest states, as many, with this code. */
  const refusing = (count, code) => ({
    policy: engine.policy,
    open(options = {}) {
      const place = options.snapshot === undefined ? -1 : states.indexOf(Uint8Array.from(options.snapshot).join());
      if (place >= states.length - count) throw new SilhouetteError(code, '', 'refused');
      return engine.open(options);
    },
  });
  const before = await records();
  const previous = await openVault(refusing(1, 'snapshot/malformed'));
  assert.deepEqual([previous.origin, engine.open({ snapshot: previous.snapshot() }).exportData(NOW).profile], ['previous', { age: 30 }]);
  await assert.rejects(openVault(refusing(2, 'snapshot/malformed')), fault('snapshot/malformed', ''));
  await assert.rejects(openVault(refusing(1, 'snapshot/newer')), fault('snapshot/newer', ''));
  await assert.rejects(openVault(refusing(1, 'engine/trap')), fault('engine/trap', ''));
  assert.deepEqual(await records(), before);
});

/** A policy that reads these facts, kinds and fields. */
const reading = (version, profile, events, features, when) =>
  load(pack(version, { profile, events, features, tags: [{ id: 'known', label: { en: 'Known' }, when }] }));

test('under another version of the policy what both know is kept, and the rest is left out', async () => {
  const first = await reading(
    '1.0.0',
    { age: { type: 'int' }, city: { type: 'enum', values: ['north', 'south'] }, gone: { type: 'int' } },
    { buy: { fields: { amount: 'decimal(2)', count: 'int', shop: 'category' } }, visit: {} },
    { bought: { sum: 'buy.amount', window: '30d' }, most: { max: 'buy.count', window: '30d' }, shops: { distinct: 'buy.shop', window: '30d' }, visits: { count: 'visit', window: '30d' } },
    "age > 1 && city == 'north' && gone > 1 && bought > 0.00 && most > 0 && shops > 0 && visits > 0",
  );
  const session = await openVault(first);
  session.setProfile({ age: 31, city: 'north', gone: 5 });
  const buy = (at) => ({ type: 'buy', at, amount: '19.90', count: 2, shop: 'corner' });
  session.record([buy(NOW - 2), { type: 'visit', at: NOW - 1 }, buy(NOW)]);
  await session.settled();
  assert.equal(session.portrait(NOW).tags.length, 1);
  session.close();
  await session.settled();

  // The amount as it was; the count is of another type; the shop is not read any more, and a channel is; no visits; one fact
  // less, and one place less in the city.
  const second = await reading(
    '2.0.0',
    { age: { type: 'int' }, city: { type: 'enum', values: ['south', 'east'] }, fresh: { type: 'int' } },
    { buy: { fields: { amount: 'decimal(2)', count: 'decimal(2)', channel: 'category' } } },
    { bought: { sum: 'buy.amount', window: '30d' }, most: { max: 'buy.count', window: '30d' }, ways: { distinct: 'buy.channel', window: '30d' } },
    "age > 1 && city == 'south' && fresh > 1 && bought > 0.00 && most > 0.00 && ways > 0",
  );
  const later = await openVault(second);
  assert.equal(later.origin, 'stored');
  const { profile, events } = later.exportData(NOW);
  assert.deepEqual(profile, { age: 31 });
  assert.deepEqual(events, [NOW - 2, NOW].map((at) => ({ type: 'buy', at, amount: 19.9, count: null, channel: null })));
  later.record({ type: 'buy', at: NOW + 1, amount: '1.00', count: '3.00', channel: 'app' });
  await later.settled();
  const again = await openVault(second);
  assert.equal(again.exportData(NOW).events.length, 3);
  // Features begin from what was kept: 2 × 19.90 + 1.00.
  const bought = again.explain('tag:known', NOW + 1).trace.children[0].children.flatMap(({ evidence }) => evidence).find(({ fact }) => fact === 'bought');
  assert.equal(Number(bought.is), 40.8);
});

test('a page asks for a lasting storage where there is one, and does not wait', async (t) => {
  let asked = 0;
  withNavigator(t, { storage: { persist: () => (asked++, new Promise(() => undefined)) } });
  await openVault(engine, { persist: true });
  await openVault(engine);
  assert.equal(asked, 1);
});

test('closing stores what is left; then every call is refused', async () => {
  const session = await page();
  session.record(view());
  session.close();
  assert.throws(() => session.record(view()), fault('session/closed', ''));
  assert.throws(() => session.portrait(NOW), fault('session/closed', ''));
  await assert.rejects(session.exclusively(() => 1), fault('session/closed', ''));
  await session.settled();
  session.close();
  assert.equal(await found(), 1);
});

test('two vaults of one origin have nothing in common', async () => {
  const [one, other] = [await page({ name: 'one' }), await page({ name: 'other' })];
  one.record(view());
  await one.settled();
  await other.settled();
  assert.deepEqual([await found({ name: 'one' }), await found({ name: 'other' })], [1, 0]);
  // A slot of one is none of the other.
  for (const key of ['head', 'key', 0, 1]) await overwrite(key, (await records('one')).get(key), 'other');
  await assert.rejects(openVault(engine, { name: 'other' }), fault('vault/damaged', ''));
});

test('options that are none are refused', async () => {
  for (const name of ['', 7, 'x'.repeat(201)]) await assert.rejects(openVault(engine, { name }), fault('input/type', '/name'));
  await assert.rejects(openVault(engine, { keySource: new Uint8Array(32) }), fault('input/type', '/keySource'));
  await assert.rejects(openVault(engine, { locale: 7 }), fault('input/type', '/locale'));
});

/** The salt at the beginning of a snapshot's body, behind its head of 44 bytes. */
const saltOf = (snapshot) => Array.from(snapshot.slice(44, 60));

// What lies in the storage, changed: no record with a changed byte is taken for what was written, none stands in for another.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openVault } from 'silhouette-wasm/vault';
import { NOW, device, engine, fault, overwrite, records } from './vault-host.mjs';

beforeEach(device);

const keySource = async () => new Uint8Array(32).fill(5);

/** A vault with two states: the customer was 30, and is 31. Gives its records, and the slots of both. */
async function two(options) {
  const session = await openVault(engine, options);
  for (const age of [30, 31]) {
    session.setProfile({ age });
    await session.settled();
  }
  session.close();
  const stored = await records();
  const place = stored.get('head').generation % 2;
  return { stored, place };
}

/** How a page that comes now finds the vault: where it begins and how old the customer is there, or why not. */
async function finds(options) {
  try {
    const session = await openVault(engine, options);
    // Asked of a copy: the vault stays as it is.
    const { profile } = engine.open({ snapshot: session.snapshot() }).exportData(NOW);
    session.close();
    return `${session.origin} ${profile.age}`;
  } catch (error) {
    return error.code;
  }
}

/** Every record that differs from this one in one byte, a letter or a number. */
function* changed(record) {
  for (const [name, part] of Object.entries(record)) {
    const bytes = part instanceof ArrayBuffer ? new Uint8Array(part) : part;
    if (ArrayBuffer.isView(bytes)) {
      for (let at = 0; at < bytes.length; at++) {
        const other = bytes.slice();
        other[at] ^= 1 << at % 8;
        yield [name, { ...record, [name]: part instanceof ArrayBuffer ? other.buffer : other }];
      }
    } else if (typeof part === 'string') {
      for (let at = 0; at < part.length; at++) yield [name, { ...record, [name]: part.slice(0, at) + String.fromCharCode(part.charCodeAt(at) ^ 1) + part.slice(at + 1) }];
    } else if (typeof part === 'number') {
      for (const other of [part + 1, part - 1, part + 2, part - 2, -part, part + 0.5]) yield [name, { ...record, [name]: other }];
    }
  }
}

test('the newest state with any byte changed: the one before is used, and that is told', async (t) => {
  const { stored, place } = await two();
  assert.equal(await finds(), 'stored 31');
  const tried = new Map();
  for (const [name, record] of changed(stored.get(place))) {
    await overwrite(place, record);
    const found = await finds();
    // A number of the format that is larger says that a later version wrote this.
    assert.ok(found === 'previous 30' || (name === 'format' && found === 'vault/newer'), `${name}: ${found}`);
    tried.set(name, (tried.get(name) ?? 0) + 1);
  }
  await overwrite(place, stored.get(place));
  assert.equal(await finds(), 'stored 31');
  t.diagnostic(`changed: ${[...tried].map(([name, count]) => `${name} ${count}`).join(', ')}`);
  assert.ok(tried.get('data') > 100 && tried.get('iv') === 12 && tried.get('id') === 32 && tried.get('generation') === 6);
});

test('shortened, lengthened and foreign slots', async () => {
  const { stored, place } = await two();
  const newest = stored.get(place);
  const { data } = newest;
  const longer = new Uint8Array(data.byteLength + 1);
  longer.set(new Uint8Array(data));
  const others = [
    { ...newest, data: data.slice(0, -1) }, { ...newest, data: data.slice(1) }, { ...newest, data: longer.buffer }, { ...newest, data: new ArrayBuffer(0) },
    { ...newest, iv: newest.iv.slice(0, 11) }, { ...newest, data: 'x' }, { ...newest, iv: undefined }, {}, 'x', null, 7,
    // The state before under the newest's name, and the newest under a later one.
    { ...stored.get(1 - place), generation: newest.generation }, { ...newest, generation: newest.generation + 2 },
  ];
  for (const [index, other] of others.entries()) {
    await overwrite(place, other);
    assert.equal(await finds(), 'previous 30', `${index}`);
  }
  // Both in each other's place: what they are bound to is the generation, whose slot it is.
  await overwrite(place, { ...stored.get(1 - place) });
  await overwrite(1 - place, { ...newest });
  assert.ok(['stored 31', 'vault/damaged'].includes(await finds()));
});

test('a state from before in the newest slot is noticed; with neither slot left it is refused and stays', async () => {
  const { stored, place } = await two();
  const session = await openVault(engine);
  for (const age of [32, 33]) {
    session.setProfile({ age });
    await session.settled();
  }
  session.close();
  assert.equal(await finds(), 'stored 33');
  await overwrite(place, stored.get(place)); // two generations ago
  assert.equal(await finds(), 'previous 32');
  await overwrite(1 - place, undefined);
  assert.equal(await finds(), 'previous 31');
  await overwrite(place, undefined);
  const before = await records();
  assert.equal(await finds(), 'vault/damaged');
  assert.deepEqual(await records(), before);
});

test('after a fallback the next write counts on from the newest that was known', async () => {
  const { stored, place } = await two();
  await overwrite(place, { ...stored.get(place), data: new ArrayBuffer(40) });
  const session = await openVault(engine);
  assert.equal(session.origin, 'previous');
  session.setProfile({ age: 34 });
  await session.settled();
  assert.equal((await records()).get('head').generation, stored.get('head').generation + 1);
  assert.equal(await finds(), 'stored 34');
});

test('the head changed, lost or foreign: the newest state is found without it', async (t) => {
  const { stored } = await two();
  let tried = 0;
  for (const [name, record] of [...changed(stored.get('head')), ['all', undefined], ['all', {}], ['all', 'x']]) {
    await overwrite('head', record);
    const found = await finds();
    assert.ok(/^(stored|previous) 31$/.test(found) || (name === 'format' && found === 'vault/newer'), `${name}: ${found}`);
    tried += 1;
  }
  t.diagnostic(`${tried} heads`);
  assert.ok(tried > 40);
});

test('the salt of a host secret with any byte changed is refused; the check is not needed as long as a slot opens', async (t) => {
  const { stored } = await two({ keySource });
  const key = stored.get('key');
  assert.equal(await finds({ keySource }), 'stored 31');
  const tried = { salt: 0, id: 0, check: 0 };
  for (const [name, record] of changed(key)) {
    await overwrite('key', record);
    const found = await finds({ keySource });
    if (name === 'format') assert.ok(['vault/newer', 'vault/damaged'].includes(found), `${name}: ${found}`);
    else assert.equal(found, 'vault/secret', name);
    if (name in tried) tried[name] += 1;
  }
  for (const [, check] of changed(key.check)) {
    await overwrite('key', { ...key, check });
    assert.equal(await finds({ keySource }), 'stored 31');
    tried.check += 1;
  }
  await overwrite('key', key);
  assert.equal(await finds({ keySource }), 'stored 31');
  // With the right secret and no slot that opens it is not the secret that is wrong.
  for (const slot of [0, 1]) await overwrite(slot, { ...stored.get(slot), data: new ArrayBuffer(40) });
  assert.equal(await finds({ keySource }), 'vault/damaged');
  await assert.rejects(openVault(engine, { keySource: async () => new Uint8Array(32) }), fault('vault/secret', ''));
  t.diagnostic(JSON.stringify(tried));
  assert.deepEqual([tried.salt, tried.id, tried.check > 20], [32, 32, true]);
});

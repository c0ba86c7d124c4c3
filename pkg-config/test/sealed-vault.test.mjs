// The vault inside the sealed worker: what is answered is stored; and beside the worker as before where there is no storage.
// Each worker here has a storage of its own; what one leaves to the next is for browsers to show, in tests/vault.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, test } from 'node:test';
import { openSealed } from 'silhouette-wasm/sealed';
import { NOW, fault, packBytes, repayment } from './engine.mjs';
import { SEAL, page } from './sealed-host.mjs';

const wasm = readFileSync(new URL('../dist/silhouette.wasm', import.meta.url));
const storage = createRequire(import.meta.url).resolve('fake-indexeddb/auto');
let host;
let heard;
afterEach(() => host?.leave());

/** A kept session in a worker with a storage, if there is one; what its workers say is heard. */
async function open(options = {}, workerData = { policy: SEAL, storage }) {
  host = page(workerData);
  heard = [];
  const { Worker } = globalThis;
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      this.thread.on('message', (data) => heard.push(data));
    }
  };
  return openSealed(packBytes(), { wasm, worker: '/sealed-worker.js', vault: {}, ...options });
}
const consenting = async (session) => {
  for (const { purpose } of await session.consent.get()) await session.consent.set(purpose, true, 0);
  return session;
};
const count = async (session) => (await session.exportData(NOW)).events.length;
/** The states that the page was given to keep. */
const states = () => heard.filter(({ state }) => state !== undefined).length;

test('what is answered is stored, and the page keeps no copy', async () => {
  const session = await consenting(await open());
  assert.deepEqual(await session.where(), { storage: 'indexeddb', readOnly: false, origin: 'new' });
  assert.equal((await session.record([repayment(1, 0), repayment(2, 31)])).recorded, 2);
  await session.settled();
  await session.portrait(NOW);
  assert.equal(await count(session), 2);
  const bases = heard.map(({ base }) => base).filter((base) => base !== undefined);
  assert.equal(states(), 0);
  // Each answer names the write that holds it.
  assert.ok(bases.length > 3 && bases.every((base) => /^[0-9a-f]{32} \d+$|^$/.test(base)), bases.join());
  await session.close();
});

test('answers come in the order of the calls, and errors as they are', async () => {
  const session = await open();
  const order = [];
  const calls = ['consent.get', 'record', 'bad', 'portrait', 'settled', 'where'];
  const made = [
    session.consent.get(), session.record(repayment(1, 0)), session.record({ type: 'repayment', at: NaN }), session.portrait(NOW), session.settled(), session.where(),
  ].map((call, index) => call.then(() => order.push(calls[index]), (error) => (assert.ok(fault('input/time', '/at')(error)), order.push(calls[index]))));
  await Promise.all(made);
  assert.deepEqual(order.filter((name) => name !== 'settled'), calls.filter((name) => name !== 'settled'));
  assert.ok(order.includes('settled'));
  await session.close();
});

test('without a storage the state is kept beside the worker, and another goes on from it', async () => {
  const session = await consenting(await open({}, { policy: SEAL }));
  assert.deepEqual(await session.where(), { storage: 'memory', readOnly: false, origin: 'new' });
  await session.record(repayment(1, 0));
  await assert.rejects(session.settled(), fault('vault/unavailable', ''));
  assert.ok(states() > 0);
  await assert.rejects(session.record({ ...repayment(2, 0), loan: 'ruin' }), fault('engine/trap', ''));
  assert.equal(host.started.length, 2);
  assert.equal(await count(session), 1);
  await session.close();
});

test('a storage that is full, or does not answer, holds no answer up for long', async () => {
  for (const [how, code] of [['full', 'vault/full'], ['stuck', null]]) {
    const session = await consenting(await open());
    const before = Date.now();
    assert.equal((await session.record({ ...repayment(1, 0), loan: how })).recorded, 1);
    assert.ok(Date.now() - before < 5000);
    assert.ok(states() > 0);
    if (code !== null) {
      await assert.rejects(session.settled(), fault(code, ''));
      assert.equal((await session.where()).storage, 'memory');
    }
    assert.equal(await count(session), 1);
    await session.close();
    host.leave();
  }
});

test('a host secret goes to the worker, and what is none is refused', async () => {
  const secret = async () => new Uint8Array(32).fill(7);
  const session = await open({ vault: { keySource: secret } });
  assert.equal((await session.where()).storage, 'indexeddb');
  await session.close();
  host.leave();
  await assert.rejects(open({ vault: { keySource: async () => new Uint8Array(3) } }), fault('input/secret', '/keySource'));
  host.leave();
  await assert.rejects(open({ vault: { keySource: async () => { throw new Error('locked'); } } }), fault('vault/secret', '/vault/keySource'));
  await assert.rejects(open({ vault: { name: '' } }), fault('input/type', '/name'));
  await assert.rejects(open({ snapshot: new Uint8Array(3) }), fault('input/type', '/snapshot'));
});

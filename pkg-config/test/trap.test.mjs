// A trap of the wasm: reported, final for the objects of its instance, harmless for all others.
//
// The wasm that ships has no way to ask for a trap, so the test overwrites its memory from outside, as a fault in
// the engine would, and lets it run into that.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';
import { load } from 'silhouette-wasm';
import { NOW, PACK, consenting, fault, repayment } from './engine.mjs';

/** An engine, the memory behind it, and the names of the wasm's functions in the order in which they were entered. */
async function loadWithMemory() {
  const { instantiate } = WebAssembly;
  let memory;
  const entered = [];
  WebAssembly.instantiate = async (...given) => {
    const { exports } = await instantiate(...given);
    memory = exports.memory;
    const counted = ([name, value]) => [name, typeof value !== 'function' ? value : (...args) => (entered.push(name), value(...args))];
    return { exports: Object.fromEntries(Object.entries(exports).map(counted)) };
  };
  try {
    return { engine: await load(PACK), memory, entered };
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}

/** Leaves no address in the memory that means anything. */
const ruin = (memory) => new Uint8Array(memory.buffer).fill(0xfe, 1024);

test('a trap retires every object of its instance; the next load works', async () => {
  const { engine, memory } = await loadWithMemory();
  const [session, sibling] = [consenting(engine), consenting(engine)];
  const closed = consenting(engine);
  closed.close();
  session.record([repayment(1, 12), repayment(2, 31)]);
  const snapshot = session.snapshot();
  const bystander = consenting(await load(PACK));

  ruin(memory);
  assert.throws(() => session.portrait(NOW), fault('engine/trap', ''));

  for (const call of [
    () => session.portrait(NOW),
    () => session.record(repayment(3, 0)),
    () => session.record([]),
    () => session.setProfile({ age: 31 }),
    () => session.setPersonalisation(false),
    () => session.exportData(NOW),
    () => session.snapshot(),
    () => sibling.portrait(NOW),
    () => sibling.record(repayment(1, 0)),
    () => engine.open(),
  ]) assert.throws(call, fault('engine/trap', ''));
  // The more exact of two answers.
  assert.throws(() => closed.portrait(NOW), fault('session/closed', ''));

  // Closing what is gone is no error, and ends in the usual state.
  for (const each of [session, sibling, engine]) each.close();
  assert.throws(() => session.portrait(NOW), fault('session/closed', ''));
  assert.throws(() => engine.open(), fault('engine/closed', ''));

  bystander.record([repayment(1, 12), repayment(2, 31)]);
  assert.equal(bystander.portrait(NOW).warnings.length, 1);
  const resumed = (await load(PACK)).open({ snapshot });
  assert.equal(resumed.portrait(NOW).warnings.length, 1);
});

test('a trap while closing is silent and final', async () => {
  const { engine, memory } = await loadWithMemory();
  const [session, other] = [consenting(engine), consenting(engine)];
  ruin(memory);
  session.close();
  assert.throws(() => session.portrait(NOW), fault('session/closed', ''));
  assert.throws(() => other.portrait(NOW), fault('engine/trap', ''));
});

test('memory that cannot grow is a trap, not a crash', async () => {
  const { engine, memory } = await loadWithMemory();
  const session = consenting(engine);
  // Takes all there is to take, down to single pages.
  for (let pages = 1 << 15; pages >= 1; pages >>= 1) {
    try {
      while (true) memory.grow(pages);
    } catch {
      // no more of this size
    }
  }
  const many = Array.from({ length: 100_000 }, (_, index) => repayment(index, 0));
  assert.throws(() => session.record(many), fault('engine/trap', ''));
  assert.throws(() => session.portrait(NOW), fault('engine/trap', ''));
  const fresh = consenting(await load(PACK));
  assert.equal(fresh.portrait(NOW).asOf, NOW);
});

test('nothing enters the instance after a trap, not even when its objects are collected', async () => {
  setFlagsFromString('--expose-gc');
  const gc = vm.runInNewContext('gc');
  const collect = async () => {
    for (let round = 0; round < 10; round++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const dropped = async (trap) => {
    const { engine, memory, entered } = await loadWithMemory();
    const session = consenting(engine);
    if (trap) {
      ruin(memory);
      assert.throws(() => session.portrait(NOW), fault('engine/trap', ''));
      assert.throws(() => session.portrait(NOW), fault('engine/trap', ''));
    }
    const before = entered.length;
    // The engine stays, and with it the instance; else all would go at once and nothing need be freed.
    return { engine, entered, before, gone: new WeakRef(session) };
  };
  // The control: objects that were dropped without a trap are freed, so the finalizers do run here.
  for (const trap of [false, true]) {
    const { engine, entered, before, gone } = await dropped(trap);
    await collect();
    assert.equal(gone.deref(), undefined);
    assert.deepEqual(entered.slice(before), trap ? [] : ['__wbg_wasmsession_free']);
    engine.close();
  }
});

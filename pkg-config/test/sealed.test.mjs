// The session behind a sealed worker: the same answers as one beside the page, and what becomes of it when a worker fails.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { SilhouetteError, load } from 'silhouette-wasm';
import { openSealed, SilhouetteError as SealedError } from 'silhouette-wasm/sealed';
import { packStore } from 'silhouette-wasm/store';
import { NOW, DAY, PACK, fault, packBytes, repayment } from './engine.mjs';
import { sourceModule } from './module.mjs';
import { a, b, by, memory, pack } from './signed.mjs';
import { SEAL, page } from './sealed-host.mjs';

const wasm = readFileSync(new URL('../dist/silhouette.wasm', import.meta.url));
let host;
afterEach(() => host?.leave());

/** A sealed session, as a page opens it. */
async function open(options = {}, workerData) {
  host = page(workerData);
  return openSealed(packBytes(), { wasm, worker: '/sealed-worker.js', ...options });
}

const late = [repayment(1, 12), repayment(2, 31)];
/** An event that the simulated host acts upon. */
const broken = (how) => ({ type: 'repayment', at: NOW - DAY, loan: how });

test('every method of a session is there, and nothing else', async () => {
  // From the declarations: methods, and the methods of objects.
  const text = readFileSync(fileURLToPath(new URL('../dist/index.d.ts', import.meta.url)), 'utf8');
  const source = ts.createSourceFile('index.d.ts', text, ts.ScriptTarget.ES2017, true);
  const interfaces = new Map(source.statements.filter(ts.isInterfaceDeclaration).map((each) => [each.name.text, each]));
  const paths = (name, before) => interfaces.get(name).members.flatMap((member) =>
    ts.isMethodSignature(member) ? [before + member.name.text] : paths(member.type.typeName.text, `${before}${member.name.text}.`));
  const declared = [...new Set(paths('Session', ''))].sort(); // some can be called in two ways
  assert.ok(declared.includes('warnings.resolve') && declared.includes('close'));

  // From the objects themselves.
  const of = (object, names, before = '') => names.flatMap((name) => (typeof object[name] === 'function' ? [before + name] : of(object[name], Object.keys(object[name]), `${before}${name}.`)));
  const sealed = await open();
  const { policy, ...methods } = sealed;
  assert.deepEqual(of(methods, Object.keys(methods)).sort(), declared);
  const engine = await load(PACK);
  assert.deepEqual(policy, engine.policy);
  const local = engine.open();
  const missing = declared.filter((path) => typeof path.split('.').reduce((object, name) => object[name], local) !== 'function');
  assert.deepEqual(missing, []);
  await sealed.close();
});

test('the answers are those of a session beside the page', async () => {
  const sealed = await open({ locale: 'en' });
  const local = (await load(PACK)).open({ locale: 'en' });
  const at = Float64Array.of(NOW - 3 * DAY, NOW - 2 * DAY);
  for (const call of [
    (session) => session.setProfile({ age: 30 }),
    (session) => session.consent.set('risk', true, NOW - DAY),
    (session) => session.consent.set('marketing', true, NOW - DAY),
    (session) => session.consent.get(),
    (session) => session.setProfile({ age: 31, duration_months: 12, unknown: true }),
    (session) => session.record(late),
    (session) => session.record({ type: 'add_to_cart', at: NOW - DAY }, {}),
    (session) => session.recordColumns({ type: 'purchase', at, fields: { amount: { values: ['19.90'], codes: Uint8Array.of(0, 0) }, quantity: Int32Array.of(1, 3) } }),
    (session) => session.portrait(NOW),
    (session) => session.explain('warning:two_overdue', NOW),
    (session) => session.warnings.acknowledge('two_overdue', NOW),
    (session) => session.portrait(NOW + DAY),
    (session) => session.exportData(NOW + DAY),
    (session) => session.setPersonalisation(false),
    (session) => session.portrait(NOW + DAY),
  ]) assert.deepEqual(await call(sealed), call(local), String(call));
  assert.equal(at.length, 2, 'what was handed over is still the caller’s');
  const resumed = (await load(PACK)).open({ locale: 'en', snapshot: await sealed.snapshot() });
  assert.deepEqual(resumed.portrait(NOW + DAY).general, local.portrait(NOW + DAY).general);
  await sealed.close();
});

test('errors come back as they are, and leave the session as it was', async () => {
  const sealed = await open();
  assert.equal(SealedError, SilhouetteError);
  await assert.rejects(sealed.record([repayment(1, 0), { type: 'repayment', at: NaN }]), fault('input/time', '/1/at'));
  await sealed.consent.set('risk', true, NOW);
  await assert.rejects(sealed.setProfile({ age: {} }), fault('input/type', '/age'));
  await assert.rejects(sealed.record({ type: 'repayment', at: NOW, loan: () => 0 }), fault('input/type', ''));
  await assert.rejects(sealed.record(repayment(1, 0), null), fault('input/type', ''));
  const local = (await load(PACK)).open();
  for (const call of [(session) => session.record([{ type: 'repayment', at: 'x' }]), (session) => session.explain('tag:nobody', NOW)]) {
    const wanted = await Promise.resolve(local).then(call).catch(({ message }) => message);
    assert.equal(await call(sealed).catch(({ message }) => message), wanted);
  }
  assert.equal((await sealed.record(late)).recorded, 2);
  await sealed.close();
});

test('what cannot start is refused with its own code, and its worker ended', async () => {
  await assert.rejects(open({ snapshot: Uint8Array.of(1, 2, 3) }), { code: /^snapshot\// });
  assert.ok(host.started[0].ended);
  await assert.rejects(openSealed(Uint8Array.of(1), { wasm, worker: 'x' }), { code: /^pack\// });
  await assert.rejects(openSealed(packBytes(), { wasm: Uint8Array.of(1), worker: 'x' }), fault('wasm/compile', ''));
  await assert.rejects(openSealed(packBytes(), { wasm, worker: 'x', timeout: 0 }), fault('input/type', '/timeout'));
  await assert.rejects(openSealed(packBytes(), { wasm, worker: 'x', locale: () => 0 }), fault('input/type', '/locale'));
  await assert.rejects(openSealed(packBytes(), { wasm, worker: 'x', snapshot: 'x' }), fault('input/type', '/snapshot'));
  await assert.rejects(openSealed(packBytes(), { wasm, worker: 'x', keys: {} }), fault('pack/unsigned', ''));
  await assert.rejects(openSealed(packBytes(), { wasm, worker: 'x', minVersion: '999.0.0' }), fault('pack/rollback', ''));
  assert.ok(host.started.every(({ ended }) => ended));
  host.leave();
  for (const policy of ['', "connect-src 'self'", "default-src 'none'; img-src https:", "default-src 'none'; report-uri /r"]) {
    await assert.rejects(open({}, { policy }), fault('worker/unsealed', ''), policy);
    assert.ok(host.started[0].ended);
    host.leave();
  }
  await assert.rejects(openSealed(packBytes(), { wasm }), fault('worker/unsupported', ''));
});

test('accepted packs over time: the worker chooses, the page keeps', async () => {
  const store = packStore(memory());
  const told = async (asked, options = {}) => {
    host = page();
    try {
      const session = await openSealed(asked, { wasm, worker: 'x', keys: { a }, store, ...options });
      const { version, stale, fault, signedBy } = session.policy;
      await session.portrait(NOW);
      await session.close();
      assert.equal(host.started.length, 1, 'one worker, whatever there is to choose among');
      return [version, stale, fault, signedBy];
    } catch (error) {
      return error.code;
    } finally {
      host.leave();
    }
  };
  const offline = () => Promise.reject(new TypeError('Failed to fetch'));
  assert.equal(await told(offline()), 'pack/unavailable');
  assert.deepEqual(await told(by('a', pack('1.0.0'))), ['1.0.0', false, null, 'a']);
  assert.deepEqual(await told(by('a', pack('2.0.0'))), ['2.0.0', false, null, 'a']);
  assert.deepEqual(await told(by('a', pack('1.0.0'))), ['2.0.0', true, 'pack/rollback', 'a']);
  assert.deepEqual(await told(by('a', pack('2.0.0', { locales: ['zh-CN'] }))), ['2.0.0', true, 'pack/mixed', 'a']);
  assert.deepEqual(await told(offline()), ['2.0.0', true, 'pack/unavailable', 'a']);
  assert.equal(await told(offline(), { keys: { b } }), 'pack/unavailable');
  assert.equal(await told(by('b', pack('1.0.0')), { keys: { b }, minVersion: '1.0.1' }), 'pack/rollback');
  assert.deepEqual(await told(by('b', pack('1.0.0')), { keys: { b } }), ['1.0.0', false, null, 'b']);
  const full = { get: async () => null, put: async () => { throw new Error(); } };
  assert.deepEqual(await told(by('a', pack('1.0.0')), { store: packStore(full) }), ['1.0.0', false, 'store/failed', 'a']);
  assert.equal(await told(by('a', pack('1.0.0')), { store: full }), 'input/store');
});

test('a worker that takes over goes on with the pack that was chosen', async () => {
  const store = packStore(memory());
  const options = { wasm, worker: 'x', keys: { a }, store };
  host = page();
  await (await openSealed(by('a', packBytes()), options)).close();
  const session = await openSealed(Promise.reject(new Error()), options);
  assert.deepEqual([session.policy.id, session.policy.stale], ['retail-portrait', true]);
  await session.consent.set('risk', true, 0);
  await session.record(late);
  await assert.rejects(session.record(broken('ruin')), fault('engine/trap', ''));
  assert.equal((await session.portrait(NOW)).warnings.length, 1);
  assert.equal(host.started.length, 3);
  await session.close();
});

test('after a trap another worker goes on from the last answer', async () => {
  const sealed = await open();
  await sealed.record(late);
  const before = await sealed.portrait(NOW);
  const one = sealed.record(broken('ruin'));
  const two = sealed.portrait(NOW);
  await assert.rejects(one, fault('engine/trap', ''));
  await assert.rejects(two, fault('engine/trap', ''), 'what was not answered yet has left nothing behind');
  assert.equal(host.started.length, 2);
  assert.deepEqual(host.started.map(({ ended }) => ended === true), [true, false]);
  const after = await sealed.portrait(NOW);
  assert.deepEqual(after.warnings, before.warnings);
  assert.deepEqual(after.changes, [], 'also the last portrait is remembered');
  assert.deepEqual((await sealed.exportData(NOW)).events.length, 2);
  await sealed.close();
});

test('a worker that hangs is ended in time, and another goes on', async () => {
  const sealed = await open({ timeout: 3000 });
  await sealed.record(late);
  const began = performance.now();
  await assert.rejects(sealed.record(broken('hang')), fault('worker/timeout', ''));
  const took = performance.now() - began;
  assert.ok(took >= 2700 && took < 20_000, `${took}`);
  assert.equal((await sealed.portrait(NOW)).warnings.length, 1);
  // Again, and with calls behind it.
  const calls = [sealed.record(broken('hang')), sealed.record(repayment(3, 40))];
  for (const call of calls) await assert.rejects(call, fault('worker/timeout', ''));
  assert.equal((await sealed.exportData(NOW)).events.length, 2);
  assert.equal(host.started.length, 3);
  await sealed.close();
});

test('when no other worker can take over, the session is over', async () => {
  // A worker that is given a state hangs at its start.
  const sealed = await open({ timeout: 4000 }, { policy: SEAL, dies: true });
  await sealed.record(late);
  await assert.rejects(sealed.record(broken('ruin')), fault('engine/trap', ''));
  await assert.rejects(sealed.portrait(NOW), fault('worker/lost', ''));
  await assert.rejects(sealed.portrait(NOW), fault('worker/lost', ''));
  assert.ok(host.started.every(({ ended }) => ended));
  await sealed.close();
});

test('closing ends the worker and everything that is under way', async () => {
  const sealed = await open();
  const call = sealed.record(late);
  await sealed.close();
  await assert.rejects(call, fault('session/closed', ''));
  await assert.rejects(sealed.portrait(NOW), fault('session/closed', ''));
  await sealed.close();
  assert.ok(host.started[0].ended);
});

test('calls that wait together are answered together, in their order', async () => {
  const sealed = await open();
  const calls = Array.from({ length: 500 }, (_, index) => sealed.record(repayment(index, 0)));
  const order = [];
  calls.forEach((call, index) => void call.then(() => order.push(index)));
  await Promise.all(calls);
  assert.deepEqual(order, [...Array(500).keys()]);
  assert.equal((await sealed.exportData(NOW)).events.length, 500);
  await sealed.close();
});

test('a policy seals when it leaves nothing open, whatever else it says', async () => {
  const { seals, reports, SEAL: own } = await sourceModule('sealed/seal');
  for (const policy of [
    own,
    SEAL,
    "default-src 'none'",
    "DEFAULT-SRC 'NONE';script-src 'wasm-unsafe-eval'",
    "default-src 'none'; script-src 'unsafe-eval' 'wasm-unsafe-eval'; worker-src blob:; upgrade-insecure-requests",
    "default-src 'none'; connect-src 'none'; frame-ancestors https://bank.example",
    "default-src 'none'; script-src",
    "default-src 'none'; default-src *",
  ]) assert.ok(seals(policy), policy);
  for (const policy of [
    '',
    'default-src',
    "default-src 'self'",
    "default-src *; default-src 'none'",
    "default-src 'none' 'self'",
    "connect-src 'none'; script-src 'none'",
    "default-src 'none'; connect-src https:",
    "default-src 'none'; font-src data:",
    "default-src 'none'; script-src 'self'",
    "default-src 'none'; script-src-elem 'self'",
    "default-src 'none'; script-src 'strict-dynamic'",
    "default-src 'none'; worker-src https://bank.example",
    "default-src 'none'; child-src 'self'",
  ]) assert.ok(!seals(policy), policy);
  assert.ok(reports("default-src 'none'; report-uri /r") && reports('REPORT-TO x') && !reports("default-src 'none'"));
});

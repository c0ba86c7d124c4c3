// The entry for mini-programs, in a host that has what those have and nothing else.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import esbuild from 'esbuild';
import ts from 'typescript';
import { load } from 'silhouette-wasm';
import { DAY, NOW, consenting, packBytes, repayment } from './engine.mjs';
import { bareContext, pathOnly, runModule } from './mini-host.mjs';
import { sourceModule } from './module.mjs';
import { a, by } from './signed.mjs';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const file = (name) => readFileSync(join(dist, name));

/** Files of the mini-program's own package. */
const PACKAGE = { '/silhouette/silhouette.wasm': file('silhouette.wasm'), '/silhouette/silhouette.wasm.br': file('silhouette.wasm.br') };
/** A new mini-program: `require` gives the entry, as a file that was copied into it. */
function host() {
  const self = bareContext();
  const read = (path) => PACKAGE[path] ?? assert.fail('no such file in the package');
  const entry = runModule(self, file('mini-program.cjs'), (name) => assert.fail(`asks for ${name}`));
  return { ...entry, WXWebAssembly: pathOnly(read), self };
}

const entropy = () => new Uint8Array(randomBytes(4096)).buffer;
const wasmOf = (WXWebAssembly, path = '/silhouette/silhouette.wasm.br') => ({ host: WXWebAssembly, path });

/** Everything that a session says of a customer's life. */
function story(engine, texts) {
  const session = consenting(engine, { locale: 'zh-CN' });
  session.setProfile({ age: 31, occupation: 'salaried', income_month: '32000.00' });
  session.record([repayment(1, 12, NOW - 3 * DAY), repayment(2, 31)]);
  session.record(texts.map((text, index) => ({ type: 'search', at: NOW - DAY + index, text })));
  const portrait = session.portrait(NOW);
  const again = session.portrait(NOW + DAY);
  const said = JSON.stringify([portrait, again, session.explain('warning:two_overdue', NOW), session.exportData(NOW), session.tags.list(NOW)]);
  session.close();
  return said;
}
const TEXTS = ['信用卡 💳 分期', '\ud800 lone', 'lone \udfff', 'é', ''];

test('the same bytes as in Node, from both forms of the wasm', async () => {
  const expected = story(await load(packBytes()), TEXTS);
  for (const path of Object.keys(PACKAGE)) {
    const { load, WXWebAssembly } = host();
    const engine = await load(packBytes().buffer, { wasm: wasmOf(WXWebAssembly, path), entropy: entropy() });
    assert.equal(story(engine, TEXTS), expected, path);
    assert.equal(WXWebAssembly.started, 1);
  }
});

test('every shipped policy gives what it gives in Node', async () => {
  for (const name of ['retail', 'enterprise', 'assessment']) {
    const pack = new Uint8Array(file(`policies/${name}.pack`));
    const portraitOf = (engine) => JSON.stringify(consenting(engine).portrait(NOW));
    const mini = host();
    assert.equal(portraitOf(await mini.load(pack, { wasm: wasmOf(mini.WXWebAssembly), entropy: entropy() })), portraitOf(await load(pack)), name);
  }
});

test('bundled as a module, it asks for nothing more', async () => {
  const { outputFiles } = await esbuild.build({ entryPoints: [join(dist, 'mini-program.js')], bundle: true, format: 'iife', globalName: 'silhouette', target: 'es2017', write: false });
  const { self, WXWebAssembly } = host();
  Object.assign(self, { wasm: wasmOf(WXWebAssembly), pack: packBytes(), entropy: entropy() });
  vm.runInContext(outputFiles[0].text, self);
  assert.equal(await vm.runInContext('silhouette.load(pack, { wasm, entropy }).then((engine) => engine.policy.id)', self), 'retail-portrait');
  const text = String(file('mini-program.js'));
  const source = ts.createSourceFile('mini-program.js', text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  assert.equal(source.statements.some((each) => ts.isImportDeclaration(each)), false);
});

test('a snapshot is resumed where it was made, and in Node', async () => {
  const { load: loadHere, WXWebAssembly } = host();
  const session = consenting(await loadHere(packBytes(), { wasm: wasmOf(WXWebAssembly), entropy: entropy() }));
  session.record([repayment(1, 12), repayment(2, 31)]);
  const engine = await load(packBytes());
  assert.equal(JSON.stringify(engine.open({ snapshot: new Uint8Array(session.snapshot()) }).portrait(NOW)), JSON.stringify(session.portrait(NOW)));
});

test('the given randomness is handed out once, and when it is used up that is an error', async () => {
  const { load, WXWebAssembly } = host();
  const given = new Uint8Array(randomBytes(48));
  const kept = given.slice();
  const engine = await load(packBytes(), { wasm: wasmOf(WXWebAssembly), entropy: given });
  const salts = [0, 1, 2].map(() => Buffer.from(engine.open().snapshot()));
  assert.deepEqual(given, kept);
  // Each session has the next sixteen bytes, and no two the same.
  salts.forEach((snapshot, index) => assert.ok(snapshot.includes(Buffer.from(kept.subarray(16 * index, 16 * index + 16))), `${index}`));
  assert.throws(() => engine.open(), { code: 'engine/entropy' });
});

test('a report takes its draws from the same bytes', async () => {
  const { load, WXWebAssembly } = host();
  const report = async (bytes) => {
    const engine = await load(packBytes(), { wasm: wasmOf(WXWebAssembly), entropy: new Uint8Array(randomBytes(bytes)) });
    const session = consenting(engine);
    session.portrait(NOW);
    // What began without a snapshot reports from the next period on.
    return session.report('tag_share', NOW + 40 * DAY);
  };
  assert.equal((await report(16 + 32)).bytes.length, 22);
  await assert.rejects(report(16 + 31), { code: 'report/entropy' });
});

test('what is missing or wrong is told', async () => {
  const { load, SilhouetteError, WXWebAssembly } = host();
  const good = { wasm: wasmOf(WXWebAssembly), entropy: entropy() };
  const refused = async (code, path, pack, options) => {
    const thrown = await load(pack, options).catch((error) => error);
    assert.ok(thrown instanceof SilhouetteError, `${thrown}`);
    assert.deepEqual([thrown.code, thrown.path], [code, path]);
  };
  await refused('wasm/source', '', packBytes());
  await refused('wasm/source', '', packBytes(), { ...good, wasm: { host: {}, path: '/x' } });
  await refused('wasm/source', '', packBytes(), { ...good, wasm: { host: WXWebAssembly, path: file('silhouette.wasm') } });
  await refused('wasm/instantiate', '', packBytes(), { ...good, wasm: wasmOf(WXWebAssembly, '/elsewhere.wasm') });
  await refused('input/entropy', '/entropy', packBytes(), { wasm: good.wasm });
  await refused('input/entropy', '/entropy', packBytes(), { ...good, entropy: new Uint8Array(4096) });
  await refused('input/entropy', '/entropy', packBytes(), { ...good, entropy: new Uint8Array(randomBytes(31)) });
  await refused('pack/source', '', '/silhouette/retail.pack', good);
  await refused('pack/unavailable', '', Promise.reject(new Error('gone')), good);
  await refused('pack/digest', '', packBytes().fill(0, 40, 44), good);
  await refused('pack/rollback', '', packBytes(), { ...good, minVersion: '99.0.0' });
  // Without WebCrypto no signature can be verified: refused, and not let through.
  await refused('pack/unverifiable', '', by('a', packBytes()), { ...good, keys: { a } });
  // A signed pack without keys is a pack.
  assert.equal((await load(by('a', packBytes()), good)).policy.id, 'retail-portrait');
});

test('it decodes UTF-8 as the standard does', async () => {
  const { Utf8Decoder } = await sourceModule('mini-program/utf8');
  const [mine, standard] = [new Utf8Decoder(), new TextDecoder('utf-8', { ignoreBOM: true })];
  assert.equal(mine.decode(), '');
  const same = (bytes) => assert.equal(mine.decode(bytes), standard.decode(bytes), Buffer.from(bytes).toString('hex'));
  // Every two bytes, and every first three of a sequence of four.
  for (let first = 0x7f; first < 0x100; first++) for (let second = 0; second < 0x100; second++) same(Uint8Array.of(first, second, 0x80, 0x41));
  const random = (count) => randomBytes(4 * count).reduce((all, byte, at) => (at % 4 === 0 ? [...all, byte] : all), []);
  for (let round = 0; round < 3000; round++) {
    // Strings of any code units, lone surrogates too, as the standard encodes them; and bytes of any kind, mostly those that begin or go on.
    const units = Array.from({ length: 1 + (round % 40) }, () => [0x41, 0xe9, 0x4fe1, 0xd800 + random(1)[0], 0xdc00 + random(1)[0], 0xffff][random(1)[0] % 6]);
    same(new TextEncoder().encode(String.fromCharCode(...units)));
    same(Uint8Array.from(random(1 + (round % 20)), (byte) => (byte < 60 ? byte : 0x80 | byte)));
  }
  same(new TextEncoder().encode('💳'.repeat(20_000)));
});

test('the declarations hold without a DOM, and say what those of the package say', () => {
  const names = ['mini-program.d.ts', 'mini-program.d.cts'].map((name) => join(dist, name));
  const use = join(dist, '../test/mini-program-use.ts');
  const program = `
import { load, SilhouetteError, type Engine, type Portrait } from '../dist/mini-program.js';
declare const WXWebAssembly: { instantiate(path: string, imports: object): Promise<{ instance: { exports: object } }> };
export async function start(pack: ArrayBuffer, entropy: ArrayBuffer): Promise<Portrait | string> {
  const engine: Engine = await load(pack, { wasm: { host: WXWebAssembly, path: '/silhouette.wasm' }, entropy, minVersion: '1.0.0', now: 0 });
  // @ts-expect-error signatures cannot be verified
  await load(pack, { wasm: { host: WXWebAssembly, path: '/silhouette.wasm' }, entropy, keys: {} });
  // @ts-expect-error entropy is not left out
  await load(pack, { wasm: { host: WXWebAssembly, path: '/silhouette.wasm' } });
  try {
    return engine.open().portrait(0);
  } catch (error) {
    return error instanceof SilhouetteError ? error.code : '';
  }
}
`;
  const options = { strict: true, lib: ['lib.es2017.d.ts'], target: ts.ScriptTarget.ES2017, module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, types: [], noEmit: true, skipLibCheck: false, exactOptionalPropertyTypes: true };
  const made = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = made;
  made.getSourceFile = (name, ...rest) => (name === use ? ts.createSourceFile(name, program, ts.ScriptTarget.ES2017, true) : getSourceFile.call(made, name, ...rest));
  made.fileExists = (name) => name === use || fileExists.call(made, name);
  made.readFile = (name) => (name === use ? program : readFile.call(made, name));
  const faults = ts.getPreEmitDiagnostics(ts.createProgram([...names, use], options, made));
  assert.deepEqual(faults.map(({ messageText, file }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`), []);
  // The types are those of the package, word for word.
  const index = readFileSync(join(dist, 'index.d.ts'), 'utf8');
  const parsed = ts.createSourceFile('mini-program.d.ts', readFileSync(names[0], 'utf8'), ts.ScriptTarget.ES2017, true);
  const common = parsed.statements.filter((each) => each.name && !/^(MiniProgram\w+|load)$/.test(each.name.text));
  assert.ok(common.length > 40 && common.some((each) => each.name.text === 'Session'));
  for (const each of common) assert.ok(index.includes(each.getFullText().trim()), each.name.text);
});

test('from CommonJS and as a module it is the same in Node', async () => {
  const names = ['load', 'SilhouetteError'];
  for (const entry of [await import('silhouette-wasm/mini-program'), createRequire(import.meta.url)('silhouette-wasm/mini-program')]) {
    assert.deepEqual(Object.keys(entry).filter((name) => name !== 'default' && name !== 'module.exports').sort(), [...names].sort());
  }
});

// The tarball as a stranger gets it: packed, installed in an empty project, used from both module systems.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = join(root, 'pkg-config');
const packs = process.env.SILHOUETTE_PACKS ?? join(root, 'build/packs');
const pack = join(packs, 'retail.pack');
const tools = createRequire(join(source, 'package.json'));
const tool = (name) => import(pathToFileURL(tools.resolve(name)).href);

const work = mkdtempSync(join(tmpdir(), 'silhouette-packaging-'));
const project = join(work, 'project');
after(() => rmSync(work, { recursive: true, force: true }));

let tarball = '';
let files = [];

before(() => {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', work], source));
  tarball = join(work, packed.filename);
  files = packed.files.map(({ path }) => path).sort();
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"name":"stranger","version":"1.0.0","private":true}\n');
  run('npm', ['install', tarball, '--offline', '--no-audit', '--no-fund'], project);
});

test('the files are the listed ones, among them one wasm for pages and one for the command line', () => {
  const listed = readFileSync(new URL('files.txt', import.meta.url), 'utf8').trimEnd().split('\n');
  assert.deepEqual(files, listed);
  assert.deepEqual(files.filter((name) => name.endsWith('.wasm')), ['dist/cli.wasm', 'dist/silhouette.wasm']);
});

test('it brings no other package', () => {
  assert.deepEqual(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.')), ['silhouette-wasm']);
});

test('no file names a place of the machine it was built on', () => {
  const installed = join(project, 'node_modules/silhouette-wasm');
  for (const name of files) {
    const text = readFileSync(join(installed, name), 'latin1');
    assert.ok(!text.includes(root.replace(/\/$/, '')), name);
  }
});

/** The ten lines, as far as they differ between the module systems. */
const use = `
  const engine = await load(process.argv[2]);
  const session = engine.open({ locale: 'en' });
  session.consent.set('marketing', true, 1760900000000);
  session.setProfile({ age: 31 });
  session.record({ type: 'nothing_known', at: 1760900000000 });
  const portrait = session.portrait(1761000000000);
  session.close();
  console.log(JSON.stringify(portrait));
`;

for (const entry of ['silhouette-wasm', 'silhouette-wasm/inline']) {
  test(`ten lines with ${entry}, from both module systems`, () => {
    // The inline entry reads packs like the web does, so both get bytes there.
    const body = entry.endsWith('inline') ? use.replace('process.argv[2]', `readFileSync(process.argv[2])`) : use;
    writeFileSync(join(project, 'use.mjs'), `import { readFileSync } from 'node:fs';\nimport { load } from '${entry}';\n${body}`);
    writeFileSync(
      join(project, 'use.cjs'),
      `const { readFileSync } = require('node:fs');\nconst { load } = require('${entry}');\n(async () => {${body}})();\n`,
    );
    const [esm, cjs] = ['use.mjs', 'use.cjs'].map((file) => run(process.execPath, [file, pack], project));
    const portrait = JSON.parse(esm);
    assert.equal(portrait.authority, 'advisory');
    assert.equal(portrait.asOf, 1761000000000);
    assert.equal(cjs, esm);
  });
}

test('the sealed entry from both module systems: nothing happens at import, and a host without workers is told', () => {
  const body = `
  const before = Object.getOwnPropertyNames(globalThis).length;
  const refused = await openSealed(new Uint8Array()).catch((error) => [error instanceof SilhouetteError, error.code]);
  console.log(JSON.stringify([...refused, Object.getOwnPropertyNames(globalThis).length - before]));
`;
  writeFileSync(join(project, 'sealed.mjs'), `import { openSealed, SilhouetteError } from 'silhouette-wasm/sealed';\n${body}`);
  writeFileSync(join(project, 'sealed.cjs'), `const { openSealed, SilhouetteError } = require('silhouette-wasm/sealed');\n(async () => {${body}})();\n`);
  for (const file of ['sealed.mjs', 'sealed.cjs']) assert.equal(run(process.execPath, [file], project), '[true,"worker/unsupported",0]\n', file);
});

test('the vault entry from both module systems: one class of errors, and a host without a storage keeps the session in memory', () => {
  const body = `
  const engine = await load(process.argv[2]);
  const session = await openVault(engine, { locale: 'en' });
  session.setProfile({ age: 31 });
  const told = await session.settled().catch((error) => [error instanceof SilhouetteError, error instanceof Own, error.code]);
  console.log(JSON.stringify([session.storage, session.exportData(0).profile.age, ...told]));
`;
  writeFileSync(join(project, 'vault.mjs'), `import { load, SilhouetteError } from 'silhouette-wasm';\nimport { openVault, SilhouetteError as Own } from 'silhouette-wasm/vault';\n${body}`);
  writeFileSync(
    join(project, 'vault.cjs'),
    `const { load, SilhouetteError } = require('silhouette-wasm');\nconst { openVault, SilhouetteError: Own } = require('silhouette-wasm/vault');\n(async () => {${body}})();\n`,
  );
  for (const file of ['vault.mjs', 'vault.cjs']) assert.equal(run(process.execPath, [file, pack], project), '["memory",31,true,true,"vault/unavailable"]\n', file);
});

test('the worker file is byte for byte the text in both sealed entries', async () => {
  const installed = join(project, 'node_modules/silhouette-wasm/dist');
  const worker = readFileSync(join(installed, 'sealed-worker.js'), 'utf8');
  const ts = (await tool('typescript')).default;
  for (const name of ['sealed.js', 'sealed.cjs']) {
    const texts = [];
    (function visit(node) {
      if (ts.isStringLiteralLike(node) && node.text.length > 1000) texts.push(node.text);
      ts.forEachChild(node, visit);
    })(ts.createSourceFile(name, readFileSync(join(installed, name), 'utf8'), ts.ScriptTarget.ES2020));
    assert.ok(texts.length === 1 && texts[0] === worker, name);
  }
});

test('bundled by itself, the sealed entry brings its worker along and leaves the wasm beside it', async () => {
  const esbuild = await tool('esbuild');
  writeFileSync(join(project, 'page.js'), `import { openSealed } from 'silhouette-wasm/sealed';\nglobalThis.open = (pack) => openSealed(pack, { wasm: '/silhouette.wasm' });\n`);
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: project, entryPoints: ['page.js'], bundle: true, minify: true, format: 'esm', write: false, metafile: true, outfile: 'bundled/page.js', logLevel: 'silent',
  });
  assert.deepEqual(Object.values(metafile.outputs).flatMap(({ imports }) => imports), []);
  const { text } = outputFiles[0];
  assert.ok(text.includes('silhouette.wasm') && text.includes('wasm-unsafe-eval'));
  // Of the implementation it takes what reads files and judges signatures, and not the engine, which is in the worker's text.
  assert.ok(text.length < 1.6 * readFileSync(join(project, 'node_modules/silhouette-wasm/dist/sealed-worker.js')).length, `${text.length}`);
});

test('the wasm and the manifest have addresses of their own', () => {
  const from = createRequire(join(project, 'use.cjs'));
  assert.ok(WebAssembly.validate(readFileSync(from.resolve('silhouette-wasm/silhouette.wasm'))));
  assert.match(readFileSync(from.resolve('silhouette-wasm/sealed-worker.js'), 'utf8'), /securitypolicyviolation/);
  assert.equal(from('silhouette-wasm/package.json').name, 'silhouette-wasm');
  assert.throws(() => from('silhouette-wasm/dist/shared.cjs'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });
});

test('bundled into one script, it needs no other file', async () => {
  const esbuild = await tool('esbuild');
  writeFileSync(join(project, 'app.js'), `import { load } from 'silhouette-wasm/inline';\nglobalThis.portraitOf = async (pack) => (await load(pack)).open().portrait(0);\n`);
  await esbuild.build({
    absWorkingDir: project,
    entryPoints: ['app.js'],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    outfile: 'bundled/app.js',
    logLevel: 'silent',
  });
  assert.deepEqual(readdirSync(join(project, 'bundled')), ['app.js']);
  writeFileSync(
    join(project, 'bundled/run.cjs'),
    `require('./app.js');\nportraitOf(require('node:fs').readFileSync(process.argv[2])).then((p) => console.log(p.authority));\n`,
  );
  assert.equal(run(process.execPath, ['bundled/run.cjs', pack], project), 'advisory\n');
});

test('the declarations hold in strict projects of both module systems', () => {
  const body = `
const state: { portrait?: Portrait } = {};
export async function show(pack: Uint8Array): Promise<string> {
  const engine: Engine = await load(pack);
  const session: Session = engine.open({ locale: 'zh-CN' });
  const { recorded, dropped } = session.record([{ type: 'repayment', at: 0, amount: '812.50', days_past_due: 4, note: null }]);
  for (const { purpose, granted } of session.consent.get()) session.consent.set(purpose, !granted, 0);
  session.setProfile({ age: 31, vip: true });
  state.portrait = session.portrait(0);
  for (const { because } of state.portrait.tags) for (const { evidence } of because) for (const { test } of evidence) if (test === 'in') return test;
  // @ts-expect-error a time is a number
  session.portrait('now');
  // @ts-expect-error an event has a type
  session.record({ at: 1 });
  // @ts-expect-error a portrait is not written to
  state.portrait.asOf = 1;
  // @ts-expect-error nothing is added to a list
  state.portrait.tags.push();
  // @ts-expect-error the gates are a closed list
  if (state.portrait.excluded[0]?.gate === 'price') return '';
  return String(recorded + dropped.length);
}
export async function sealed(pack: Uint8Array): Promise<string> {
  const session: SealedSession = await openSealed(pack, { locale: 'en', worker: new URL('https://bank.example/sealed-worker.js'), timeout: 5000 });
  const summary: RecordSummary = await session.record({ type: 'repayment', at: 0 });
  const known: boolean = await session.warnings.acknowledge('two_overdue', 0);
  const portrait: Portrait = await session.portrait(0);
  // @ts-expect-error a promise has no tags
  session.portrait(0).tags;
  // @ts-expect-error a time is a number
  await session.portrait('now');
  await session.close();
  // @ts-expect-error without a vault nothing settles
  await session.settled();
  const kept: SealedStoredSession = await openSealed(pack, { vault: { name: 'a', keySource: async () => new Uint8Array(32) } });
  await kept.settled();
  const { storage }: { storage: 'indexeddb' | 'memory' } = await kept.where();
  if (storage === 'memory') return storage;
  return String(summary.recorded) + String(known) + portrait.authority;
}
export async function kept(pack: Uint8Array): Promise<string> {
  const session: StoredSession = await openVault(await load(pack), { name: 'a', keySource: async () => new Uint8Array(32), persist: true });
  const summary: RecordSummary = session.record({ type: 'repayment', at: 0 });
  await session.settled();
  const counted: number = await session.exclusively((newest) => newest.exportData(0).events.length);
  // @ts-expect-error the work is done on a session
  await session.exclusively((newest) => newest.settled());
  // @ts-expect-error where it is kept is not for the page to say
  session.storage = 'memory';
  await forgetVault('a');
  return session.origin + String(summary.recorded + counted);
}
export async function accepted(pack: Uint8Array, keys: Record<string, JsonWebKey>): Promise<string | null> {
  const place: PackPlace = { get: async () => null, put: async () => undefined };
  const store: PackStore = packStore(pack.length > 0 ? place : inIndexedDB('retail'), { grace: 1000 });
  const { policy } = await load(pack, { keys, store, now: 0 });
  // @ts-expect-error a place is no store
  await load(pack, { keys, store: place });
  return policy.stale ? policy.fault : null;
}
export const codeOf = (error: unknown): string | null => (error instanceof SilhouetteError ? \`\${error.code} \${error.path}\` : null);
`;
  const header = `import { forgetVault, openVault, type StoredSession } from 'silhouette-wasm/vault';
import { openSealed, type RecordSummary, type SealedSession, type SealedStoredSession } from 'silhouette-wasm/sealed';
import { inIndexedDB, packStore, type PackPlace, type PackStore } from 'silhouette-wasm/store';
import { load, SilhouetteError, type Engine, type Portrait, type Session } from`;
  writeFileSync(join(project, 'strict.mts'), `${header} 'silhouette-wasm';${body}`);
  writeFileSync(join(project, 'strict.cts'), `${header} 'silhouette-wasm/inline';${body}`);
  const compilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    target: 'es2017',
    lib: ['es2017', 'dom'],
    module: 'node16',
    moduleResolution: 'node16',
    types: [],
    skipLibCheck: false,
    noEmit: true,
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['strict.mts', 'strict.cts'] }));
  run(process.execPath, [tools.resolve('typescript/bin/tsc'), '-p', project], project);
});

test('publint, strictly, has nothing to say', async () => {
  const [{ publint }, { formatMessage }] = await Promise.all([tool('publint'), tool('publint/utils')]);
  const { messages, pkg } = await publint({ strict: true, pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer } });
  assert.deepEqual(messages.map((message) => formatMessage(message, pkg, { color: false })), []);
});

test('the types resolve to the right kind of module everywhere', async () => {
  const { checkPackage, createPackageFromTarballData } = await tool('@arethetypeswrong/core');
  const { problems, types } = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))), {
    excludeEntrypoints: ['./silhouette.wasm', './silhouette.wasm.br', './cli.wasm', './sealed-worker.js', './integrity.json', './package.json'],
  });
  assert.ok(types);
  // Resolution as before Node 12 knows no subpaths of `exports`.
  const known = (problem) => problem.kind === 'NoResolution' && problem.resolutionKind === 'node10' && ['./inline', './sealed', './vault', './store', './author', './core', './mini-program', './global', './vite'].includes(problem.entrypoint);
  // What makes a global object is a script for pages: no CommonJS program has a use for it.
  const script = ({ kind, entrypoint }) => kind === 'CJSResolvesToESM' && entrypoint === './global';
  assert.deepEqual(problems.filter((problem) => !known(problem) && !script(problem)), []);
});

/** What a program printed; its failure is this test's. */
function run(program, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.ok(status === 0, `${program} ${args[0]}: ${error?.message ?? stdout + stderr}`);
  return stdout;
}

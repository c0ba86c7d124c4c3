// The author side as a library: the same answers as the command line, from files in memory.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import esbuild from 'esbuild';
import ts from 'typescript';
import { load, SilhouetteError } from 'silhouette-wasm';
import { loadAuthor, SilhouetteError as AuthorsError } from 'silhouette-wasm/author';
import { NOW, PACK } from './engine.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'pkg-config/dist');
const work = mkdtempSync(join(tmpdir(), 'silhouette-author-'));
after(() => rmSync(work, { recursive: true, force: true }));

const policy = (name) => readFileSync(join(root, 'policies', `${name}.json`), 'utf8');
const SHIPPED = ['assessment', 'enterprise', 'retail'];
/** Knows a policy by nothing but what it does not know. */
const BAD = '{\n  "id": "样例",\n  "versin": "1.0.0"\n}\n';

/** What the command line says, with real files. */
function command(...args) {
  return spawnSync(process.execPath, [join(dist, 'cli.js'), ...args], { cwd: work, encoding: 'utf8', maxBuffer: 1 << 26 });
}

let author;
before(async () => {
  author = await loadAuthor();
  for (const name of SHIPPED) writeFileSync(join(work, `${name}.json`), policy(name));
  writeFileSync(join(work, 'bad.json'), BAD);
});

test('it is of the version of the package, and throws the error of the package', () => {
  assert.equal(author.version, createRequire(import.meta.url)('silhouette-wasm/package.json').version);
  assert.equal(AuthorsError, SilhouetteError);
});

test('the shipped packs are what the native program compiles, and what this compiles, to the byte', () => {
  assert.deepEqual(readdirSync(join(dist, 'policies')), SHIPPED.map((name) => `${name}.pack`));
  for (const name of SHIPPED) {
    const native = readFileSync(join(dirname(PACK), `${name}.pack`));
    assert.ok(native.equals(readFileSync(join(dist, `policies/${name}.pack`))), name);
    assert.ok(native.equals(author.compile(policy(name)).pack), name);
  }
});

test('a compiled policy is loaded by the engine, under the digest that was told', async () => {
  const { pack, id, version, digest, signedBy } = author.compile(author.template('minimal'));
  // As the format says: of the head and the content, without the place where the digest stands.
  assert.equal(digest, createHash('sha256').update(pack.subarray(0, 12)).update(pack.subarray(44)).digest('hex'));
  const engine = await load(pack);
  assert.deepEqual([id, version, digest, signedBy], [engine.policy.id, engine.policy.version, engine.policy.digest, null]);
  assert.deepEqual(engine.open().portrait(NOW).tags, []);
});

test('check says what the command line says', () => {
  assert.deepEqual(author.check(BAD, { file: 'bad.json' }), JSON.parse(command('check', 'bad.json', '--format', 'json').stdout));
  const { errors, diagnostics } = author.check(new TextEncoder().encode(BAD));
  assert.ok(errors > 0);
  const unknown = diagnostics.find(({ code }) => code === 'policy/unknown-key');
  // Two characters before it: columns count characters.
  assert.deepEqual([unknown.file, unknown.pointer, unknown.line, unknown.column], ['policy.json', '/versin', 3, 3]);
  assert.deepEqual(unknown.hint, { 'zh-CN': '是不是想写 "version"？', en: 'did you mean "version"?' });
});

test('with errors there is no pack, and the findings', () => {
  const { pack, id, digest, ...report } = author.compile(BAD);
  assert.deepEqual([pack, id, digest], [null, null, null]);
  const { version, signedBy, ...rest } = report;
  assert.deepEqual(rest, author.check(BAD));
  for (const written of [author.types(BAD), author.doc(BAD)]) assert.deepEqual(written, { text: null, diagnostics: author.check(BAD).diagnostics });
  const tested = author.test(BAD);
  assert.deepEqual([tested.failed, tested.tests, tested.coverage, tested.diagnostics], [0, [], null, author.check(BAD).diagnostics]);
});

test('the tests in a policy run, and one that fails says what it found', () => {
  const told = author.test(policy('retail'), { file: 'retail.json' });
  const { diagnostics, ...report } = told;
  assert.deepEqual(report, JSON.parse(command('test', 'retail.json', '--format', 'json').stdout));
  assert.deepEqual(diagnostics, []);
  const wrong = JSON.parse(policy('retail'));
  wrong.tests = [{ name: 'wrong', now: '2026-05-02T10:00:00+08:00', expect: { tags: ['member'] } }];
  const { failed, tests, coverage } = author.test(JSON.stringify(wrong));
  assert.deepEqual([failed, tests[0].passed, tests[0].failures.length], [1, false, 1], JSON.stringify(tests));
  assert.ok(coverage.missed.length > 0);
});

test('declarations, rule book, schema and summary are those of the command line', () => {
  const written = (name, ...args) => {
    assert.equal(command(...args, '-o', name).status, 0);
    return readFileSync(join(work, name), 'utf8');
  };
  const [retail, options] = [policy('retail'), { file: 'retail.json' }];
  assert.equal(author.types(retail, options).text, written('retail.d.ts', 'types', 'retail.json'));
  assert.equal(author.doc(retail, { ...options, format: 'markdown', locale: 'en' }).text, written('retail.md', 'doc', 'retail.json', '--locale', 'en'));
  assert.equal(author.doc(retail, options).text, written('retail.html', 'doc', 'retail.json'));
  assert.deepEqual(author.schema(), JSON.parse(command('schema').stdout));
  assert.deepEqual(author.inspect(readFileSync(PACK)), JSON.parse(command('inspect', PACK, '--format', 'json').stdout));
  for (const name of SHIPPED) assert.equal(author.template(name), policy(name));
});

test('a model becomes a fragment, and with it a policy is compiled', async () => {
  const model = readFileSync(join(root, 'author/tests/fixtures/models/card.pmml'), 'utf8');
  const { fragment, facts, problem } = author.importModel('pmml', model, { id: 'risk' });
  assert.equal(problem, null);
  assert.ok(facts.length > 0);
  const { pack } = author.compile(author.template('minimal'), { fragments: { 'risk.json': fragment } });
  const { scores } = (await load(pack)).open().portrait(NOW);
  assert.deepEqual(scores.map(({ id }) => id), ['risk']);
  const refused = author.importModel('pmml', '<PMML');
  assert.equal(refused.fragment, null);
  assert.deepEqual([refused.problem.code, refused.problem.place], ['import/malformed', 'line 1, column 1']);
});

test('two policies are compared, also for a population, and lines that cannot be read are named', () => {
  const later = JSON.stringify({ ...JSON.parse(policy('retail')), version: '1.1.0' });
  const customers = `${readFileSync(join(root, 'tests/fixtures/subjects/retail.ndjson'), 'utf8').trimEnd()}\n{"id":\n`;
  const { changes, population, refused } = author.diff(policy('retail'), later, { customers });
  assert.deepEqual(changes.map(({ path, old, new: now }) => [path, old, now]), [[['version'], '1.0.0', '1.1.0']]);
  assert.ok(population.customers > 0 && population.tags.every(({ gained, lost }) => gained === 0 && lost === 0));
  assert.equal(refused.length, 1);
  assert.equal(refused[0].line, customers.trimEnd().split('\n').length);
  assert.equal(author.diff(BAD, '{').changes.length, 0);
  assert.ok(author.diff(BAD, '{').diagnostics.length > 0);
});

test('a pack is signed with a key, and the engine knows whose it is', async () => {
  const { files, stdout } = author.run(['keygen', '-o', 'key.pem']);
  const other = author.run(['keygen', '-o', 'key.pem']);
  assert.notEqual(other.stdout, stdout);
  const { pack, signedBy } = author.compile(policy('retail'), { sign: { key: files['key.pem'], id: '2026a' } });
  assert.equal(signedBy, '2026a');
  const engine = await load(pack, { keys: { '2026a': JSON.parse(stdout) } });
  assert.equal(engine.policy.signedBy, '2026a');
  await assert.rejects(load(pack, { keys: { '2026a': JSON.parse(other.stdout) } }), { code: 'pack/untrusted' });
});

test('any command runs, with files and input in memory', () => {
  const customers = readFileSync(join(root, 'tests/fixtures/subjects/retail.ndjson'), 'utf8');
  const { code, stdout, stderr, files } = author.run(['portrait', 'r.pack', '--in', '-'], { files: { 'r.pack': readFileSync(PACK) }, input: customers });
  const native = spawnSync(process.execPath, [join(dist, 'cli.js'), 'portrait', PACK, '--in', '-'], { input: customers, encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.deepEqual([code, stdout, stderr, files], [0, native.stdout, '', {}]);
  assert.deepEqual(author.run(['check', 'x.json']), { code: 3, stdout: '', stderr: 'silhouette: x.json: there is no such file\n', files: {} });
  assert.equal(author.run([]).code, 2);
});

test('what is wrong with a call is an error with a code', () => {
  const throws = (work, code, path = '') => assert.throws(work, (error) => error instanceof SilhouetteError && error.code === code && error.path === path, code);
  throws(() => author.inspect(new Uint8Array(40)), 'author/input');
  throws(() => author.compile(policy('retail'), { sign: { key: 'none', id: 'a' } }), 'author/input');
  throws(() => author.compile(policy('retail'), { sign: { key: 'none', id: 'a b' } }), 'author/usage');
  throws(() => author.template('none'), 'author/usage');
  throws(() => author.doc(policy('retail'), { locale: 'fr' }), 'author/usage');
  throws(() => author.doc(policy('retail'), { format: 'pdf' }), 'input/enum', '/format');
  throws(() => author.check(null), 'input/type', '/files/policy.json');
  throws(() => author.check('{}', { file: 'a', fragments: { a: '{}' } }), 'input/name', '/fragments');
  throws(() => author.run('check'), 'input/type', '/args');
  throws(() => author.run(['check'], { input: 1 }), 'input/type', '/input');
});

test('after a fault inside, nothing enters it again, and another one works', async () => {
  const broken = await loadAuthor();
  // A fault of the host's own inside a call: the wasm cannot go on from there.
  const { decode } = TextDecoder.prototype;
  TextDecoder.prototype.decode = () => { throw new Error('inside'); };
  try {
    assert.throws(() => broken.check('{}'), { code: 'author/trap' });
  } finally {
    TextDecoder.prototype.decode = decode;
  }
  assert.throws(() => broken.check('{}'), { code: 'author/trap' });
  assert.equal((await loadAuthor()).check('{}').errors > 0, true);
  assert.ok(author.check('{}').errors > 0);
});

test('the entry for pages needs nothing of Node', async () => {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: `export { loadAuthor } from './author.js';`, resolveDir: dist },
    bundle: true, format: 'iife', globalName: 'author', define: { 'import.meta.url': '"https://bank.example/"' }, write: false,
  });
  const self = vm.createContext({ TextEncoder, TextDecoder, wasm: readFileSync(join(dist, 'cli.wasm')), text: policy('enterprise') });
  vm.runInContext(outputFiles[0].text, self);
  const pack = await vm.runInContext('author.loadAuthor({ wasm }).then((author) => author.compile(text).pack)', self);
  assert.ok(readFileSync(join(dist, 'policies/enterprise.pack')).equals(pack));
});

test('from CommonJS', () => {
  const { loadAuthor } = createRequire(import.meta.url)('silhouette-wasm/author');
  return loadAuthor().then((other) => assert.deepEqual(other.check(BAD), author.check(BAD)));
});

test('the types have the fields of the answers, and no others', () => {
  const text = readFileSync(join(dist, 'author.d.ts'), 'utf8');
  const source = ts.createSourceFile('author.d.ts', text, ts.ScriptTarget.ES2017, true);
  const fields = (name) => {
    const found = source.statements.find((each) => ts.isInterfaceDeclaration(each) && each.name.text === name);
    const inherited = (found.heritageClauses ?? []).flatMap(({ types }) => types.flatMap(({ expression }) => fields(expression.getText(source))));
    return [...inherited, ...found.members.map(({ name }) => name.getText(source).replace(/'/g, ''))].sort();
  };
  const missed = JSON.stringify({ ...JSON.parse(policy('retail')), tests: [{ name: 'one', now: '2026-05-02T10:00:00+08:00', expect: { tags: ['member'] } }] });
  const [compiled, tested] = [author.compile(policy('retail')), author.test(missed)];
  const later = JSON.stringify({ ...JSON.parse(policy('retail')), version: '1.1.0' });
  const compared = author.diff(policy('retail'), later, { customers: readFileSync(join(root, 'tests/fixtures/subjects/retail.ndjson')) });
  const imported = author.importModel('pmml', '<PMML');
  const summary = author.inspect(compiled.pack);
  for (const [name, value] of Object.entries({
    Author: Object.fromEntries(['version', ...Object.getOwnPropertyNames(Object.getPrototypeOf(author))].filter((key) => !['constructor', 'answered', 'written'].includes(key)).map((key) => [key, null])),
    CheckReport: author.check(BAD),
    Diagnostic: author.check(BAD).diagnostics[0],
    Wording: author.check(BAD).diagnostics[0].message,
    Compilation: compiled,
    Coverage: compiled.coverage,
    Covered: compiled.coverage.leaves,
    TestReport: tested,
    TestOutcome: tested.tests[0],
    TestFailure: tested.tests[0].failures[0],
    Missed: tested.coverage.missed[0],
    Written: author.types(policy('retail')),
    DiffReport: compared,
    PolicyChange: compared.changes.find(({ change }) => change === 'changed'),
    PopulationShift: compared.population,
    Swap: compared.population.tags[0],
    Migration: compared.population.tiers[0],
    ScoreShift: compared.population.scores[0],
    ImportedModel: imported,
    ImportProblem: imported.problem,
    PackSummary: summary,
    LeavingReport: summary.leaves[0],
    RunResult: author.run(['--help']),
  })) assert.deepEqual(Object.keys(value).sort(), fields(name), name);
});

// `npx silhouette` from the tarball, where there is no Rust: byte for byte what the native program does.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const native = process.env.SILHOUETTE_CLI ?? join(root, 'target/debug/silhouette');
const work = mkdtempSync(join(tmpdir(), 'silhouette-cli-'));
const project = join(work, 'project');
const bin = join(work, 'bin');
const retail = join(root, 'policies/retail.json');
const customers = join(root, 'tests/fixtures/customers/composed.ndjson');
after(() => rmSync(work, { recursive: true, force: true }));

/** A machine with Node and a shell, and nothing else. */
const bare = { PATH: bin, HOME: work, npm_config_offline: 'true', npm_config_update_notifier: 'false' };

before(() => {
  mkdirSync(bin);
  for (const name of ['node', 'npm', 'npx', 'sh', 'env']) symlinkSync(found(name), join(bin, name));
  const [packed] = JSON.parse(ran('npm', ['pack', '--json', '--pack-destination', work], { cwd: join(root, 'pkg-config') }).stdout);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"name":"bank","version":"1.0.0","private":true}\n');
  ran('npm', ['install', join(work, packed.filename), '--offline', '--no-audit', '--no-fund'], { cwd: project, env: bare });
});

/** A program on this machine. */
function found(name) {
  const folder = process.env.PATH.split(delimiter).find((folder) => existsSync(join(folder, name)));
  assert.ok(folder, `no ${name}`);
  return name === 'node' ? process.execPath : realpathSync(join(folder, name));
}

function ran(program, args, options) {
  const result = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  assert.ok(result.status === 0, `${program} ${args[0]}: ${result.error?.message ?? result.stdout + result.stderr}`);
  return result;
}

/** What a program did: exit code, both streams and the files that it left. */
function trace(program, args, { env = process.env, input = '', files = {} }) {
  const folder = mkdtempSync(join(work, 'run-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: folder, env, input, maxBuffer: 1 << 28 });
  assert.equal(error, undefined);
  const left = readdirSync(folder, { recursive: true }).sort().map((name) => {
    const path = join(folder, name);
    return [name, readdirSync(dirname(path), { withFileTypes: true }).find((entry) => path.endsWith(entry.name)).isDirectory() ? '' : readFileSync(path, 'base64')];
  });
  return { status, stdout: stdout.toString(), stderr: stderr.toString(), left };
}

/** The native program and the package's do the same; what they did. */
function same(args, options = {}) {
  const expected = trace(native, args, options);
  const shown = trace(join(project, 'node_modules/.bin/silhouette'), args, { ...options, env: bare });
  assert.deepEqual(shown, expected, args.join(' '));
  return expected;
}

test('npx finds the program where there is no Rust', () => {
  assert.equal(spawnSync('cargo', ['--version'], { env: bare }).error?.code, 'ENOENT');
  const files = { 'broken.json': readFileSync(join(root, 'tests/bad/json-trailing-comma.json')) };
  const folder = join(project, 'policies');
  mkdirSync(folder);
  writeFileSync(join(folder, 'broken.json'), files['broken.json']);
  const shown = spawnSync('npx', ['--no-install', 'silhouette', 'check', 'broken.json'], { cwd: folder, env: bare, encoding: 'utf8' });
  const expected = trace(native, ['check', 'broken.json'], { files });
  assert.deepEqual([shown.status, shown.stdout, shown.stderr], [expected.status, expected.stdout, expected.stderr]);
  assert.equal(expected.status, 1);
});

test('every bad document has the same findings', () => {
  const folder = join(root, 'tests/bad');
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  assert.ok(names.length >= 40, 'where are the documents?');
  for (const name of names) {
    const files = { 'broken.json': readFileSync(join(folder, name)) };
    assert.notEqual(same(['check', '--strict', 'broken.json'], { files }).stdout, '', name);
  }
  const files = { 'broken.json': readFileSync(join(folder, 'structure-misspelt-key.json')) };
  assert.equal(same(['check', 'broken.json', '--format', 'json'], { files }).status, 1);
});

test('a policy is checked, tested, built, described and listed alike', () => {
  assert.equal(same(['check', retail]).status, 0);
  assert.match(same(['test', retail]).stdout, /0 failed/);
  assert.equal(same(['test', retail, '--format', 'json']).status, 0);
  const { left } = same(['build', retail, '-o', 'retail.pack']);
  assert.deepEqual(left.map(([name]) => name), ['retail.pack']);
  const files = { 'retail.pack': Buffer.from(left[0][1], 'base64') };
  assert.match(same(['inspect', 'retail.pack'], { files }).stdout, /retail-portrait/);
  assert.equal(same(['inspect', 'retail.pack', '--format', 'json'], { files }).status, 0);
  assert.match(same(['schema']).stdout, /2020-12/);
  assert.match(same(['types', retail, '-o', 'policy.d.ts']).left[0][0], /policy\.d\.ts/);
  assert.match(same(['doc', retail, '-o', 'book.html']).left[0][0], /book\.html/);
  assert.equal(same(['doc', retail, '-o', 'book.md', '--locale', 'en']).status, 0);
  const older = { 'old.json': readFileSync(retail, 'utf8').replace('age < 35', 'age < 30') };
  assert.match(same(['diff', 'old.json', retail, '--in', customers], { files: older }).stdout, /leaf young/);
  assert.equal(same(['new', 'deep/er', '--template', 'retail']).left.length, 3);
});

test('portraits are the same bytes, from a file, from a pipe and into a file', () => {
  const built = trace(native, ['build', retail, '-o', 'retail.pack'], {});
  const files = { 'retail.pack': Buffer.from(built.left[0][1], 'base64') };
  const lines = readFileSync(customers, 'utf8');
  const first = same(['portrait', 'retail.pack', '--in', customers, '--features'], { files });
  assert.equal(first.stdout.split('\n').length, lines.split('\n').length);
  same(['portrait', 'retail.pack', '--in', '-', '--out', 'out.ndjson'], { files, input: lines });
  const bad = same(['portrait', 'retail.pack', '--in', '-'], { files, input: `${lines}{"id":1}\nnot json\n${lines}` });
  assert.equal(bad.status, 3);
  // More than a pipe holds.
  assert.equal(same(['portrait', 'retail.pack', '--in', '-'], { files, input: lines.repeat(40) }).status, 0);
});

test('populations that never were are the same bytes', () => {
  for (const population of ['retail', 'enterprise']) {
    const { stdout } = same(['synth', '--customers', '25', '--days', '400', '--seed', '9', '--population', population]);
    assert.equal(stdout.split('\n').length, 26);
  }
  const { left } = same(['synth', '--customers', '5', '--from', '1000', '--days', '90', '--policy', retail, '--tables', '-o', 'tables']);
  assert.deepEqual(left.map(([name]) => name), ['tables', 'tables/events.csv', 'tables/profiles.csv']);
  assert.equal(same(['synth', '--customers', '5', '--days', '9000']).status, 2);
});

test('scores, changes and experiments are measured alike', () => {
  const { stdout: drawn } = same(['synth', '--customers', '60', '--days', '90']);
  const { left: [[, built]] } = same(['build', retail, '-o', 'retail.pack']);
  const files = {
    'drawn.ndjson': drawn.trim().split('\n').map((line, place) => JSON.stringify({ ...JSON.parse(line), arm: place % 3 ? 'champion' : 'holdout' })).join('\n'),
    'retail.pack': Buffer.from(built, 'base64'),
    'next.json': readFileSync(retail, 'utf8').replace('"age < 35"', '"age < 30"'),
  };
  const told = same(['backtest', 'retail.pack', '--in', 'drawn.ndjson', '--by', 'tier:retail', '--by', 'age', '--format', 'json', '--report', 'page.html'], { files });
  assert.equal(JSON.parse(told.stdout).customers, 60);
  assert.ok(told.left.some(([name]) => name === 'page.html'));
  same(['diff', retail, 'next.json', '--in', 'drawn.ndjson', '--examples', '1', '--report', 'page.html'], { files });
  same(['readout', 'retail.pack', '--in', 'drawn.ndjson'], { files });
});

test('models are imported alike', () => {
  const folder = join(root, 'author/tests/fixtures/models');
  for (const [format, name] of [['pmml', 'card.pmml'], ['lightgbm', 'lightgbm_strings.txt'], ['xgboost', 'xgboost_dart.json'], ['optbinning', 'optbinning.csv']]) {
    same(['import', format, join(folder, name), '-o', 'fragment.json']);
  }
});

test('mistakes are told alike', () => {
  for (const args of [[], ['help'], ['--version'], ['chck', 'x'], ['check'], ['check', 'nothing.json'], ['check', '.'], ['build', retail, '-o', 'no/such/folder.pack'],
    ['inspect', retail], ['new', retail], ['check', `${retail}/x`], ['check', 'x'.repeat(300)]]) {
    same(args);
  }
});

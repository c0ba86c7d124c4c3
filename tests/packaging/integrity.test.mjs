// The hashes in the tarball, computed again from what a stranger has installed, by other programs than wrote them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packs = process.env.SILHOUETTE_PACKS ?? join(root, 'build/packs');
const work = mkdtempSync(join(tmpdir(), 'silhouette-integrity-'));
const project = join(work, 'project');
const installed = join(project, 'node_modules/silhouette-wasm');
after(() => rmSync(work, { recursive: true, force: true }));

let list;

before(() => {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', work], { cwd: join(root, 'pkg-config') }));
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"name":"stranger","version":"1.0.0","private":true}\n');
  run('npm', ['install', join(work, packed.filename), '--offline', '--no-audit', '--no-fund'], { cwd: project });
  list = createRequire(join(project, 'x.js'))('silhouette-wasm/integrity.json');
});

function run(program, args, options) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  assert.ok(status === 0, `${program} ${args[0]}: ${error?.message ?? stdout + stderr}`);
  return stdout;
}

/** Every file of the installed package. */
const files = () => readdirSync(installed, { recursive: true }).filter((name) => statSync(join(installed, name)).isFile()).sort();
const missing = (program) => spawnSync(program, ['--help']).error !== undefined;

test('every file but the lists themselves is named, with its size and its hashes', () => {
  const own = ['dist/SHA256SUMS', 'dist/integrity.json'];
  assert.deepEqual([...Object.keys(list.files), ...own].sort(), files());
  for (const [name, { size, sha256, integrity }] of Object.entries(list.files)) {
    const bytes = readFileSync(join(installed, name));
    assert.equal(size, bytes.length, name);
    assert.equal(sha256, createHash('sha256').update(bytes).digest('hex'), name);
    assert.equal(integrity, `sha384-${createHash('sha384').update(bytes).digest('base64')}`, name);
  }
  assert.equal(list.version, createRequire(join(project, 'x.js'))('silhouette-wasm/package.json').version);
});

test('it says what made it', () => {
  assert.match(list.madeWith.rustc, /^rustc 1\.\d+\.\d+.* \([0-9a-f]{9} \d{4}-\d\d-\d\d\).*, standard library (built silent|built|prebuilt)$/);
  assert.deepEqual(Object.keys(list.madeWith), ['rustc', 'wasm-bindgen', 'binaryen', 'esbuild', 'typescript', 'brotli']);
  for (const [tool, version] of Object.entries(list.madeWith).slice(1)) assert.match(version, /^\d+\.\d+\.\d+$/, tool);
});

test('openssl computes the same', (t) => {
  if (missing('openssl')) return t.skip('there is no openssl here');
  for (const name of ['dist/silhouette.wasm', 'dist/sealed-worker.js', 'dist/web.js', 'package.json']) {
    const path = join(installed, name);
    assert.ok(run('openssl', ['dgst', '-sha256', path]).trimEnd().endsWith(list.files[name].sha256), name);
    const { stdout } = spawnSync('openssl', ['dgst', '-sha384', '-binary', path]);
    assert.equal(`sha384-${stdout.toString('base64')}`, list.files[name].integrity, name);
  }
});

test('one command checks it all, and sees one changed byte', (t) => {
  if (missing('sha256sum')) return t.skip('there is no sha256sum here');
  const check = () => spawnSync('sha256sum', ['--check', '--strict', '--quiet', 'dist/SHA256SUMS'], { cwd: installed, encoding: 'utf8' });
  assert.equal(check().status, 0, check().stdout);
  assert.equal(readFileSync(join(installed, 'dist/SHA256SUMS'), 'utf8').trimEnd().split('\n').length, files().length - 1);
  const notice = join(installed, 'dist/LICENSE-MIT');
  const before = readFileSync(notice);
  appendFileSync(notice, ' ');
  assert.match(check().stdout, /^dist\/LICENSE-MIT: FAILED/m);
  writeFileSync(notice, before);
});

test('a wasm is fetched by its hash, and another is refused', async () => {
  const { load } = await import(pathToFileURL(join(installed, 'dist/node.js')).href);
  const server = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'application/wasm' }).end(readFileSync(join(installed, 'dist/silhouette.wasm'))));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const address = `http://127.0.0.1:${server.address().port}/silhouette.wasm`;
    const pack = readFileSync(join(packs, 'retail.pack'));
    const { integrity } = list.files['dist/silhouette.wasm'];
    (await load(pack, { wasm: fetch(address, { integrity }) })).close();
    const other = list.files['dist/web.js'].integrity;
    await assert.rejects(load(pack, { wasm: fetch(address, { integrity: other }) }), { code: 'wasm/unavailable' });
  } finally {
    server.close();
  }
});

test('the notices name every crate in both modules, and no crate that only runs on a desk', () => {
  const text = readFileSync(join(installed, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
  const [, page, desk] = /\nsilhouette\.wasm[^\n]*\n\n(.*?)\n\ncli\.wasm\n\n(.*?)\n\n/s.exec(text);
  const names = (section) => section.split('\n').map((line) => /^ {2}(\S+) \d+\.\d+\.\d+\S* {3}\S.* {3}\[\d+\]/.exec(line)?.[1]);
  for (const name of ['postcard', 'sha2', 'siphasher', 'libm', 'wasm-bindgen', 'getrandom', 'rlsf']) assert.ok(names(page).includes(name), name);
  for (const name of ['serde_json', 'p256', 'csv']) assert.ok(names(desk).includes(name) && !names(page).includes(name), name);
  for (const name of ['proptest', 'serde_derive', 'syn', 'walrus', undefined]) assert.ok(!names(page).includes(name) && !names(desk).includes(name), name);
  // Every number has its text, and every text its number.
  const told = new Set([...text.matchAll(/\[(\d+)\]/g)].map(([, number]) => number));
  const given = [...text.matchAll(/^\[(\d+)\] (.+)\n\n(\S.*)/gm)].map(([, number]) => number);
  assert.deepEqual([...told].sort(), given.sort());
  for (const sentence of ['The Rust Project Contributors', 'LLVM Exceptions to the Apache 2.0 License', 'Rich Felker', 'UNICODE LICENSE V3', "Amanieu d'Antras"]) {
    assert.ok(text.includes(sentence), sentence);
  }
});

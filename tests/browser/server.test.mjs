// The page's server: right kinds, nothing outside its folders, nothing but reading.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { serve } from '../../www/serve.mjs';

const work = mkdtempSync(join(tmpdir(), 'silhouette-server-'));
let site;

before(async () => {
  for (const folder of ['www', 'www/node_modules', 'www/tools', 'www/lib', 'lib', 'pkg', 'packs', 'fixtures']) mkdirSync(join(work, folder));
  writeFileSync(join(work, 'www/index.html'), '<p>page</p>');
  writeFileSync(join(work, 'www/.hidden.js'), 'hidden');
  writeFileSync(join(work, 'www/notes.txt'), 'no kind of this page');
  for (const folder of ['node_modules', 'tools', 'lib']) writeFileSync(join(work, 'www', folder, 'made.js'), 'not the page');
  writeFileSync(join(work, 'lib/charts.js'), 'bundled');
  writeFileSync(join(work, 'pkg/engine.wasm'), '\0asm');
  writeFileSync(join(work, 'packs/a.pack'), 'pack');
  writeFileSync(join(work, 'secret.js'), 'secret');
  symlinkSync(join(work, 'secret.js'), join(work, 'www/link.js'));
  const roots = { '/': 'www', '/lib/': 'lib', '/pkg/': 'pkg', '/packs/': 'packs', '/fixtures/': 'fixtures' };
  site = await serve({ roots: Object.fromEntries(Object.entries(roots).map(([prefix, folder]) => [prefix, join(work, folder)])) });
});

after(async () => {
  await site.close();
  rmSync(work, { recursive: true, force: true });
});

/** A request whose path reaches the server as it is written: `fetch` would tidy it up first. */
const ask = (path, method = 'GET') => new Promise((resolve, reject) => {
  request({ host: '127.0.0.1', port: site.port, path, method }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (part) => { text += part; });
    response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
  }).on('error', reject).end();
});

test('files come with their kind and the content policy', async () => {
  const page = await ask('/?lang=en');
  assert.deepEqual([page.status, page.headers['content-type'], page.text], [200, 'text/html; charset=utf-8', '<p>page</p>']);
  assert.match(page.headers['content-security-policy'], /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; /);
  assert.equal((await ask('/pkg/engine.wasm')).headers['content-type'], 'application/wasm');
  assert.equal((await ask('/lib/charts.js')).text, 'bundled');
  assert.equal((await ask('/packs/a.pack')).headers['content-type'], 'application/octet-stream');
});

test('nothing outside the folders, hidden or of another kind is handed out', async () => {
  for (const path of [
    '/../secret.js', '/%2e%2e/secret.js', '/..%2fsecret.js', '/pkg/../../secret.js', '/pkg/%2e%2e%2f%2e%2e%2fsecret.js',
    '/..\\secret.js', '//secret.js', '/link.js', '/.hidden.js', '/notes.txt', '/pkg/', '/pkg', '/missing.js', '/node_modules/made.js', '/tools/made.js', '/lib/made.js', '/./tools/made.js', '/%74ools/made.js', '/index.html%00.js',
  ]) {
    const { status, text } = await ask(path);
    assert.deepEqual([path, status, text], [path, 404, 'not here\n']);
  }
  assert.equal((await ask('/%zz.js')).status, 400);
});

test('it only reads', async () => {
  for (const method of ['POST', 'PUT', 'DELETE']) assert.equal((await ask('/', method)).status, 405);
  const head = await ask('/', 'HEAD');
  assert.deepEqual([head.status, head.text, head.headers['content-length']], [200, '', '11']);
});

test('it listens on this machine alone and remembers what was asked', async () => {
  assert.match(site.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  const before = site.requests.length;
  await ask('/packs/a.pack?x=1');
  assert.deepEqual(site.requests.slice(before), [{ method: 'GET', url: '/packs/a.pack?x=1' }]);
});

// The same customers give the same bytes natively, in Node and in Chromium.
//
// The expected lines are written by the native command line, in this run. Compared are the cases of tests/cases
// and every customer of tests/fixtures/customers under every policy that ships.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { linesOf, replay } from './replay.mjs';
import { serve } from '../../www/serve.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'pkg-config/dist');
const packs = process.env.SILHOUETTE_PACKS ?? join(root, 'build/packs');
const cli = process.env.SILHOUETTE_CLI ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug/silhouette');
const work = mkdtempSync(join(tmpdir(), 'silhouette-parity-'));
after(() => rmSync(work, { recursive: true, force: true }));

/** `detailed` are the expected lines with the features in them. */
/** @type {{ name: string, pack: string, input: string[], expected: string[], detailed: string[] }[]} */
const cases = [];

before(() => {
  const exported = join(work, 'cases');
  mkdirSync(exported);
  run(process.env.CARGO ?? 'cargo', ['run', '--quiet', '--package', 'silhouette-author', '--example', 'export_cases', '--', exported]);
  for (const file of filesOf(exported, '.pack')) {
    const name = basename(file, '.pack');
    const lines = (part) => linesOf(readFileSync(join(exported, `${name}.${part}.ndjson`), 'utf8'));
    const detailed = natively(file, join(exported, `${name}.in.ndjson`), '--features');
    cases.push({ name, pack: file, input: lines('in'), expected: lines('out'), detailed });
  }
  assert.ok(cases.length > 0, 'no case was exported');

  for (const pack of filesOf(packs, '.pack')) {
    for (const customers of filesOf(join(root, 'tests/fixtures/customers'), '.ndjson')) {
      const name = `${basename(pack, '.pack')} × ${basename(customers, '.ndjson')}`;
      const input = linesOf(readFileSync(customers, 'utf8'));
      cases.push({ name, pack, input, expected: natively(pack, customers), detailed: natively(pack, customers, '--features') });
    }
  }
  const portraits = cases.reduce((sum, { input }) => sum + input.length, 0);
  console.log(`${cases.length} cases, ${portraits} portraits`);
});

for (const [host, entry, options] of [
  ['Node', 'node.js', {}],
  ['Node, with all features', 'node.js', { features: true }],
  ['Node, one event at a time', 'node.js', { features: true, oneByOne: true }],
  ['Node with the bytes inside', 'inline.js', {}],
]) {
  test(host, async () => {
    const { load } = await import(pathToFileURL(join(dist, entry)).href);
    for (const { name, pack, input, expected, detailed } of cases) {
      const engine = await load(readFileSync(pack));
      same(name, replay(engine, input, options), options.features ? detailed : expected);
      engine.close();
    }
  });
}

const noBrowser = process.env.SILHOUETTE_NO_BROWSER === '1' ? 'no browser was asked for' : false;

test('Chromium, with all features', { skip: noBrowser }, async () => {
  const { chromium } = createRequire(join(root, 'pkg-config/package.json'))('playwright-core');
  const roots = { '/parity/': fileURLToPath(new URL('.', import.meta.url)), '/packs/': packs, '/cases/': join(work, 'cases') };
  const server = await serve({ roots });
  const browser = await chromium.launch({
    executablePath: process.env.SILHOUETTE_CHROMIUM ?? '/usr/bin/chromium',
    chromiumSandbox: false,
    args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  try {
    const page = await browser.newPage();
    const faults = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(`${server.url}parity/page.html`);
    for (const { name, pack, input, detailed } of cases) {
      const folder = pack.startsWith(work) ? 'cases' : 'packs';
      const actual = await page.evaluate(
        async ({ url, lines }) => {
          const [{ load }, { replay }] = await Promise.all([import('/pkg/web.js'), import('/parity/replay.mjs')]);
          return replay(await load(url), lines, { features: true });
        },
        { url: `/${folder}/${encodeURIComponent(basename(pack))}`, lines: input },
      );
      same(name, actual, detailed);
    }
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
    await server.close();
  }
});

/** The lines of the native command line. */
function natively(pack, customers, ...options) {
  return linesOf(run(cli, ['portrait', pack, '--in', customers, ...options]));
}

/** Line by line, so that a difference is shown where it is. */
function same(name, actual, expected) {
  assert.equal(actual.length, expected.length, `${name}: number of portraits`);
  assert.ok(actual.length > 0, `${name}: no portrait at all`);
  for (let line = 0; line < expected.length; line++) assert.equal(actual[line], expected[line], `${name}, line ${line + 1}`);
}

function filesOf(folder, extension) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(extension))
    .sort()
    .map((name) => join(folder, name));
}

/** What a program printed; its failure is this test's. */
function run(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 30 });
  assert.ok(status === 0, `${basename(program)} ${args[0]}: ${error?.message ?? stderr}`);
  return stdout;
}

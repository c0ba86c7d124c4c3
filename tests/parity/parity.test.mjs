// The same customers give the same bytes natively, in Node and in Chromium.
//
// The expected lines are written by the native command line, in this run. Compared are the cases of tests/cases
// and every customer of tests/fixtures/customers under every policy that ships.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { dist, example, filesOf, noBrowser, onPage, root, run, same } from './hosts.mjs';
import { linesOf, replay } from './replay.mjs';

const packs = process.env.SILHOUETTE_PACKS ?? join(root, 'build/packs');
const cli = process.env.SILHOUETTE_CLI ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug/silhouette');
const work = mkdtempSync(join(tmpdir(), 'silhouette-parity-'));
after(() => rmSync(work, { recursive: true, force: true }));

/** `detailed` are the expected lines with the features and the explanations in them. */
/** @type {{ name: string, pack: string, input: string[], expected: string[], detailed: string[] }[]} */
const cases = [];

before(() => {
  const exported = join(work, 'cases');
  mkdirSync(exported);
  example('export_cases', exported);
  for (const file of filesOf(exported, '.pack')) {
    const name = basename(file, '.pack');
    const lines = (part) => linesOf(readFileSync(join(exported, `${name}.${part}.ndjson`), 'utf8'));
    const detailed = natively(file, join(exported, `${name}.in.ndjson`), '--features', '--explain');
    cases.push({ name, pack: file, input: lines('in'), expected: lines('out'), detailed });
  }
  assert.ok(cases.length > 0, 'no case was exported');

  for (const pack of filesOf(packs, '.pack')) {
    for (const customers of filesOf(join(root, 'tests/fixtures/customers'), '.ndjson')) {
      const name = `${basename(pack, '.pack')} × ${basename(customers, '.ndjson')}`;
      const input = linesOf(readFileSync(customers, 'utf8'));
      cases.push({ name, pack, input, expected: natively(pack, customers), detailed: natively(pack, customers, '--features', '--explain') });
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

test('Chromium, with all features', { skip: noBrowser }, async () => {
  await onPage({ '/packs/': packs, '/cases/': join(work, 'cases') }, async (page) => {
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
  });
});

/** The lines of the native command line. */
function natively(pack, customers, ...options) {
  return linesOf(run(cli, ['portrait', pack, '--in', customers, ...options]));
}

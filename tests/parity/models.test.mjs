// Models of other libraries give the same bytes natively, in Node and in Chromium: scores, probabilities,
// contributions and ranked reason codes of every row.
//
// The models are those of author/tests/fixtures/models with their customers and with numbers at the ends of the
// doubles; and, where the truth data lie beside this repository, all of its models with all of its rows.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { dist, example, filesOf, noBrowser, onPage, root, same } from './hosts.mjs';
import { digestOf, linesOf, replay } from './replay.mjs';

/** So many rows go to the page at a time; of each batch a digest comes back. */
const BATCH = 500;

const work = mkdtempSync(join(tmpdir(), 'silhouette-models-'));
after(() => rmSync(work, { recursive: true, force: true }));

/** @type {{ name: string, pack: string, input: string[], expected: string[] }[]} */
const sets = [];

before(() => {
  example('export_models', work);
  for (const pack of filesOf(work, '.pack')) {
    const name = basename(pack, '.pack');
    const lines = (part) => linesOf(readFileSync(join(work, `${name}.${part}.ndjson`), 'utf8'));
    sets.push({ name, pack, input: lines('in'), expected: lines('out') });
  }
  const own = sets.filter(({ name }) => name.startsWith('own '));
  const rows = (list) => list.reduce((sum, { input }) => sum + input.length, 0);
  assert.ok(own.length >= 13 && rows(own) > 1300, 'the models of the fixtures are all there');
  for (const { name, input, expected } of sets) {
    assert.equal(input.length, expected.length, name);
    // A portrait without a score would be the same everywhere, and would prove nothing.
    const scored = expected.filter((line) => JSON.parse(line).portrait.scores.length === 1).length;
    assert.ok(scored * 2 > expected.length, `${name}: ${scored} of ${expected.length} rows have a score`);
  }
  console.log(`${own.length} own models, ${rows(own)} rows`);
  const truth = sets.length - own.length;
  if (truth > 0) console.log(`${truth} models of the truth data, ${rows(sets) - rows(own)} rows`);
  else console.log('skipped: the truth data (../shared/truth) are not here');
  assert.equal(truth > 0, existsSync(join(root, '../shared/truth')));
});

test('Node', async () => {
  const { load } = await import(pathToFileURL(join(dist, 'node.js')).href);
  for (const { name, pack, input, expected } of sets) {
    const engine = await load(readFileSync(pack));
    same(name, replay(engine, input), expected);
    engine.close();
  }
});

test('Chromium', { skip: noBrowser }, async () => {
  await onPage({ '/sets/': work }, async (page) => {
    for (const { name, pack, expected } of sets) {
      const digests = await page.evaluate(replayed, { name: encodeURIComponent(basename(pack, '.pack')), batch: BATCH });
      assert.equal(digests.length, Math.ceil(expected.length / BATCH), `${name}: batches`);
      for (const [index, digest] of digests.entries()) {
        const before = index * BATCH;
        const wanted = expected.slice(before, before + BATCH);
        if (digest === (await digestOf(wanted))) continue;
        // Which row it is.
        const only = await page.evaluate(replayed, { name: encodeURIComponent(name), batch: BATCH, only: index });
        same(name, only, wanted, before);
        assert.fail(`${name}: the digests of batch ${index} differ, and no line does`);
      }
    }
  });
});

/** In the page: digests of all batches of a set, or the lines of one. */
async function replayed({ name, batch, only = null }) {
  const [{ load }, { digestOf, linesOf, replay }] = await Promise.all([import('/pkg/web.js'), import('/parity/replay.mjs')]);
  const [engine, text] = await Promise.all([load(`/sets/${name}.pack`), fetch(`/sets/${name}.in.ndjson`).then((answer) => answer.text())]);
  const lines = linesOf(text);
  const part = (index) => replay(engine, lines.slice(index * batch, (index + 1) * batch));
  if (only !== null) return part(only);
  const digests = [];
  for (let index = 0; index * batch < lines.length; index++) digests.push(await digestOf(part(index)));
  engine.close();
  return digests;
}

// The same entropy gives the same reports natively, in Node and in Chromium.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { dist, example, noBrowser, onPage, same } from './hosts.mjs';
import { linesOf } from './replay.mjs';
import { tell } from './told.mjs';

const work = mkdtempSync(join(tmpdir(), 'silhouette-reports-'));
after(() => rmSync(work, { recursive: true, force: true }));
example('export_reports', work);
const lines = linesOf(readFileSync(join(work, 'reports.ndjson'), 'utf8'));
const expected = lines.flatMap((line) => JSON.parse(line).reports.map(({ report: { bytes, ...more } }) => JSON.stringify({ ...more, bytes })));

test('what is compared is not always the same', () => {
  const answers = [14, 15].map((place) => new Set(expected.map((line) => JSON.parse(line).bytes[place])).size);
  assert.equal(expected.length, 600);
  assert.ok(answers[0] === 7 && answers[1] === 6, `${answers}`);
});

test('Node', async () => {
  const { load } = await import(pathToFileURL(join(dist, 'node.js')).href);
  same('reports', await tell(await load(readFileSync(join(work, 'retail.pack'))), lines), expected);
});

test('Chromium', { skip: noBrowser }, async () => {
  await onPage({ '/packs/': work }, async (page) => {
    const actual = await page.evaluate(async (lines) => {
      const [{ load }, { tell }] = await Promise.all([import('/pkg/web.js'), import('/parity/told.mjs')]);
      return tell(await load('/packs/retail.pack'), lines);
    }, lines);
    same('reports', actual, expected);
  });
});

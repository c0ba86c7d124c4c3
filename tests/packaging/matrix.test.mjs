// Pages that use the package as a stranger gets it, by the real tools, in a real browser: each shows the portrait that
// Node gives. One installation and one browser for all of them; the rooms are in matrix/.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { bundlers } from './matrix/bundlers.mjs';
import { frameworks } from './matrix/frameworks.mjs';
import { workers } from './matrix/workers.mjs';
import { MESSAGE, SCORE, expectation } from './story.mjs';
import { host, noBrowser, openVisitor } from './visitor.mjs';
import { openWorkshop } from './workshop.mjs';

/** What the rooms share: the workshop, the engine in Node, its portrait, and the visitor. */
const shared = {
  /** Opens what a folder holds, and gives what `look` sees there; skips without a browser. */
  async visitFolder(t, folder, look, headers) {
    const site = await host(folder, headers);
    try {
      return await shared.visit(t, site.url, look);
    } finally {
      await site.close();
    }
  },
  visit: (t, url, look) => (shared.visitor === null ? t.skip(noBrowser) : shared.visitor.visit(url, look)),
};

before(async () => {
  shared.workshop = await openWorkshop();
  Object.assign(shared, await expectation(shared.workshop.installed));
  shared.visitor = noBrowser === false ? await openVisitor() : null;
});
after(async () => {
  await shared.visitor?.close();
  shared.workshop?.close();
});

test('what Node gives is what was computed by hand', () => {
  const { scores, warnings } = shared.portrait;
  assert.deepEqual([scores[0].id, scores[0].value], ['retail_risk', SCORE]);
  assert.deepEqual(warnings.map(({ id }) => id), ['two_overdue']);
  assert.match(warnings[0].message, MESSAGE);
});

test('a page with a fault, and one that asks elsewhere, are seen', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'silhouette-control-'));
  try {
    for (const [name, body] of [
      ['error', '<script>console.error("x")</script>'],
      ['thrown', '<script>throw new Error("x")</script>'],
      ['missing', '<img src="missing.png">'],
      ['elsewhere', '<img src="http://bank.example/">'],
      ['port', '<img src="http://127.0.0.1:9/">'],
    ]) {
      writeFileSync(join(folder, 'index.html'), `<!doctype html><title>x</title>${body}`);
      const seen = shared.visitFolder(t, folder, (page) => page.waitForTimeout(50), { '/': { 'content-security-policy': '' } });
      if (noBrowser === false) await assert.rejects(seen, { name: 'AssertionError' }, name);
      else await seen;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

bundlers(shared);
workers(shared);
frameworks(shared);

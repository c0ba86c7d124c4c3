// Every block of code of every page is run. What is not is in not-run.json, with a reason that is printed here.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './browser.mjs';
import { examine, notRun } from './examine.mjs';
import { pages, read } from './pages.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const counts = new Map();
const used = new Set();

for (const page of pages()) {
  if (Object.keys(notRun.pages).some((start) => page.startsWith(start))) continue;
  test(page, async (t) => {
    const results = await examine(page, read(page), browser);
    assert.deepEqual(results.filter(({ fault }) => fault).map(({ fault }) => fault), []);
    for (const { line, how } of results) {
      const [, kind, reason] = /^(.*?)(?:: (.*))?$/.exec(how);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      if (reason === undefined) continue;
      used.add(reason);
      t.diagnostic(`${page}:${line} is not run: ${reason}`);
    }
  });
}

test('the list of what is not run names nothing that is not there', (t) => {
  for (const reason of Object.values(notRun.commands)) assert.ok(used.has(reason), reason);
  for (const [page, reason] of Object.entries(notRun.pages)) {
    assert.ok(pages().some((name) => name.startsWith(page)), page);
    t.diagnostic(`${page} is not run: ${reason}`);
  }
  t.diagnostic(`blocks: ${[...counts].map(([how, count]) => `${count} ${how}`).join(', ')}`);
});

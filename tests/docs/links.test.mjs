// Every link of the documentation leads somewhere: relative ones to a file of the sources, anchors to a heading.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { pages, parse, read, root } from './pages.mjs';

/** What a link of a page does not find. */
function missing(page, text, target, known) {
  if (/^[a-z]+:/.test(target)) return /^https:\/\//.test(target) ? null : 'is neither https nor relative';
  const [path, anchor] = target.split('#');
  const file = path === '' ? page : normalize(join(dirname(page), path)).replace(/\/$/, '');
  if (!existsSync(join(root, file))) return `there is no ${file}`;
  if (anchor === undefined) return null;
  if (!file.endsWith('.md')) return 'an anchor of something that is no page';
  return (file === page ? parse(text) : known(file)).anchors.has(anchor) ? null : `${file} has no heading #${anchor}`;
}

const cache = new Map();
const known = (page) => {
  if (!cache.has(page)) cache.set(page, parse(read(page)));
  return cache.get(page);
};
const broken = (page, text) => parse(text).links
  .map(({ line, target }) => ({ line, target, why: missing(page, text, target, known) }))
  .filter(({ why }) => why !== null)
  .map(({ line, target, why }) => `${page}:${line}: ${target}: ${why}`);

for (const page of pages()) test(`links of ${page}`, () => assert.deepEqual(broken(page, read(page)), []));

test('a link that leads nowhere is found', () => {
  const text = '# A house\n\n[a](docs/none.md) [b](#a-house) [c](#another) [d](docs/reports.md#none) [e](http://x.y/)\n';
  assert.deepEqual(broken('README.md', text).map((line) => line.split(': ')[1]), ['docs/none.md', '#another', 'docs/reports.md#none', 'http://x.y/']);
});

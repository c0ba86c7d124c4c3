// The README in Chinese says what the one in English says: the same code but for its comments, the same places and files in the rows
// of the tables, the same links, under as many headings, and the same numbers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, read } from './pages.mjs';

const PAIRS = [['README.md', 'README.zh-CN.md']];

const withoutComments = (text) => text.replace(/(^|\s)(\/\/|#) .*$/gm, '').replace(/[ \t]+$/gm, '');
/** What is code in a cell: names of files, commands, words of the program. */
const code = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word).sort();
/** Numbers that a reader could compare, outside of code and links. */
const numbers = (text) => [...text.replace(/^```[^]*?^```$/gm, '').replace(/`[^`]*`|\([^)]*\)/g, '').matchAll(/\d+(?:[.,]\d+)*/g)].map(([number]) => number).sort();
const level = (text) => [...text.matchAll(/^(#+) /gm)].map(([, marks]) => marks.length);

/** What a reader of one of them would miss. */
function differences(one, other) {
  const [a, b] = [parse(one), parse(other)];
  const views = {
    headings: (page, text) => level(text),
    numbers: (page, text) => numbers(text),
    code: ({ blocks }) => blocks.map(({ language, words, text }) => ({ language, words, text: withoutComments(text) })),
    tables: ({ tables }) => tables.map((rows) => rows.map((row) => row.map(code))),
    links: ({ links }) => links.map(({ target }) => target).filter((target) => !/^README(\.zh-CN)?\.md$/.test(target)).sort(),
  };
  return Object.entries(views).filter(([, view]) => {
    try {
      assert.deepEqual(view(a, one), view(b, other));
      return false;
    } catch {
      return true;
    }
  }).map(([name]) => name);
}

for (const [english, chinese] of PAIRS) {
  test(`${chinese} says what ${english} says`, () => {
    const [a, b] = [parse(read(english)), parse(read(chinese))];
    const rows = ({ tables }) => tables.flat().map((row) => row.map(code).flat().join(' '));
    assert.deepEqual(rows(b), rows(a), `rows of the tables of ${english} that ${chinese} does not have, or the other way round`);
    assert.deepEqual(differences(read(english), read(chinese)), []);
    assert.ok(a.links.some(({ target }) => target === chinese) && b.links.some(({ target }) => target === english), 'they name each other');
  });
}

test('what is only in one of them is found', () => {
  const page = '# A\n\n[x](x.md)\n\n| a | b |\n|---|---|\n| c | `d/` |\n\n```js\nf(1); // one\n```\n';
  assert.deepEqual(differences(page, page.replace('// one', '// 一').replace('| c |', '| 丙 |')), []);
  assert.deepEqual(differences(page, page.replace('f(1)', 'f(2)')), ['code']);
  assert.deepEqual(differences(page, page.replace('`d/`', '`e/`')), ['tables']);
  assert.deepEqual(differences(page, page.replace('x.md', 'y.md')), ['links']);
  assert.deepEqual(differences(page, `${page}\n## B\n`), ['headings']);
  assert.deepEqual(differences(`${page}\nIn 12 µs.\n`, `${page}\n需 16 微秒。\n`), ['numbers']);
});

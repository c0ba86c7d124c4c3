// The pages of documentation as a reader's program sees them: blocks of code, links, headings. Parsed by markdown-it, which
// reads them as CommonMark with tables.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const modules = createRequire(join(root, 'pkg-config/package.json'));
const markdown = new (modules('markdown-it'))({ html: true });

const isMarkdown = (name) => name.endsWith('.md');

/** Every page of documentation, from the root of the sources. */
export function pages() {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isMarkdown(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  return ['README.md', 'README.zh-CN.md', 'SECURITY.md', 'CHANGELOG.md', 'pkg-config/README.md', ...docs.sort()].filter(
    (page) => page !== 'README.zh-CN.md' || readdirSync(root).includes(page),
  );
}

export const read = (page) => readFileSync(join(root, page), 'utf8');

/**
 * What stands in the comment before a block, `<!-- run: page, more -->`: words that say how it is run. A reader does not see them.
 *
 * @returns {string[] | null} null for a comment of another kind
 */
const directive = (html) => /^<!--\s*run:\s*(.*?)\s*-->\s*$/.exec(html)?.[1].split(/\s*,\s*/) ?? null;

/** An anchor of its own. */
const NAME = /<a\s+(?:id|name)="([^"]+)"/g;

/** The anchor that GitHub makes of a heading. */
const anchor = (text) => text.trim().toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '').replaceAll(' ', '-');

/**
 * @typedef {{ line: number, language: string, words: string[], text: string }} Block `line` is that of its first line of code,
 *   `language` is empty for an indented one
 * @typedef {{ line: number, target: string }} Link
 * @param {string} text of a page
 * @returns {{ blocks: Block[], links: Link[], anchors: Set<string>, tables: string[][][], strays: number[] }} `tables`: for each table
 *   its rows of cells; `strays`: lines with words on how to run something where no block follows
 */
export function parse(text) {
  const blocks = [];
  const links = [];
  const anchors = new Set();
  const tables = [];
  const strays = [];
  let waiting = null; // words on the next block
  let row = null;
  const tokens = markdown.parse(text, {});
  for (const [index, token] of tokens.entries()) {
    const line = (token.map?.[0] ?? 0) + 1;
    if (token.type === 'html_block') {
      const words = directive(token.content);
      if (words !== null) {
        if (waiting !== null) strays.push(waiting.line);
        waiting = { line, words };
      }
      for (const [, name] of token.content.matchAll(NAME)) anchors.add(name);
      continue;
    }
    if (token.type === 'fence' || token.type === 'code_block') {
      const language = token.info.trim();
      blocks.push({ line: token.type === 'fence' ? line + 1 : line, language, words: waiting?.words ?? [], text: token.content });
      waiting = null;
    } else if (waiting !== null && token.nesting >= 0 && token.type !== 'inline') {
      strays.push(waiting.line);
      waiting = null;
    }
    if (token.type === 'table_open') tables.push([]);
    if (token.type === 'tr_open') tables.at(-1).push(row = []);
    if (token.type !== 'inline') continue;
    const before = tokens[index - 1].type;
    if (before === 'td_open' || before === 'th_open') row.push(token.content);
    if (before === 'heading_open') {
      const plain = token.children.filter(({ type }) => type === 'text' || type === 'code_inline').map(({ content }) => content).join('');
      const base = anchor(plain);
      let name = base;
      for (let count = 1; anchors.has(name); count += 1) name = `${base}-${count}`;
      anchors.add(name);
    }
    for (const child of token.children) {
      if (child.type === 'html_inline') for (const [, name] of child.content.matchAll(NAME)) anchors.add(name);
      const target = child.type === 'link_open' ? child.attrGet('href') : child.type === 'image' ? child.attrGet('src') : null;
      if (target !== null) links.push({ line, target: decodeURI(target) });
    }
  }
  if (waiting !== null) strays.push(waiting.line);
  return { blocks, links, anchors, tables, strays };
}

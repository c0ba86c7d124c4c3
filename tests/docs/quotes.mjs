// Writes the whole files that pages quote, `<!-- run: whole FILE -->`, anew into the pages: a part of `cargo xtask docs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pages, read, root } from './pages.mjs';

const QUOTE = /^(<!-- run: whole (\S+) -->\n```\w+\n)[^]*?(^```$)/gm;

for (const page of pages()) {
  const before = read(page);
  const after = before.replace(QUOTE, (_, begin, file, end) => begin + readFileSync(join(root, file), 'utf8') + end);
  if (after === before) continue;
  writeFileSync(join(root, page), after);
  console.log(`${page} quotes anew`);
}

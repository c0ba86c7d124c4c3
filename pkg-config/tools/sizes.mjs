// What a page downloads: raw, gzip and brotli of every part, against the budget. Exit code 1 when one outgrew it.
//
// A part is a `file` taken as it is, or a `bundle` minified the way a page's own bundler does it. A part that
// carries another one inside says `less`: its row shows the difference, so that the sum is the true download.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const SIZES = ['raw', 'gzip', 'brotli'];
const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

async function bytes(part) {
  if (part.bundle === undefined) return readFileSync(here(part.file));
  const result = await build({
    entryPoints: [here(part.bundle)],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2017',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'error',
  });
  return result.outputFiles[0].contents;
}

/** The three sizes of one file. */
export function measure(content) {
  return {
    raw: content.length,
    gzip: gzipSync(content, { level: 9 }).length,
    brotli: brotliCompressSync(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }).length,
  };
}

/** The measured rows, with their budgets; the last row is the sum. */
export async function table(budget) {
  const rows = [];
  for (const part of budget.parts) {
    const row = { name: part.name, ...measure(await bytes(part)), budget: part.budget ?? {} };
    const inside = rows.find((other) => other.name === part.less);
    if (part.less !== undefined && inside === undefined) throw new Error(`${part.name}: no part ${part.less} before it`);
    if (inside !== undefined) for (const size of SIZES) row[size] -= inside[size];
    rows.push(row);
  }
  const sum = { name: 'sum', raw: 0, gzip: 0, brotli: 0, budget: budget.sum };
  for (const row of rows) for (const size of SIZES) sum[size] += row[size];
  return [...rows, sum];
}

/** The cells over their budget. */
export function excess(rows) {
  return rows.flatMap((row) =>
    Object.entries(row.budget)
      .filter(([size, most]) => row[size] > most)
      .map(([size, most]) => `${row.name}: ${row[size]} bytes ${size}, budget ${most}`),
  );
}

function print(rows) {
  const cell = (text, width) => String(text).padStart(width);
  console.log(`${'part'.padEnd(10)}${cell('raw', 10)}${cell('gzip', 10)}${cell('brotli', 10)}${cell('budget (brotli)', 18)}`);
  for (const row of rows) {
    const sizes = cell(row.raw, 10) + cell(row.gzip, 10) + cell(row.brotli, 10);
    console.log(`${row.name.padEnd(10)}${sizes}${cell(row.budget.brotli ?? '', 18)}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const budget = JSON.parse(readFileSync(here('size-budget.json'), 'utf8'));
  const rows = await table(budget);
  print(rows);
  for (const { of, ...part } of budget.apart) {
    const row = { ...part, ...measure(await bytes(part)) };
    console.log(`apart: ${row.name}, ${row.raw} raw, ${row.gzip} gzip, ${row.brotli} brotli of ${row.budget?.brotli} (${of})`);
    rows.push({ budget: {}, ...row });
  }
  const over = excess(rows);
  for (const line of over) console.error(`over budget: ${line}`);
  process.exitCode = over.length === 0 ? 0 : 1;
}

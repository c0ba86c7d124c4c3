// Figures that a test found, kept for the tables that `cargo xtask prove` prints; and whether all of it is asked for.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENGINES, versionOf } from './engines.mjs';

const folder = process.env.SILHOUETTE_PROOFS;

/** Whether the figures are to be those that documents name, which takes much longer than a test may. */
export const full = folder !== undefined;

/** Where chance begins; another seed, other moments. */
export const seed = Number(process.env.SILHOUETTE_SEED ?? 20261122);

/** Says what came out, and keeps it where figures are asked for. */
export function prove(part, engine, figures) {
  const row = { part, engine, version: versionOf(engine), date: new Date().toISOString().slice(0, 10), figures };
  console.log(`${part}, ${row.version}: ${Object.entries(figures).map(([name, figure]) => `${name} ${figure}`).join(', ')}`);
  if (!full) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${part}-${engine}.json`), `${JSON.stringify(row)}\n`);
}

/** All figures that are kept, as tables in Markdown. */
function tables() {
  const rows = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  const order = Object.keys(ENGINES);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [...new Set(rows.map(({ part }) => part))].sort().map((part) => {
    const of = rows.filter((row) => row.part === part).sort((a, b) => order.indexOf(a.engine) - order.indexOf(b.engine));
    const names = [...new Set(of.flatMap(({ figures }) => Object.keys(figures)))];
    const body = of.map(({ version, date, figures }) => line([version, date, ...names.map((name) => figures[name] ?? '–')]));
    return [`${part}:`, '', line(['engine', 'date', ...names]), line(new Array(names.length + 2).fill('---')), ...body].join('\n');
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(tables().join('\n\n'));

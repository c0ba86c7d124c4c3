// The benchmark: equal decisions first, then rounds of fresh processes that take turns, then the page.
//
//     node bench.mjs --folder DIR --pack FILE --facts FILE --retail FILE --cli PROGRAM --to docs/performance.md
//         [--only PART]… [--rounds N] [--add]
//
// `cargo xtask bench` makes what it reads. With `--only` the figures of the other parts are those kept in DIR;
// with `--add` the rounds are added to those that are kept.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import * as browser from './parts/browser.mjs';
import * as recording from './parts/recording.mjs';
import * as start from './parts/start.mjs';
import * as trees from './parts/trees.mjs';
import * as workload from './parts/workload.mjs';
import { output, root } from './processes.mjs';
import { Figures } from './report/figures.mjs';
import { page } from './report/page.mjs';

const PARTS = [workload, browser, recording, start, trees];

const { values } = parseArgs({
  options: {
    folder: { type: 'string' }, pack: { type: 'string' }, facts: { type: 'string' }, retail: { type: 'string' }, cli: { type: 'string' },
    to: { type: 'string' }, only: { type: 'string', multiple: true }, rounds: { type: 'string' }, add: { type: 'boolean', default: false },
  },
});
const parts = PARTS.filter(({ name }) => values.only === undefined || values.only.includes(name));
if (parts.length === 0) throw new Error(`--only takes one of: ${PARTS.map(({ name }) => name).join(', ')}`);

const say = (line) => console.error(`bench: ${line}`);
const cargo = process.env.CARGO ?? 'cargo';
const context = {
  ...values,
  say,
  /** The engine compiled for this machine. */
  native: (args) => output(cargo, ['bench', '--quiet', '--package', 'silhouette', '--bench', 'native', '--', ...args]),
};

const kept = join(values.folder, 'figures.json');
const known = await readFile(kept, 'utf8').then(JSON.parse, () => ({}));
for (const part of parts) {
  await part.prepare?.(context);
  const before = values.add ? known[part.name] : undefined;
  const figures = new Figures(before === undefined ? [] : JSON.parse(JSON.stringify(before.figures)));
  const [load] = loadavg();
  const rounds = values.rounds === undefined ? part.rounds : Number(values.rounds);
  try {
    for (let round = 1; round <= rounds; round++) {
      say(`${part.name}, round ${round} of ${rounds}`);
      await part.round(context, figures);
    }
  } finally {
    await part.close?.(context, figures);
  }
  known[part.name] = {
    figures,
    rounds: rounds + (before?.rounds ?? 0),
    day: new Date().toISOString().slice(0, 10),
    load: [before?.load[0] ?? load, loadavg()[0]],
    about: part.about?.(),
  };
  await writeFile(kept, JSON.stringify(known));
}

const versions = {
  node: process.version,
  rustc: (await output('rustc', ['--version'])).split(' (')[0],
  processor: cpus()[0].model.trim(),
  cores: cpus().length,
};
const all = Object.fromEntries(Object.entries(JSON.parse(JSON.stringify(known))).map(([name, part]) => [name, { ...part, figures: new Figures(part.figures) }]));
const files = page(all, versions);
for (const [name, text] of Object.entries(files)) {
  const target = join(root, name === 'page' ? values.to : name);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
}
process.stdout.write(files.page);
say(`written to ${values.to}`);

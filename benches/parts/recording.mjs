// Recording, features without rules, memory, and the retail policy that ships.

import { join } from 'node:path';
import { script } from '../processes.mjs';

const QUESTIONS = ['cold-features', 'cold-columns', 'more-features', 'ingest', 'memory'];

export const name = 'recording';
export const rounds = 5;

export async function round({ folder, pack, retail, native }, figures) {
  for (const question of QUESTIONS) {
    for (const way of ['engine', 'careful', 'idiomatic']) figures.read(way, await script('recording.mjs', [way, question, pack], ['--expose-gc']));
  }
  const events = join(folder, 'events-10000.tsv');
  for (const question of [['cold'], ['more', '10000']]) figures.read('native', await native([pack, events, ...question]));
  for (const name of ['shipped.mjs', 'load.mjs']) figures.read('engine', await script(name, [retail]));
}

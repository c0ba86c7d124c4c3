// The common workload: evaluation, a further event, and 10,000 events to a first result, by every way.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QUESTIONS } from '../js/questions.mjs';
import { WAYS } from '../js/ways.mjs';
import { script } from '../processes.mjs';
import { mixed } from '../workload/moments.mjs';

/** Events held at first, and events in all, of the files that the native engine reads. */
const STREAMS = { 1000: 9_000, 10000: 18_000 };
/** The seed of the events; js/questions.mjs has the same. */
const SEED = '20260101';

export const name = 'workload';
export const rounds = 5;

/** Writes what the native engine reads, and holds all ways to the same decisions. */
export async function prepare({ folder, pack, facts, native, say }) {
  for (const [rate, count] of Object.entries(STREAMS)) {
    await writeFile(join(folder, `events-${rate}.tsv`), await script('write-events.mjs', [SEED, rate, String(count)]));
  }
  const moments = mixed(256).map((features) => Object.entries(features).map(([name, value]) => `${name}\t${value ?? ''}`).join('\t'));
  await writeFile(join(folder, 'moments.tsv'), `${moments.join('\n')}\n`);
  say((await script('check.mjs', [pack, facts])).trim());
  const wasm = await script('recording.mjs', ['engine', 'fingerprint', pack]);
  const other = await native([pack, join(folder, 'events-10000.tsv'), 'fingerprint']);
  if (wasm.trim() !== other.trim()) throw new Error(`wasm and native do not give the same bytes: ${wasm} and ${other}`);
  say('wasm and native give the same bytes');
}

/** One round: every question to every way, each in a fresh process. */
export async function round({ folder, pack, facts, native }, figures) {
  for (const question of Object.keys(QUESTIONS)) {
    for (const way of WAYS) figures.read(way, await script('measure.mjs', [way, question, pack, facts]));
  }
  for (const held of Object.keys(STREAMS)) {
    figures.read('native', await native([pack, join(folder, `events-${held}.tsv`), 'more', held]));
  }
  figures.read('native', await native([pack, join(folder, 'events-10000.tsv'), 'cold']));
  figures.read('native', await native([facts, join(folder, 'moments.tsv'), 'evaluation']));
}

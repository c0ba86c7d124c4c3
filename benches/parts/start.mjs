// Bytes, and cold starts: from the beginning of a process or a page to a first result.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { bundles } from '../bundles/build.mjs';
import { visits } from '../bundles/visits.mjs';
import { WAYS } from '../js/ways.mjs';
import { rules } from '../workload/rules.mjs';

/** How much slower than this machine the page's thread is. */
const SLOWER = 4;

export const name = 'start';
export const rounds = 11;

let sizes;
let pages;

export async function prepare({ folder, pack, facts }) {
  const policy = JSON.parse(await readFile(new URL('../workload/policy.json', import.meta.url), 'utf8'));
  sizes = await bundles({ folder: join(folder, 'bundles'), pack, facts, rules: rules(policy) });
  pages = await visits(join(folder, 'bundles'));
}

/** Milliseconds until a process says something, and its memory then, in bytes. */
function begun(file) {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn('node', [file], { stdio: ['ignore', 'pipe', 'inherit'] });
    let heard;
    child.stdout.once('data', (line) => (heard = { time: performance.now() - begin, memory: Number(String(line).split('\t')[1]) }));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 && heard !== undefined ? resolve(heard) : reject(new Error(`${file} ended with ${code}`))));
  });
}

export async function round({ folder }, figures) {
  for (const way of ['empty', ...WAYS]) {
    const { time, memory } = await begun(join(folder, 'bundles', way, 'start.mjs'));
    figures.take('start, Node', way, time);
    figures.take('start, memory', way, memory);
    figures.take('start, page', way, await pages.start(way, SLOWER));
  }
}

export async function close(_, figures) {
  for (const [way, sum] of Object.entries(sizes)) for (const [kind, bytes] of Object.entries(sum)) figures.take(`bytes, ${kind}`, way, bytes);
  await pages.close();
}

export const about = () => `Chromium ${pages.version}`;

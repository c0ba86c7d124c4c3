// The common workload in a page: Chromium, on the page's own thread.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundles } from '../bundles/build.mjs';
import { visits } from '../bundles/visits.mjs';
import { QUESTIONS } from '../js/questions.mjs';
import { WAYS } from '../js/ways.mjs';
import { rules } from '../workload/rules.mjs';

export const name = 'browser';
export const rounds = 3;

let pages;

export async function prepare({ folder, pack, facts }) {
  const policy = JSON.parse(await readFile(new URL('../workload/policy.json', import.meta.url), 'utf8'));
  await bundles({ folder: join(folder, 'bundles'), pack, facts, rules: rules(policy) });
  pages = await visits(join(folder, 'bundles'));
}

export async function round(_, figures) {
  for (const question of Object.keys(QUESTIONS)) {
    for (const way of WAYS) for (const [name, value] of await pages.ask(way, question)) figures.take(`${name}, page`, way, value);
  }
}

export async function close() {
  await pages.close();
}

export const about = () => `Chromium ${pages.version}`;

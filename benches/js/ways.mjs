// The ways of computing, in the order of the report: the engine, and what it is compared with.

import { readFile } from 'node:fs/promises';
import { Customer as Careful } from './careful.mjs';
import { load } from './engine.mjs';
import { Customer as Idiomatic } from './idiomatic.mjs';
import { engineWay, pipeline } from './pipeline.mjs';

/** Ways of deciding by name; each is a file in deciders/. */
export const DECIDERS = ['careful', 'generated', 'idiomatic', 'json-logic-engine', 'cel-js', 'zen', 'json-rules-engine'];
export const WAYS = ['engine', ...DECIDERS];

/** Whose answers are promises. */
export const LATER = ['json-rules-engine'];

/** The module of ZEN, which its package leaves to be found. */
export const ZEN_WASM = new URL('../node_modules/@gorules/zen-engine-wasm/dist/zen_engine_wasm_bg.wasm', import.meta.url);

/**
 * A function that decides: features in, decisions out.
 *
 * @param {string} way one of {@link DECIDERS}
 * @param {import('../workload/rules.mjs').Rules} rules
 * @returns {Promise<(features: object) => import('../workload/decisions.mjs').Decisions | Promise<import('../workload/decisions.mjs').Decisions>>}
 */
export async function decider(way, rules) {
  const { translate, start } = await import(`./deciders/${way}.mjs`);
  return start(translate(rules), way === 'zen' ? await readFile(ZEN_WASM) : undefined);
}

/**
 * A way that can be measured. What is not written for the whole gets its features from the careful JavaScript.
 *
 * @param {string} way one of {@link WAYS}
 * @param {{ pack: string, facts: string, rules: import('../workload/rules.mjs').Rules }} policy
 * @returns {Promise<import('./questions.mjs').Way>}
 */
export async function open(way, { pack, facts, rules }) {
  if (way === 'engine') return engineWay(await load(pack), await load(facts));
  return pipeline(way === 'idiomatic' ? Idiomatic : Careful, await decider(way, rules), LATER.includes(way));
}

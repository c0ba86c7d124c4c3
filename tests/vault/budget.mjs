// Several tabs of one profile ask for the same reports at the same time; some are loaded anew before they are answered.
import { setTimeout as wait } from 'node:timers/promises';
import { install } from '../engines/engines.mjs';
import { chance } from './chance.mjs';
import { station } from './station.mjs';

/**
 * @param {string} engine
 * @param {{ tabs: number, periods: number, kept: boolean, seed: number }} options `kept`: whether the tabs share a vault
 * @returns {Promise<{ answers: Set<string>[], codes: Set<string>[], left: number[], reloaded: number, faults: string[] }>} by
 *   period: the different reports that the tabs were told, and why they were told none; `left`: budgets they were told
 */
export async function budget(engine, { tabs, periods, kept, seed }) {
  const random = chance(seed);
  const answers = Array.from({ length: periods }, () => new Set());
  const codes = Array.from({ length: periods }, () => new Set());
  const left = [];
  const faults = [];
  let reloaded = 0;
  let waiting = [];
  let period = -1;
  let ended = 0;
  let over;
  const done = new Promise((resolve) => (over = resolve));
  const here = await station((what, { period: of, bytes, budgetLeft, code, error }) => {
    if (what === 'start') return { kept };
    if (what === 'next') {
      return new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length < tabs) return;
        // All of them at once.
        period += 1;
        const next = waiting;
        waiting = [];
        for (const tell of next) {
          const leaves = period < periods && random() < 1 / 8;
          if (leaves) reloaded += 1;
          tell(period < periods ? { period, leaves } : { period: null });
        }
      });
    }
    if (what === 'said') {
      if (bytes !== undefined) answers[of].add(bytes);
      if (code !== undefined) codes[of].add(code);
      if (budgetLeft !== undefined) left.push(budgetLeft);
    }
    if (what === 'fault') faults.push(error);
    if (what === 'over') {
      ended += 1;
      if (ended === tabs) over(true);
    }
    return {};
  });
  const installed = await install(engine);
  const browser = installed.start(Array.from({ length: tabs }, (_, tab) => `${here.origin}/page/reporter?tab=${tab}`));
  try {
    if (!(await Promise.race([done, wait(60_000 + periods * 2000, false, { ref: false })]))) faults.push(`in period ${period} they went on no more; ${browser.said().slice(-300)}`);
  } finally {
    await browser.kill();
    await installed.remove();
    await here.close();
  }
  return { answers, codes, left, reloaded, faults };
}

// A browser is ended in the midst of what it does, again and again, and each time it is looked at what the stores hold.
import { setTimeout as wait } from 'node:timers/promises';
import { install } from '../engines/engines.mjs';
import { chance } from './chance.mjs';
import { Places } from './places.mjs';
import { station } from './station.mjs';
import { Tally, summary } from './tally.mjs';

/** A page that has said nothing of its stores after so long, in milliseconds, will not. */
const PATIENCE = 30_000;
/** One kill in so many comes before the page has said anything. */
const EARLY = 8;

/**
 * @param {string} engine
 * @param {readonly (readonly string[])[]} groups stores by their names in `stores.js`; each group has an origin of its own, since what a
 *   browser does to one store of an origin it may do to all
 * @param {{ rounds: number, seed: number, tell?: (line: string) => void }} options
 * @returns {Promise<{ early: number, emptied: string[][], faults: string[], tallies: Record<string, Tally> }>}
 *   `early`: how many of the kills came before the page had said anything; `emptied`: by group, how often the browser had
 *   thrown away everything of the origin, and what it said
 */
export async function kills(engine, groups, { rounds, seed, tell = () => {} }) {
  const random = chance(seed);
  const stores = groups.flat();
  const tallies = Object.fromEntries(stores.map((store) => [store, new Tally()]));
  const places = Object.fromEntries(stores.map((store) => [store, new Places(store)]));
  const emptied = groups.map(() => []);
  const witnessed = groups.map(() => false);
  const faults = [];
  let life = -1;
  let early = 0;
  let heard;
  const told = (what, { tab, group, store, held, upto, fresh, error }) => {
    if (tab !== life) return undefined;
    const number = Number(group);
    if (what === 'start') return { life, writers: groups[number].map((name) => ({ ...places[name].plan, most: 1e9 })) };
    if (what === 'witness') {
      if (fresh !== false && witnessed[number]) emptied[number].push(`life ${life}: ${fresh === true ? 'nothing is said' : fresh}`);
      witnessed[number] = true;
    }
    if (what === 'held') tallies[store].judge(held, places[store].lives);
    if (what === 'begin') places[store].begin(life);
    if (what === 'kept') tallies[store].kept(life, upto);
    if (what === 'fault') faults.push(`${store}, life ${life}: ${error}`);
    heard(what, store);
    return {};
  };
  const sites = [];
  for (const _ of groups) sites.push(await station(told));
  const installed = await install(engine);
  let browser;
  /** Starts another life; gives what waits until every store has said something. */
  const live = (word) => {
    life += 1;
    const missing = new Set(stores);
    const all = new Promise((resolve) => {
      heard = (what, store) => {
        if (what === word || what === 'fault') missing.delete(store);
        if (missing.size === 0) resolve(true);
      };
    });
    browser = installed.start(sites.map(({ origin }, group) => `${origin}/page/writer?tab=${life}&group=${group}`));
    return async () => {
      if (await Promise.race([all, wait(PATIENCE, false, { ref: false })])) return;
      faults.push(`life ${life}: nothing from ${[...missing].join(', ')}; ${browser.said().slice(-300)}`);
    };
  };
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const all = live('kept');
      if (random() < 1 / EARLY) {
        early += 1;
        await wait(random() * 2500);
      } else {
        await all();
        await wait(random() * 900);
      }
      await browser.kill();
      if (round % 10 === 0) tell(`${engine}: ${round} of ${rounds} kills; ${stores.map((store) => `${store} ${summary(tallies[store])}`).join('; ')}; emptied ${JSON.stringify(emptied)}`);
    }
    await live('begin')();
  } finally {
    await browser?.kill();
    await installed.remove();
    await Promise.all(sites.map((site) => site.close()));
  }
  return { early, emptied, faults, tallies };
}

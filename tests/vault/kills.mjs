// A browser is ended in the midst of what it does, again and again, and each time it is looked at what the stores hold.
import { setTimeout as wait } from 'node:timers/promises';
import { install } from '../engines/engines.mjs';
import { chance } from './chance.mjs';
import { station } from './station.mjs';
import { Tally, summary } from './tally.mjs';

/** So many lives share a place; then another is begun, so that it does not grow for ever. */
const SHARED = 10;
/** A page that has said nothing of its stores after so long, in milliseconds, will not. */
const PATIENCE = 30_000;
/** One kill in so many comes before the page has said anything. */
const EARLY = 8;

/** The places of one store, one after the other, and whose steps are in the last. */
class Places {
  #number = 0;
  #lives = new Set();

  constructor(store) {
    this.store = store;
  }

  /** Where a life reads, and where it goes on. */
  get plan() {
    const [from, next] = [this.#number, this.#number + 1].map((number) => `${this.store}-${number}`);
    return { store: this.store, from, to: this.#lives.size < SHARED ? from : next };
  }

  /** A life has read the last place, and from now on writes where it was told. */
  begin(life) {
    if (this.#lives.size >= SHARED) {
      this.#number += 1;
      this.#lives.clear();
    }
    this.#lives.add(life);
  }

  get lives() {
    return [...this.#lives];
  }
}

/**
 * @param {string} engine
 * @param {readonly string[]} stores by their names in `stores.js`
 * @param {{ rounds: number, seed: number, tell?: (line: string) => void }} options
 * @returns {Promise<{ kills: number, early: number, faults: string[], tallies: Record<string, Tally> }>}
 *   `early`: how many of the kills came before the page had said anything
 */
export async function kills(engine, stores, { rounds, seed, tell = () => {} }) {
  const random = chance(seed);
  const tallies = Object.fromEntries(stores.map((store) => [store, new Tally()]));
  const places = Object.fromEntries(stores.map((store) => [store, new Places(store)]));
  const faults = [];
  let life = -1;
  let early = 0;
  let heard;
  const here = await station((what, { tab, store, held, upto, error }) => {
    if (tab !== life) return undefined;
    if (what === 'start') return { life, writers: stores.map((name) => ({ ...places[name].plan, most: 1e9 })) };
    if (what === 'held') tallies[store].judge(held, places[store].lives);
    if (what === 'begin') places[store].begin(life);
    if (what === 'kept') tallies[store].kept(life, upto);
    if (what === 'fault') faults.push(`${store}, life ${life}: ${error}`);
    heard(what, store);
    return {};
  });
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
    browser = installed.start([`${here.origin}/page/writer?tab=${life}`]);
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
      if (round % 10 === 0) tell(`${engine}: ${round} of ${rounds} kills; ${stores.map((store) => `${store} ${summary(tallies[store])}`).join('; ')}`);
    }
    await live('begin')();
  } finally {
    await browser?.kill();
    await installed.remove();
    await here.close();
  }
  return { kills: rounds, early, faults, tallies };
}

// Several tabs of one profile write into the same stores; some are loaded anew, closed or ended in the midst of it.
import { setTimeout as wait } from 'node:timers/promises';
import { install } from '../engines/engines.mjs';
import { chance } from './chance.mjs';
import { station } from './station.mjs';
import { Tally } from './tally.mjs';

/** A tab that has said nothing for so long, in milliseconds, is gone. While it lives it says so every second. */
const SILENCE = 6_000;

/**
 * @param {string} engine
 * @param {readonly string[]} stores by their names in `stores.js`
 * @param {{ tabs: number, steps: number, seed: number, patience: number }} options steps of each tab and store; how long all may take
 * @returns {Promise<{ reloaded: number, closed: number, ended: number, faults: string[], tallies: Record<string, Tally> }>}
 */
export async function tabs(engine, stores, { tabs: count, steps, seed, patience }) {
  const random = chance(seed);
  const tallies = Object.fromEntries(stores.map((store) => [store, new Tally()]));
  const faults = [];
  const lives = [];
  let ended = 0;
  /** What becomes of each tab on its way. The first is left alone; with two, the second is loaded anew. */
  const all = Array.from({ length: count }, (_, tab) => ({
    tab,
    fate: [null, 'reload', 'close', 'reload'][tab % 4],
    life: null,
    over: new Set(),
    heard: Date.now(),
    kept: Object.fromEntries(stores.map((store) => [store, 0])),
  }));
  const reader = { tab: count, life: null, over: new Set(), heard: 0, kept: {} };
  const here = await station((what, { tab, life, store, held, upto, error }) => {
    const one = [...all, reader][tab];
    if (one === undefined || (what !== 'start' && life !== one.life)) return undefined;
    one.heard = Date.now();
    if (what === 'start') {
      lives.push(tab);
      one.life = lives.length - 1;
      one.over = new Set();
      const writes = one !== reader;
      const leaves = writes && one.fate !== null ? { how: one.fate, after: Math.floor(steps * (0.2 + 0.5 * random())) } : undefined;
      if (writes && one.fate !== null) {
        one.left = one.fate;
        one.fate = null;
      }
      return { life: one.life, writers: stores.map((name) => ({ store: name, from: `${name}-tabs`, to: `${name}-tabs`, most: writes ? steps - one.kept[name] : 0, leaves })) };
    }
    if (what === 'held' && one === reader) tallies[store].judge(held, [...lives.keys()]);
    if (what === 'kept') {
      one.kept[store] += upto + 1 - (one.before?.life === life ? one.before[store] ?? 0 : 0);
      one.before = { ...(one.before?.life === life ? one.before : {}), life, [store]: upto + 1 };
      tallies[store].kept(life, upto);
    }
    if (what === 'fault') faults.push(`${store}, tab ${tab}, life ${life}: ${error}`);
    if (what === 'over' || what === 'fault') one.over.add(store);
    return {};
  });
  const installed = await install(engine);
  let browser;
  const until = async (done, most) => {
    for (const begun = Date.now(); !done(); await wait(100)) if (Date.now() - begun > most) return false;
    return true;
  };
  const url = ({ tab }) => `${here.origin}/page/writer?tab=${tab}&group=0`;
  const working = (one) => one.life !== null && one.over.size < stores.length;
  const silent = (one) => Date.now() - one.heard > SILENCE;
  try {
    browser = installed.start(all.map(url));
    if (!(await until(() => all.every((one) => one.life !== null), 60_000))) faults.push(`not every tab was opened; ${browser.said().slice(-300)}`);
    // With four tabs one is ended from outside as well, at some time in the first half.
    const half = () => all[0].kept[stores[0]] > steps * 0.4;
    if (count > 2 && (await until(half, patience)) && browser.killPage()) ended += 1;
    const gone = (one) => !working(one) || ((ended > 0 || one.left === 'close') && silent(one));
    if (!(await until(() => all.every(gone), patience))) faults.push(`some tabs went on no more: ${all.filter((one) => !gone(one)).map((one) => `${one.tab} ${JSON.stringify(one.kept)}`).join('; ')}`);
    await browser.kill();
    browser = installed.start([url(reader)]);
    if (!(await until(() => reader.life !== null && reader.over.size === stores.length, 60_000))) faults.push(`nothing can be read; ${browser.said().slice(-300)}`);
  } finally {
    await browser?.kill();
    await installed.remove();
    await here.close();
  }
  const left = (how) => all.filter((one) => one.left === how).length;
  return { lives: lives.length - 1, reloaded: left('reload'), closed: left('close'), ended, faults, tallies };
}

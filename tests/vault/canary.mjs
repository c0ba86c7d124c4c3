// Values that are easy to find again are stored in a browser, and looked for in its profile.
import { setTimeout as wait } from 'node:timers/promises';
import { install } from '../engines/engines.mjs';
import { chance } from './chance.mjs';
import { namesIn, scan } from './scan.mjs';
import { station } from './station.mjs';

const LETTERS = 'bcdfghjkmnpqrstvwxyz';

/** Random enough that no compression makes them shorter, and that nothing else looks like them. */
function made(seed) {
  const random = chance(seed);
  const word = () => Array.from({ length: 24 }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('');
  const whole = () => 2 ** 48 + Math.floor(random() * 2 ** 48);
  return {
    worth: whole(),
    pay: 10_000_000_000 + Math.floor(random() * 1e12) / 100,
    drift: 1 + random() * 1000,
    trade: word(),
    account: word(),
    cents: whole(),
    amount: 10_000_000_000 + Math.floor(random() * 1e12) / 100,
    shop: word(),
    // Some moment of 2021.
    at: Date.UTC(2021, 0, 1) + Math.floor(random() * 300 * 86_400_000),
  };
}

/** What `canary.json` calls its tag; the profile of a customer who has it may not say so either. */
const NAMES = { tag: 'tagq7vx2mzk9wr4tbn8hc3', label: 'labelp5jd8sy3gfu6qe2xkm7w' };

/**
 * @param {string} engine
 * @param {readonly { what: string, ends: 'end' | 'kill' }[]} visits what the page stores, and how the browser ends
 * @param {number} seed
 * @returns {Promise<{ found: object[], values: string[], names: string[], files: number, bytes: number, forms: number, hits: string[] }>}
 *   `found`: what the pages told; `values`: names of all that was looked for; `names`: of what was found
 */
export async function canary(engine, visits, seed) {
  const canaries = made(seed);
  let over;
  const here = await station((what, body) => {
    if (what === 'start') return { canaries: body.what === 'plain' ? { ...canaries, ...NAMES } : canaries };
    over(body.found);
    return {};
  });
  const installed = await install(engine);
  const found = [];
  try {
    for (const { what, ends } of visits) {
      const told = new Promise((resolve) => (over = resolve));
      const browser = installed.start([`${here.origin}/page/canary?what=${what}`]);
      found.push(await Promise.race([told, wait(60_000, { error: `the page says nothing; ${browser.said()}` }, { ref: false })]));
      // Some of what a browser keeps it writes later.
      await wait(1500);
      await browser[ends]();
      await browser.kill();
    }
    const values = { ...canaries, ...NAMES };
    const result = scan(installed.profile, values);
    return { found, values: Object.keys(values).sort(), names: namesIn(result), ...result };
  } finally {
    await installed.remove();
    await here.close();
  }
}

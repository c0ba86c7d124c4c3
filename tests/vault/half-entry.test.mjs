// What Chromium does to IndexedDB when it is ended between two writes of one entry, made to happen: the vault is there
// again, where everything else of the origin is gone.
//
// LevelDB appends the seven bytes that begin an entry of its log, then its content. A browser that is ended between the
// two leaves the seven bytes. The next start ignores them and writes on behind them; the one after that finds that the
// file is not right, and throws away the whole storage of the origin. See google/leveldb, issue 1287.
import assert from 'node:assert/strict';
import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { install, missing } from '../engines/engines.mjs';
import { station } from './station.mjs';
import { Tally } from './tally.mjs';

const STORES = ['vault', 'sealed', 'plain'];
const STEPS = 20;
/** Checksum, a length of 114, a whole entry: and then nothing. */
const HALF = Buffer.from('bc85f8ea720001', 'hex');

/** Where the logs are of what pages store: of the origin itself, and of its buckets. */
const PLACES = { original: /^Default\/IndexedDB\/.*\.log$/, copy: /^Default\/WebStorage\/.*\.log$/ };

for (const [place, logs] of Object.entries(PLACES)) {
  test(`a half entry in the log of the ${place}`, { skip: missing('chromium'), timeout: 60_000 }, async (t) => {
    const tallies = Object.fromEntries(STORES.map((store) => [store, new Tally()]));
    const emptied = [];
    let life = -1;
    let over;
    const here = await station((what, { tab, store, held, upto, fresh, error }) => {
      if (tab !== life) return undefined;
      if (what === 'start') return { life, writers: STORES.map((name) => ({ store: name, from: name, to: name, most: STEPS })) };
      if (what === 'witness' && life > 0 && fresh !== false) emptied.push(fresh);
      if (what === 'held') tallies[store].judge(held, Array.from({ length: life }, (_, before) => before));
      if (what === 'kept') tallies[store].kept(life, upto);
      if (what === 'over' || what === 'fault') over(error ?? null);
      return {};
    });
    const installed = await install('chromium');
    let browser;
    t.after(async () => {
      await browser?.kill();
      await installed.remove();
      await here.close();
    });
    for (life = 0; life < 3; ) {
      const told = [];
      const all = new Promise((resolve) => (over = (error) => told.push(error) === STORES.length && resolve()));
      browser = installed.start([`${here.origin}/page/writer?tab=${life}&group=0`]);
      await Promise.race([all, wait(20_000, null, { ref: false })]);
      await browser.kill();
      assert.deepEqual(told, STORES.map(() => null), browser.said());
      if (life === 0) {
        const found = readdirSync(installed.profile, { recursive: true }).filter((name) => logs.test(name));
        assert.equal(found.length, 1, `one log: ${found}`);
        appendFileSync(join(installed.profile, found[0]), HALF);
      }
      life += 1;
    }
    const { vault, sealed, plain } = tallies;
    for (const { lost, torn, twice } of [vault, sealed]) assert.deepEqual([lost, torn, twice], [0, 0, 0]);
    assert.deepEqual(emptied, place === 'original' ? ['IndexedDB (database was corrupt): checksum mismatch'] : [], 'control: that is what the browser does');
    assert.equal(plain.lost, place === 'original' ? 2 * STEPS : 0, 'control: what has no copy is gone');
  });
}

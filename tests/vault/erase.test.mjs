// Erased, forgotten, and kept with a host's secret, in three browser engines: what is stored then, in the origin's storage and in
// the copy that Chromium has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ENGINES, install, missing } from '../engines/engines.mjs';
import { station } from './station.mjs';

for (const engine of Object.keys(ENGINES)) {
  test(`${engine}: what is erased is gone, and stays gone`, { skip: missing(engine), timeout: 120_000 }, async () => {
    let over;
    const told = new Promise((resolve) => (over = resolve));
    const here = await station((what, { found }) => (over(found), {}));
    const installed = await install(engine);
    try {
      const browser = installed.start([`${here.origin}/page/erase`]);
      const found = await Promise.race([told, wait(90_000, { error: `the page says nothing; ${browser.said()}` }, { ref: false })]);
      await browser.kill();
      assert.equal(found.error, undefined);
      const places = found.buckets ? 2 : 1;
      const in_ = (keys) => new Array(places).fill(keys);
      assert.deepEqual(found.began, ['new', 'indexeddb']);
      assert.deepEqual(found.both, [6, 6]);
      assert.deepEqual(found.before, in_(['0', '1', 'head', 'key']), 'control: there was something');
      assert.deepEqual(found.left, [true, true], 'at most what came after the erasure');
      assert.deepEqual(found.profiles, [{}, {}]);
      assert.deepEqual(found.nothing, [0, 0]);
      assert.deepEqual(found.erased, in_(['head']));
      assert.equal(found.origin, 'new');
      assert.deepEqual(found.later.map((keys) => keys.includes('key')), in_(true));
      assert.deepEqual(found.forgotten, in_(['head']));
      assert.deepEqual(found.after, in_(['head']), 'closing stores nothing that was erased');
      assert.deepEqual([found.wrong, found.none, found.right], ['vault/secret', 'vault/secret', 3]);
      assert.equal(found.buckets, engine === 'chromium');
    } finally {
      await installed.remove();
      await here.close();
    }
  });
}

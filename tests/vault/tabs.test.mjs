// Several tabs of one profile: what each was told is safe is there in the end, whole, and once.
//
// A store that writes as if it were alone must lose on the same way: otherwise the tabs never met.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGINES, missing } from '../engines/engines.mjs';
import { full, prove, seed } from '../engines/proof.mjs';
import { tabs } from './tabs.mjs';
import { figures } from './tally.mjs';

const STEPS = full ? 1000 : 60;
const COUNTS = full ? [2, 4] : [4];
const PATIENCE = full ? 900_000 : 90_000;

for (const engine of Object.keys(ENGINES)) {
  for (const count of COUNTS) {
    test(`${engine}: ${count} tabs, ${STEPS} steps each`, { skip: missing(engine), timeout: PATIENCE + 180_000 }, async () => {
      const { lives, reloaded, closed, ended, faults, tallies } = await tabs(engine, ['vault', 'plain', 'over'], { tabs: count, steps: STEPS, seed, patience: PATIENCE });
      const { vault, plain, over } = tallies;
      prove(`tabs-${count}`, engine, {
        'loads (anew / closed / killed)': `${lives} (${reloaded} / ${closed} / ${ended})`,
        'vault: acknowledged / lost / torn / twice': figures(vault),
        'IndexedDB alone: the same': figures(plain),
        'as if alone: the same': figures(over),
      });
      assert.deepEqual(faults, []);
      assert.deepEqual([reloaded, closed, ended], count > 2 ? [2, 1, 1] : [1, 0, 0]);
      assert.ok(over.lost > 0, 'control: a store that writes as if it were alone loses');
      assert.ok(vault.acknowledged >= STEPS, 'the tab that is left alone has done all');
      for (const { lost, torn, twice } of [vault, plain]) assert.deepEqual([lost, torn, twice], [0, 0, 0]);
    });
  }
}

// Nothing that is easy to find again is found in the profile of a browser that keeps it in the vault.
//
// The same search finds the same values where they are stored as they are, and those of the vault's state where that is
// stored without encryption: otherwise it proves nothing. What it does not show is in SECURITY.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGINES, missing } from '../engines/engines.mjs';
import { full, prove, seed } from '../engines/proof.mjs';
import { canary } from './canary.mjs';

const RUNS = full ? 5 : 1;
const visit = (what, ends = 'end') => ({ what, ends });

for (const engine of Object.keys(ENGINES)) {
  test(`${engine}: values in a profile`, { skip: missing(engine), timeout: RUNS * 180_000 }, async () => {
    const sum = { runs: RUNS, values: 0, forms: 0, 'MB searched': 0, 'vault: found': 0, 'control, as they are: found': 0, 'control, state without encryption: found': 0 };
    for (let run = 0; run < RUNS; run += 1) {
      // Stored, opened again and stored further; ended in both ways.
      const stored = await canary(engine, [visit('vault'), visit('vault', 'kill'), ...(full ? [visit('vault')] : [])], seed + run);
      const open = await canary(engine, [visit('plain')], seed + run);
      const state = await canary(engine, [visit('state')], seed + run);
      assert.deepEqual([...stored.found, ...open.found, ...state.found].filter(({ error }) => error), []);
      assert.deepEqual(stored.found.map(({ storage, tags }) => [storage, tags[0]]), new Array(stored.found.length).fill(['indexeddb', 'tagq7vx2mzk9wr4tbn8hc3']));
      assert.deepEqual(stored.found.map(({ before }) => before > 0), stored.found.map((_, visit) => visit > 0), 'what was stored is found again');
      assert.deepEqual(open.names, open.values, 'control: every value is found where it is stored as it is');
      assert.ok(['shop', 'trade'].every((name) => state.names.includes(name)), `control: a state without encryption is seen through: ${state.names}`);
      assert.deepEqual(stored.hits, []);
      sum.values += stored.values.length;
      sum.forms += stored.forms;
      sum['MB searched'] += stored.bytes / 1e6;
      sum['vault: found'] += stored.names.length;
      sum['control, as they are: found'] += open.names.length;
      sum['control, state without encryption: found'] += state.names.length;
    }
    prove('canary', engine, { ...sum, 'MB searched': sum['MB searched'].toFixed(0) });
  });
}

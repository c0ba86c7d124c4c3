// What was acknowledged is there after the browser was ended in the midst of it, whole, and once.
//
// In the same kills wrong stores must be found out, each by its own fault: otherwise the kills prove nothing. They have
// an origin of their own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGINES, missing } from '../engines/engines.mjs';
import { full, prove, seed } from '../engines/proof.mjs';
import { kills } from './kills.mjs';

const ROUNDS = full ? 100 : 4;

const wrongIn = ({ lost, torn, twice }) => [lost, torn, twice];

for (const engine of Object.keys(ENGINES)) {
  test(`${engine}: ${ROUNDS} kills`, { skip: missing(engine), timeout: ROUNDS * 60_000 }, async () => {
    const { early, emptied, faults, tallies } = await kills(engine, [['vault'], ['plain', 'late', 'split', 'again']], { rounds: ROUNDS, seed, tell: console.log });
    const { vault, plain, late, split, again } = tallies;
    prove('kills', engine, {
      kills: ROUNDS, 'of these early': early,
      'vault: acknowledged': vault.acknowledged, lost: vault.lost, torn: vault.torn, twice: vault.twice,
      'IndexedDB alone: acknowledged': plain.acknowledged, 'IndexedDB alone: lost': plain.lost,
      'emptied by the browser: vault, others': emptied.map(({ length }) => length).join(', '),
      'controls: lost': late.lost, 'controls: torn': split.torn, 'controls: twice': again.twice,
    });
    for (const what of emptied.flat()) console.log(`${engine}: emptied by the browser, ${what}`);
    assert.deepEqual(faults, []);
    assert.ok(late.lost > 0, 'control: a store that writes after it said so loses');
    assert.ok(split.torn > 0, 'control: a store that writes parts holds halves');
    assert.ok(again.twice > 0, 'control: a store that repeats holds doubles');
    assert.ok(vault.acknowledged > ROUNDS, 'something was at stake');
    // Only a browser that throws all of an origin away loses what it has completed: see SECURITY.md.
    [vault, plain].forEach((store, group) => assert.deepEqual(wrongIn(store), [emptied[group].length > 0 ? store.lost : 0, 0, 0]));
  });
}

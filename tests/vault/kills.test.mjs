// What was acknowledged is there after the browser was ended in the midst of it, whole, and once.
//
// In the same kills wrong stores must be found out, each by its own fault: otherwise the kills prove nothing. They have
// an origin of their own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGINES, missing } from '../engines/engines.mjs';
import { full, prove, seed } from '../engines/proof.mjs';
import { kills } from './kills.mjs';
import { figures } from './tally.mjs';

const ROUNDS = full ? 100 : 4;

const wrongIn = ({ lost, torn, twice }) => [lost, torn, twice];

for (const engine of Object.keys(ENGINES)) {
  test(`${engine}: ${ROUNDS} kills`, { skip: missing(engine), timeout: ROUNDS * 60_000 }, async () => {
    const { early, emptied, faults, tallies } = await kills(engine, [['vault'], ['sealed'], ['plain', 'late', 'split', 'again']], { rounds: ROUNDS, seed, tell: console.log });
    const { vault, sealed, plain, late, split, again } = tallies;
    prove('kills', engine, {
      'kills (early)': `${ROUNDS} (${early})`,
      '`openVault`: acknowledged / lost / torn / twice': figures(vault),
      '`openSealed` with `vault`: the same': figures(sealed),
      'IndexedDB alone: the same': figures(plain),
      'emptied by the browser, in this order': emptied.map(({ length }) => length).join(' / '),
      'wrong stores: lost / torn / twice': [late.lost, split.torn, again.twice].join(' / '),
    });
    for (const what of emptied.flat()) console.log(`${engine}: emptied by the browser, ${what}`);
    assert.deepEqual(faults, []);
    assert.ok(late.lost > 0, 'control: a store that writes after it said so loses');
    assert.ok(split.torn > 0, 'control: a store that writes parts holds halves');
    assert.ok(again.twice > 0, 'control: a store that repeats holds doubles');
    for (const store of [vault, sealed]) {
      assert.ok(store.acknowledged > ROUNDS, 'something was at stake');
      assert.deepEqual(wrongIn(store), [0, 0, 0]);
    }
    // Only a browser that throws all of an origin away loses what it has completed: half-entry.test.mjs.
    assert.deepEqual(wrongIn(plain), [emptied[2].length > 0 ? plain.lost : 0, 0, 0]);
  });
}

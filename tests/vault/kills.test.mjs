// What was acknowledged is there after the browser was ended in the midst of it, whole, and once.
//
// In the same kills wrong stores must be found out, each by its own fault: otherwise the kills prove nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGINES, missing } from '../engines/engines.mjs';
import { full, prove, seed } from '../engines/proof.mjs';
import { kills } from './kills.mjs';

const ROUNDS = full ? 100 : 4;

for (const engine of Object.keys(ENGINES)) {
  test(`${engine}: ${ROUNDS} kills`, { skip: missing(engine), timeout: ROUNDS * 60_000 }, async () => {
    const { early, faults, tallies } = await kills(engine, ['plain', 'late', 'split', 'again'], { rounds: ROUNDS, seed, tell: console.log });
    const { plain, late, split, again } = tallies;
    prove('kills', engine, {
      kills: ROUNDS, 'of these early': early,
      'IndexedDB itself: acknowledged': plain.acknowledged, 'IndexedDB itself: lost': plain.lost + plain.torn + plain.twice,
      'controls: lost': late.lost, 'controls: torn': split.torn, 'controls: twice': again.twice,
    });
    assert.deepEqual(faults, []);
    assert.ok(late.lost > 0, 'control: a store that writes after it said so loses');
    assert.ok(split.torn > 0, 'control: a store that writes parts holds halves');
    assert.ok(again.twice > 0, 'control: a store that repeats holds doubles');
    assert.ok(plain.acknowledged > ROUNDS, 'something was at stake');
    assert.deepEqual([plain.lost, plain.torn, plain.twice], [0, 0, 0], 'IndexedDB keeps what it completes');
  });
}

// The judge of the stores, by cases counted by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tally } from './tally.mjs';

const whole = (life, step) => [[life, step, 0], [life, step, 1], [life, step, 2]];

function judged(kept, entries, lives = [0]) {
  const tally = new Tally();
  for (const [life, upto] of kept) tally.kept(life, upto);
  tally.judge(entries, lives);
  const { acknowledged, lost, torn, twice } = tally;
  return [acknowledged, lost, torn, twice];
}

test('all that was acknowledged, and more that was not, is right', () => {
  assert.deepEqual(judged([[0, 1]], [0, 1, 2].flatMap((step) => whole(0, step))), [2, 0, 0, 0]);
  assert.deepEqual(judged([], []), [0, 0, 0, 0]);
});
test('what was acknowledged and is not there is lost, at the end or before it', () => {
  assert.deepEqual(judged([[0, 3]], [0, 2].flatMap((step) => whole(0, step))), [4, 2, 0, 0]);
});
test('a half is torn, and lost as well when it was acknowledged', () => {
  assert.deepEqual(judged([[0, 0]], [...whole(0, 0), [0, 1, 0]]), [1, 0, 1, 0]);
  assert.deepEqual(judged([[0, 1]], [...whole(0, 0), [0, 1, 0]]), [2, 1, 1, 0]);
});
test('a gap before what was recorded later is torn', () => {
  assert.deepEqual(judged([[0, 0]], [...whole(0, 0), ...whole(0, 2)]), [1, 0, 1, 0]);
});
test('a part that is there more than once is a double', () => {
  assert.deepEqual(judged([[0, 1]], [...whole(0, 0), ...whole(0, 1), [0, 1, 2]]), [2, 0, 0, 1]);
});
test('each fault counts once, and only the lives that are asked for', () => {
  const tally = new Tally();
  tally.kept(0, 0);
  tally.kept(1, 4);
  for (let time = 0; time < 3; time += 1) tally.judge([], [0]);
  assert.deepEqual([tally.acknowledged, tally.lost], [6, 1]);
});

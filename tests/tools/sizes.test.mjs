// The size table: true sums, and a budget that bites.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excess, measure, table } from '../../pkg-config/tools/sizes.mjs';

test('sizes of a text that compresses', () => {
  const sizes = measure(Buffer.from('a'.repeat(10_000)));
  assert.equal(sizes.raw, 10_000);
  assert.ok(sizes.gzip < 100 && sizes.brotli < sizes.gzip);
});

test('the sum is the sum of the rows', async () => {
  const rows = await table({
    parts: [{ name: 'one', file: 'package.json' }, { name: 'two', file: 'size-budget.json', budget: { raw: 1 } }],
    sum: { brotli: 1 },
  });
  const [one, two, sum] = rows;
  assert.ok(one.raw > 0 && two.raw > 0);
  for (const size of ['raw', 'gzip', 'brotli']) assert.equal(sum[size], one[size] + two[size]);
  assert.deepEqual(excess(rows), [
    `two: ${two.raw} bytes raw, budget 1`,
    `sum: ${sum.brotli} bytes brotli, budget 1`,
  ]);
});

test('a part inside another one is counted once', async () => {
  const [inner, outer, sum] = await table({
    parts: [{ name: 'inner', file: 'size-budget.json' }, { name: 'outer', file: 'size-budget.json', less: 'inner' }],
    sum: { brotli: 60_000 },
  });
  assert.equal(outer.brotli, 0);
  assert.equal(sum.brotli, inner.brotli);
  await assert.rejects(table({ parts: [{ name: 'outer', file: 'size-budget.json', less: 'inner' }], sum: {} }), /no part inner/);
});

test('within the budget there is nothing to say', () => {
  assert.deepEqual(excess([{ name: 'wasm', raw: 5, gzip: 4, brotli: 3, budget: { raw: 5, brotli: 3 } }]), []);
});

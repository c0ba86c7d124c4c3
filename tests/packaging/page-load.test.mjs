// The measurement of how pages load, once: it runs, and what it counts is what was built.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { noBrowser } from './visitor.mjs';
import { root, run } from './workshop.mjs';

const milliseconds = (time) => parseFloat(time) * (time.endsWith(' ms') ? 1 : 1000);

test('every page has its figures', { skip: noBrowser }, async () => {
  const text = await run(process.execPath, ['benches/js/page-load.mjs', '--runs', '1'], { cwd: root });
  const rows = text.split('\n').filter((line) => /^\| the /.test(line)).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
  assert.equal(rows.length, 4);
  for (const [name, files, raw, compressed, quick, script, last, blocked, longest, slow] of rows) {
    assert.ok(Number(files) >= 4, name);
    for (const size of [raw, compressed]) assert.match(size, /^\d+\.\d kB$/, name);
    assert.ok(parseFloat(compressed) < parseFloat(raw), name);
    for (const time of [quick, script, last, blocked, longest, slow]) assert.match(time, /^\d+(\.\d\d)? m?s$/, name);
    // A file that came later leaves less time behind it.
    assert.ok(milliseconds(last) <= milliseconds(script) && milliseconds(script) <= milliseconds(quick), name);
  }
  // The page, its script, the module and the policy; the last two are most of it.
  const [, files, raw, compressed] = rows[0];
  assert.equal(files, '4');
  // What is preloaded is fetched once.
  assert.equal(rows[1][1], '4');
  const shipped = ['silhouette.wasm', 'policies/retail.pack'].map((name) => readFileSync(join(root, 'pkg-config/dist', name)));
  const sum = (lengths) => lengths.reduce((all, one) => all + one, 0) / 1000;
  const [least, leastCompressed] = [sum(shipped.map(({ length }) => length)), sum(shipped.map((bytes) => brotliCompressSync(bytes).length))];
  assert.ok(parseFloat(raw) > least && parseFloat(raw) < least + 40, raw);
  assert.ok(parseFloat(compressed) > leastCompressed && parseFloat(compressed) < leastCompressed + 15, compressed);
});

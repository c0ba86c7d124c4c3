// Ten thousand customers give the same bytes as lines natively, as lines in Node and as two tables.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { dist, root } from './hosts.mjs';

const packs = process.env.SILHOUETTE_PACKS ?? join(root, 'build/packs');
const cli = process.env.SILHOUETTE_CLI ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug/silhouette');
const work = mkdtempSync(join(tmpdir(), 'silhouette-tables-'));
after(() => rmSync(work, { recursive: true, force: true }));

// Spark's test (fleet/spark) compares the same customers.
const population = JSON.parse(readFileSync(join(root, 'tests/parity/population.json'), 'utf8'));
const drawn = Object.entries(population).flatMap(([name, value]) => [`--${name}`, String(value)]);
const pack = join(packs, 'retail.pack');

function ran(program, ...args) {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', cwd: work });
  assert.equal(error, undefined);
  assert.equal(status, 0, `${args[0]}: ${stderr}`);
}

test('customers as lines, natively and in Node, and as tables', () => {
  ran(cli, 'synth', ...drawn, '-o', 'customers.ndjson');
  ran(cli, 'synth', ...drawn, '--tables', '-o', 'tables');
  ran(cli, 'portrait', pack, '--in', 'customers.ndjson', '--out', 'native');
  ran(process.execPath, join(dist, 'cli.js'), 'portrait', pack, '--in', 'customers.ndjson', '--out', 'node');
  ran(cli, 'portrait', pack, '--events', 'tables/events.csv', '--profiles', 'tables/profiles.csv', '--memory', '32MB', '--out', 'tables.ndjson');
  const native = readFileSync(join(work, 'native'));
  assert.ok(native.equals(readFileSync(join(work, 'node'))), 'lines in Node differ');
  const lines = (bytes) => bytes.toString().trimEnd().split('\n');
  // Lines come in the order of the customers, tables in that of their ids.
  const sorted = lines(native).map((line) => [JSON.parse(line).id, line]).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
  assert.equal(sorted.length, population.customers);
  assert.deepEqual(lines(readFileSync(join(work, 'tables.ndjson'))), sorted);
});

test('in Node tables are said to be for the native program', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(dist, 'cli.js'), 'portrait', pack, '--in', 'customers.parquet'], { encoding: 'utf8', cwd: work });
  assert.equal(status, 3);
  assert.match(stderr, /^silhouette: customers\.parquet: tables are read by the native silhouette/);
});

test('in Node Parquet is said to be written by the native program', () => {
  const words = ['synth', '--customers', '1', '--days', '30', '--tables', '--output-format', 'parquet', '-o', 'none'];
  const { status, stderr } = spawnSync(process.execPath, [join(dist, 'cli.js'), ...words], { encoding: 'utf8', cwd: work });
  assert.equal(status, 3);
  assert.match(stderr, /^silhouette: none: Parquet is written by the native silhouette/);
});

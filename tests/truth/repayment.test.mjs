// The early warning against real repayment histories.
//
// The histories and what other tools (pandas, sqlite) found in them lie outside this repository, in
// ../shared/truth/repayment. Where they are absent this test says so and is skipped.
//
// A month of a history becomes a `repayment` event: the installment is the month's number, a status of n ≥ 1
// ("n months late") becomes 30·n days past due, any other status none.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Table } from './table.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const truth = join(root, '../shared/truth/repayment');
const packs = process.env.SILHOUETTE_PACKS ?? join(root, 'build/packs');
const skip = existsSync(truth) ? false : `no repayment histories at ${truth}`;
if (skip) console.log(`skipped: ${skip}`);

const WARNING = 'two_overdue';

/** Rows of a CSV file without quotes, by column name. */
function rows(file) {
  const [head, ...lines] = readFileSync(join(truth, file), 'utf8').trimEnd().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index], cell])));
}

function eventOf({ month, seq, pay_status: status, pay_amt: amount }) {
  const late = Math.max(0, Number(status));
  return {
    type: 'repayment', at: Date.parse(`${month}-01T00:00:00Z`), loan: 'card', installment: Number(seq),
    days_past_due: 30 * late, amount: Number(amount).toFixed(2),
  };
}

/** Customer → events in the order of the months. */
function histories() {
  const all = new Map();
  for (const row of rows('repayment_long.csv')) {
    if (!all.has(row.customer_id)) all.set(row.customer_id, []);
    all.get(row.customer_id).push(eventOf(row));
  }
  for (const events of all.values()) events.sort((a, b) => a.installment - b.installment);
  return all;
}

/** A fixed shuffle: arrival must not matter. */
function shuffled(list, seed) {
  const out = [...list];
  let state = seed;
  for (let i = out.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}

async function engine() {
  const { load } = await import(pathToFileURL(join(root, 'pkg-config/dist/node.js')).href);
  return load(join(packs, 'retail.pack'));
}

const warned = (portrait) => portrait.warnings.some(({ id, state }) => id === WARNING && state === 'open');
const LAST = Date.parse('2005-09-30T00:00:00Z');

test('the warning is open exactly when the run of late months that ends now has two or more', { skip }, async () => {
  const retail = await engine();
  const expected = rows('repayment_expected.csv');
  const all = histories();
  const table = new Table('early warning');
  const set = 'open exactly when the run has two or more';
  table.holds(set, join(truth, 'repayment_expected.csv'));
  let open = 0;
  expected.forEach(({ customer_id: id, current_run_ge1: run }, index) => {
    const session = retail.open();
    session.record(shuffled(all.get(id), index + 1));
    const portrait = session.portrait(LAST);
    table.row(set);
    assert.ok(table.state(set, warned(portrait) === Number(run) >= 2), `customer ${id}, run ${run}`);
    const warning = portrait.warnings.find((one) => one.id === WARNING);
    if (warning !== undefined) {
      open += 1;
      const told = warning.because.flatMap(({ evidence }) => evidence).map(({ is }) => is);
      assert.ok(told.includes(Number(run)), `customer ${id}: the evidence names the run of ${run}`);
    }
    session.close();
  });
  retail.close();
  assert.ok(open > 0 && open < expected.length, 'both outcomes must occur');
  table.finish();
});

test('month by month, the warning first opens in the month the other tools name', { skip }, async () => {
  const retail = await engine();
  const all = histories();
  const table = new Table('early warning, month by month');
  const set = 'first opens in the month of the peers';
  table.holds(set, join(truth, 'repayment_expected.csv'));
  let opened = 0;
  for (const { customer_id: id, first_trigger_month_two_consecutive_ge1: month } of rows('repayment_expected.csv')) {
    const session = retail.open();
    let first = '';
    for (const event of all.get(id)) {
      session.record(event);
      if (warned(session.portrait(event.at))) {
        first = new Date(event.at).toISOString().slice(0, 7);
        break;
      }
    }
    table.row(set);
    assert.ok(table.state(set, first === month), `customer ${id}: ${first}, not ${month}`);
    if (first !== '') opened += 1;
    session.close();
  }
  retail.close();
  assert.ok(opened > 0, 'some history must open it');
  table.finish();
});

test('a late correction closes the warning again', { skip }, async () => {
  const retail = await engine();
  const all = histories();
  const late = rows('repayment_expected.csv').filter(({ current_run_ge1: run }) => Number(run) === 2);
  assert.ok(late.length > 0);
  const table = new Table('early warning, corrections');
  const set = 'closes when the last month is corrected';
  const column = readFileSync(join(truth, 'repayment_expected.csv'), 'utf8').split(/\r?\n/, 1)[0].split(',').indexOf('current_run_ge1');
  table.holds(set, join(truth, 'repayment_expected.csv'), (line) => line.split(',')[column] === '2');
  for (const { customer_id: id } of late) {
    const session = retail.open();
    session.record(all.get(id));
    assert.ok(warned(session.portrait(LAST)), `customer ${id} before`);
    const corrected = { ...all.get(id).at(-1), days_past_due: 0, at: LAST };
    assert.equal(session.record(corrected).replaced, 1);
    table.row(set);
    assert.ok(table.state(set, !warned(session.portrait(LAST))), `customer ${id} after`);
    session.close();
  }
  retail.close();
  table.finish();
});

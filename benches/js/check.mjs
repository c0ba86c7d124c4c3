// Do all ways give the same features, and decide the same? Without this, times would say nothing.
//
//     node check.mjs PACK FACTS-PACK

import { readFile } from 'node:fs/promises';
import { decisions, same } from '../workload/decisions.mjs';
import { moments } from '../workload/moments.mjs';
import { rules } from '../workload/rules.mjs';
import { columns, stream } from './events.mjs';
import { bindings, load } from './engine.mjs';
import { Customer as Careful } from './careful.mjs';
import { Customer as Idiomatic } from './idiomatic.mjs';
import { DECIDERS, decider } from './ways.mjs';

const TOLERANCE = 1e-9;
const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);

const [pack, facts] = process.argv.slice(2);
const raw = await bindings(pack);
const engine = await load(pack);
const policy = JSON.parse(await readFile(new URL('../workload/policy.json', import.meta.url), 'utf8'));
const deciders = Object.fromEntries(await Promise.all(DECIDERS.map(async (way) => [way, await decider(way, rules(policy))])));
let compared = 0;
let decided = 0;

function equal(a, b) {
  return a === b || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b)));
}

function compare(what, got, wanted) {
  const names = new Set([...Object.keys(got), ...Object.keys(wanted)]);
  for (const name of names) {
    if (!equal(got[name], wanted[name])) throw new Error(`${what}, ${name}: ${got[name]}, the engine says ${wanted[name]}`);
    compared++;
  }
  return names.size;
}

/** All ways over these features; what the engine says comes from its own. */
async function decide(features, wanted) {
  for (const [way, decide] of Object.entries(deciders)) same(way, await decide(features), wanted);
  decided++;
}

for (const [seed, rate, count] of [[1, 1_000, 1_000], [2, 10_000, 10_000], [3, 300, 700], [4, 10_000, 14_000]]) {
  const source = stream(seed, rate);
  const batch = source.take(count);
  const others = { idiomatic: new Idiomatic(), careful: new Careful() };
  const byColumns = { 'careful, columns': new Careful() };
  const reference = raw.open();
  const session = engine.open();
  const tables = engine.open();
  const check = async (now, customers) => {
    const wanted = reference.features(now);
    for (const [name, customer] of Object.entries(customers)) {
      if (compare(name, customer.features(now), wanted) !== 73) throw new Error('not 73 features');
    }
    await decide(others.careful.features(now), decisions(session.portrait(now)));
  };
  const record = (events) => [reference, session, ...Object.values(others)].forEach((customer) => customer.record(events));
  await check(START, others);
  tables.portrait(START);
  record(batch);
  for (const table of columns(batch)) for (const customer of [tables, ...Object.values(byColumns)]) customer.recordColumns(table);
  const end = batch.at(-1).at;
  const all = (customer) => JSON.stringify([customer.exportData(end), customer.portrait(end)]);
  if (all(tables) !== all(session)) throw new Error('the engine says other things of columns than of events');
  await check(end, { ...others, ...byColumns });
  let now = 0;
  for (let i = 0; i < 300; i++) {
    const event = source.next();
    record(event);
    await check((now = event.at + (i % 7)), others);
  }
  for (const days of [0.3, 1, 5, 6, 20, 40, 60, 100]) await check((now += days * DAY), others);
}

// The same rules over features that are given as facts.
const session = (await load(facts)).open();
let now = START;
for (const features of moments(40)) {
  session.setProfile(features);
  await decide(features, decisions(session.portrait((now += 1000))));
}
console.log(`equal: ${compared} values of features; tags, scores, warnings and products at ${decided} moments in ${DECIDERS.length + 1} ways`);

// Do all ways give the same features, tags and warnings? Without this, times would say nothing.
//
//     node check.mjs PACK

import { columns, stream } from './events.mjs';
import { bindings, load } from './engine.mjs';
import { Customer as Careful } from './careful.mjs';
import { Customer as Idiomatic } from './idiomatic.mjs';

const TOLERANCE = 1e-9;
const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);

const raw = await bindings(process.argv[2]);
const engine = await load(process.argv[2]);
let compared = 0;

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

function comparePortraits(what, got, wanted) {
  const brief = (portrait) => JSON.stringify([portrait.tags.map((tag) => tag.id), portrait.warnings.map((warning) => warning.id)]);
  if (brief(got) !== brief(wanted)) throw new Error(`${what}: ${brief(got)}, the engine says ${brief(wanted)}`);
}

const tags = new Set();
for (const [seed, rate, count] of [[1, 1_000, 1_000], [2, 10_000, 10_000], [3, 300, 700], [4, 10_000, 14_000]]) {
  const source = stream(seed, rate);
  const batch = source.take(count);
  const others = { idiomatic: new Idiomatic(), careful: new Careful() };
  const byColumns = { 'careful, columns': new Careful() };
  const reference = raw.open();
  const session = engine.open();
  const tables = engine.open();
  const check = (now, customers) => {
    const wanted = reference.features(now);
    const portrait = session.portrait(now);
    for (const tag of portrait.tags) tags.add(tag.id);
    for (const [name, customer] of Object.entries(customers)) {
      if (compare(name, customer.features(now), wanted) !== 73) throw new Error('not 73 features');
      if (name in others) comparePortraits(name, customer.portrait(now), portrait);
    }
  };
  const record = (events) => [reference, session, ...Object.values(others)].forEach((customer) => customer.record(events));
  check(START, others);
  tables.portrait(START);
  record(batch);
  for (const table of columns(batch)) for (const customer of [tables, ...Object.values(byColumns)]) customer.recordColumns(table);
  const end = batch.at(-1).at;
  const all = (customer) => JSON.stringify([customer.exportData(end), customer.portrait(end)]);
  if (all(tables) !== all(session)) throw new Error('the engine says other things of columns than of events');
  check(end, { ...others, ...byColumns });
  let now = 0;
  for (let i = 0; i < 300; i++) {
    const event = source.next();
    record(event);
    check((now = event.at + (i % 7)), others);
  }
  for (const days of [0.3, 1, 5, 6, 20, 40, 60, 100]) check((now += days * DAY), others);
}
if (tags.size < 8) throw new Error(`the events are too dull: only ${[...tags]} were given`);
console.log(`equal: ${compared} values of features, and the tags and warnings that follow from them`);

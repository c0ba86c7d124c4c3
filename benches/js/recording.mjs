// Recording, features without rules, and memory: one way of computing, one question, one fresh process:
//
//     node --expose-gc recording.mjs engine|careful|idiomatic QUESTION PACK
//
// Each line of the output is a name and a number: times in µs, rates in events per second, sizes in bytes.

import { columns, stream } from './events.mjs';
import { bindings, load } from './engine.mjs';
import { Customer as CarefulFeatures } from './careful.mjs';
import { start as carefulRules } from './deciders/careful.mjs';
import { start as idiomaticRules } from './deciders/idiomatic.mjs';
import { Customer as IdiomaticFeatures } from './idiomatic.mjs';
import { pipeline } from './pipeline.mjs';

const [way, question, pack] = process.argv.slice(2);
const SEED = 20260101;
const COLD = 10_000;

const [Features, decide] = { idiomatic: [IdiomaticFeatures, idiomaticRules()], careful: [CarefulFeatures, carefulRules()] }[way] ?? [];
const js = Features === undefined ? undefined : pipeline(Features, decide, false).open;
const engine = js === undefined ? await load(pack) : null;
const raw = js === undefined ? await bindings(pack) : null;
/** A customer by the package, or by the JavaScript. */
const open = () => (js === undefined ? engine.open() : js());
/** A customer that tells features alone. */
const openRaw = () => (js === undefined ? raw.open() : new Features());

// What was computed goes here, so that nothing can be left out as unused.
let sink = 0;
const use = (answer) => {
  sink += typeof answer === 'number' ? answer : Object.keys(answer).length;
};
const tell = (name, value) => console.log(`${name}\t${value}`);
const now = () => Number(process.hrtime.bigint()) / 1000;
const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

/** The first time in this process, and the median of the others. */
function cold(name, work) {
  const times = [];
  for (let i = 0; i < 16; i++) {
    const start = now();
    work();
    times.push(now() - start);
  }
  tell(`${name} first`, times[0]);
  tell(name, median(times.slice(6)));
}

/** A new event and what follows, again and again; the median over rounds of the time of one. */
function more(name, held, open, answer) {
  const source = stream(SEED, held);
  const customer = open();
  const batch = source.take(held);
  customer.record(batch);
  use(answer(customer, batch.at(-1).at));
  // Rounds are short, so that another process on the machine falls into few of them.
  const [steps, rounds] = way === 'idiomatic' ? [1, 120] : [20, 300];
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const events = source.take(steps);
    const start = now();
    for (const event of events) {
      customer.record(event);
      use(answer(customer, event.at));
    }
    times.push((now() - start) / steps);
  }
  tell(name, median(times.slice(rounds / 2)));
}

const features = (customer, at) => customer.features(at);

switch (question) {
  case 'cold-features': {
    // The part of the features in it: the events are there, the question is new.
    const events = stream(SEED, COLD).take(COLD);
    const end = events.at(-1).at;
    const times = [];
    for (let i = 0; i < 16; i++) {
      const customer = openRaw();
      customer.record(events);
      const start = now();
      use(customer.features(end));
      times.push(now() - start);
      customer.close?.();
    }
    tell('cold, features of what is recorded', median(times.slice(6)));
    break;
  }
  case 'cold-columns': {
    if (way === 'idiomatic') break; // it keeps objects
    const events = stream(SEED, COLD).take(COLD);
    const end = events.at(-1).at;
    const tables = columns(events);
    cold('cold, columns to portrait', () => {
      const customer = open();
      for (const table of tables) customer.recordColumns(table);
      use(customer.portrait(end));
      customer.close?.();
    });
    break;
  }
  case 'more-features':
    more('one more, features, 10,000 held', 10_000, openRaw, features);
    break;
  case 'ingest': {
    const events = stream(SEED, COLD).take(COLD);
    const batches = (size) => Array.from({ length: COLD / size }, (_, i) => events.slice(i * size, (i + 1) * size));
    const ways = [['one at a time', events], ['by hundreds', batches(100)], ['all at once', [events]]];
    if (way !== 'idiomatic') ways.push(['as columns', columns(events)]); // it keeps objects
    for (const [name, inputs] of ways) {
      const rates = [];
      for (let i = 0; i < 16; i++) {
        const customer = open();
        const start = now();
        if (name === 'as columns') for (const table of inputs) customer.recordColumns(table);
        else for (const input of inputs) customer.record(input);
        rates.push(COLD / ((now() - start) / 1e6));
        use(customer.portrait(events.at(-1).at));
        customer.close?.();
      }
      tell(`ingest ${name}`, median(rates.slice(6)));
    }
    break;
  }
  case 'memory': {
    const source = stream(SEED, COLD);
    const size = () => {
      if (js === undefined) return raw.memory.buffer.byteLength;
      globalThis.gc();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const customer = openRaw();
    const first = source.next();
    customer.record([first]);
    use(customer.features(first.at));
    const before = size();
    let at = 0;
    for (let i = 0; i < COLD / 100; i++) {
      const batch = source.take(100);
      customer.record(batch);
      at = batch.at(-1).at;
    }
    use(customer.features(at));
    tell('held per event', (size() - before) / COLD);
    if (js === undefined) tell('snapshot per event', customer.snapshot().length / COLD);
    use(customer.features(at));
    break;
  }
  case 'fingerprint': {
    const events = stream(SEED, COLD).take(COLD);
    const customer = raw.open();
    customer.record(events);
    console.log(customer.fingerprint(events.at(-1).at));
    break;
  }
  default:
    throw new Error(`no such question: ${question}`);
}
if (sink < 0) console.log(sink);

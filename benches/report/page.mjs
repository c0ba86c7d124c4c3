// docs/performance.md: every section from the figures of one part of the benchmark.

import { times } from './figures.mjs';
import { byRow, byWay } from './table.mjs';
import { TITLES } from './ways.mjs';

const HEAD = `# Performance

Written by \`cargo xtask bench\`; not edited by hand.

One policy for all ([benches/workload/policy.json](../benches/workload/policy.json)): 73 features over four event kinds, 50 tags, two
scorecards of ten characteristics, ten warnings and 20 products with gates, interests and an order. Events come from a seeded generator;
10,000 of them are those of the 90 days that the policy retains. Who computes it:

- **engine**: this project, *wasm* as the npm package in Node, *native* compiled for the machine. It checks its input, takes late and
  corrected events, adds exactly, and gives every result with its reasons, their sentences and the moment at which it changes.
- **careful JS**: written by hand for this one policy; typed arrays, a running aggregate for each window, rules straight through. It takes
  only events that come in order, checks nothing, adds in doubles, and gives ids and scores without reasons. The floor for hand-written code.
- **idiomatic JS**: an array of events, \`filter\` and \`reduce\` each time; rules as lists of functions.
- **generated JS**: the rules written out as one function by a program that reads the policy.
- **json-logic-engine**, **cel-js** (\`@marcbachmann/cel-js\`), **zen-engine-wasm** (\`@gorules/zen-engine-wasm\`), **json-rules-engine**: the
  rules translated for these npm packages, compiled or parsed once where they can be. They have no features of their own: wherever events
  come in, they and *generated JS* get features from the careful JS, whose time is counted.

Before anything is timed, all must agree: every feature to 1e-9, and at more than 1,500 moments of ten streams the same tags, the same
scores, the same warnings and the same products in the same order; wasm and native on every byte. A test plants differences, one for each
rule, and each must be found.
`;

const EVALUATION = [['evaluation', 'evaluation', 'micros']];
const PIPELINE = [
  ['increment, 1000', 'one more event and a fresh result, 1,000 held', 'micros'],
  ['increment, 10000', 'the same, 10,000 held', 'micros'],
  ['cold', '10,000 events to a first result, warm code', 'micros'],
  ['cold, first', 'the same, first in its process', 'micros'],
];
const RECORDING = [
  ['one more, features, 10,000 held', 'one more event and all features, 10,000 held', 'micros'],
  ['cold, features of what is recorded', 'first features of 10,000 recorded events', 'micros'],
  ['cold, columns to portrait', '10,000 events as columns to a first result, warm code', 'micros'],
  ['cold, columns to portrait first', 'the same, first in its process', 'micros'],
  ['ingest one at a time', 'recording, one at a time', 'rate'],
  ['ingest by hundreds', 'recording, a hundred at a time', 'rate'],
  ['ingest all at once', 'recording, 10,000 at a time', 'rate'],
  ['ingest as columns', 'recording, 10,000 as columns', 'rate'],
  ['held per event', 'memory held for an event', 'bytes'],
  ['snapshot per event', 'snapshot, for an event', 'bytes'],
];
const SHIPPED = [
  ['shipped, one more, portrait', 'one more event and a fresh portrait, 2,000 held', 'micros'],
  ['shipped, portrait', 'a fresh portrait a second later', 'micros'],
  ['shipped, explain', 'one product explained', 'micros'],
];

function workload({ figures }) {
  const ways = Object.keys(TITLES);
  return `## Rules over features that are ready

73 features are there; what follows from them? 256 moments in turn, each unlike the one before. The engine gets the features as facts
across the border to wasm, and answers with reasons and sentences; all others get a JavaScript object, and answer with ids and numbers.
The engine is ${times(figures.median('evaluation', 'engine'), figures.median('evaluation', 'careful'))} as long at it as careful JS: a loss.

${byWay(figures, EVALUATION, ways)}

In brackets: how many times as long as the engine's wasm in Node.

## From events to results

${byWay(figures, PIPELINE, ways)}`;
}

function recording({ figures }) {
  return `## Recording, features, memory

Rates: more is better.

${byRow(figures, RECORDING, ['engine', 'native', 'careful', 'idiomatic'], [['engine', 'careful'], ['idiomatic', 'engine']])}

## The policy that ships

[policies/retail.json](../policies/retail.json) for a customer of whom everything is known: 19 tags, three scores, a tier, 19 products,
eight of them suggested and the others left out, each with its reasons in sentences.

${byRow(figures, SHIPPED, ['engine'], [])}`;
}

function measured(parts, { node, rustc, processor, cores }) {
  const lines = Object.entries(parts).map(([name, { rounds, day, load }]) => `${name}: ${day}, ${rounds} rounds, load ${load.map((one) => one.toFixed(2)).join(' to ')}`);
  return `## How it was measured

Medians over the rounds; in a round every cell is a fresh process, and the processes take turns. Node ${node.slice(1)}, ${rustc},
${processor}, ${cores} cores. ${lines.join('; ')}. Where the load is not well below the number of cores, other work ran beside, and the
ratios say more than the times.

- *native* answers are not turned into objects. Its recording looks names up by text.
- Careful JS aggregates while it records, the engine when it is asked: compare them by the rows that hold both.
- *warm code* is the median of repetitions within a process; *first* includes what the JavaScript engine compiles.
- Features alone and snapshots go through the package's bindings, because the package offers only portraits.
- Memory is what wasm memory grew by, in its pages, or the JavaScript heap with array buffers after a collection. Idiomatic JS keeps objects
  that here share their strings; it never forgets.`;
}

const SECTIONS = { workload, recording };

/**
 * Files by name; `page` is the page itself.
 *
 * @param {Record<string, { figures: import('./figures.mjs').Figures, rounds: number, day: string, load: number[] }>} parts
 */
export function page(parts, versions) {
  const sections = Object.entries(SECTIONS).flatMap(([name, section]) => (parts[name] === undefined ? [] : [section(parts[name])]));
  return { page: `${[HEAD, ...sections, measured(parts, versions)].join('\n\n').replace(/\n{3,}/g, '\n\n')}\n` };
}

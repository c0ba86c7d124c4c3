// docs/performance.md: every section from the figures of one part of the benchmark.

import { UNITS, times } from './figures.mjs';
import { bars } from './plots.mjs';
import { byRow, byWay, table } from './table.mjs';
import { verdicts } from './verdicts.mjs';
import { TITLES } from './ways.mjs';

const WAYS = Object.keys(TITLES);
/** Those that run in Node or a page. */
const HOSTED = WAYS.filter((way) => way !== 'native');

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

Before anything is timed, all must agree: every feature to 1e-9, and at more than 1,500 moments of nine streams the same tags, the same
scores, the same warnings and the same products in the same order; wasm and native on every byte of all features. A test plants differences, one
for each rule, and each must be found.
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
  ['shipped, loaded, in a started engine', 'its pack loaded into a started engine', 'micros'],
  ['shipped, loaded, by the package', 'its pack loaded by the package, which starts an instance of the module', 'micros'],
];

/** A plot of one or two measurements of the given ways, and how the page shows it. */
class Plots {
  files = {};

  add(name, { figures, names, title, note, unit, ways = HOSTED, titles = TITLES, off = () => 0 }) {
    const rows = ways.map((way) => ({
      label: titles[way],
      ours: way === 'engine' || way === 'native',
      values: names.map((one) => (figures.median(one, way) ?? NaN) - off(figures, one)),
    }));
    const svg = bars({ title, note, rows, write: UNITS[unit] });
    if (svg === null) return '';
    this.files[`docs/performance/${name}.svg`] = svg;
    return `![${title}: ${note}](performance/${name}.svg)`;
  }
}

const start = { node: 'start, Node', page: 'start, page' };
const empty = (name) => (figures) => figures.median(name, 'empty') ?? 0;
const whole = (millis) => `${Math.round(millis)} ms`;

function summary({ workload, browser, start: begun }) {
  const rows = [
    { figures: workload?.figures, name: 'evaluation', title: 'rules over ready features', unit: 'micros' },
    { figures: workload?.figures, name: 'increment, 10000', title: 'one more event and a fresh result, 10,000 held', unit: 'micros' },
    { figures: workload?.figures, name: 'cold', title: '10,000 events to a first result, warm code', unit: 'micros' },
    { figures: workload?.figures, name: 'cold, first', title: 'the same, first in its process', unit: 'micros' },
    { figures: browser?.figures, name: 'increment, 10000, page', title: 'one more event and a fresh result, in Chromium', unit: 'micros' },
    { figures: begun?.figures, name: start.node, title: 'cold start in Node, without what an empty process takes', unit: 'millis', off: empty(start.node) },
    { figures: begun?.figures, name: start.page, title: 'cold start in Chromium at a quarter of the speed, without what an empty page takes', unit: 'millis', off: empty(start.page) },
    { figures: begun?.figures, name: 'bytes, brotli', title: 'bytes shipped, brotli', unit: 'bytes' },
  ];
  return `## In short

The engine's wasm as the npm package, and behind each name how many times as much the one needs that needs more.

${verdicts(rows, HOSTED)}`;
}

function workload({ figures }, plots) {
  return `## Rules over features that are ready

73 features are there; what follows from them? 256 moments in turn, each unlike the one before. The engine gets the features as facts across
the border to wasm, and answers with reasons and sentences; all others get a JavaScript object, and answer with ids and numbers. For
json-rules-engine, which has no arithmetic, the bins of the scorecards are rules of their own, and the products' ranks are added up beside it.

${plots.add('evaluation', { figures, names: ['evaluation'], title: 'Rules over features that are ready', note: 'time of one evaluation in Node, less is better', unit: 'micros', ways: WAYS })}

${byWay(figures, EVALUATION, WAYS)}

In brackets: how many times as much as the engine's wasm in Node.

## From events to results

${plots.add('increment', { figures, names: ['increment, 10000'], title: 'One more event and a fresh result', note: '10,000 events held; time in Node, less is better', unit: 'micros', ways: WAYS })}

${plots.add('cold', { figures, names: ['cold', 'cold, first'], title: '10,000 events to a first result', note: 'warm code, and first in its process; Node, less is better', unit: 'micros', ways: WAYS })}

${byWay(figures, PIPELINE, WAYS)}`;
}

function browser({ figures, about }, plots) {
  const page = (rows) => rows.map(([name, title, unit]) => [`${name}, page`, title, unit]);
  return `## In a page

The same in ${about}, on the page's own thread, bundled and minified.

${plots.add('page', { figures, names: ['evaluation, page', 'increment, 10000, page'], title: 'In Chromium', note: 'an evaluation, and one more event with 10,000 held; less is better', unit: 'micros' })}

${byWay(figures, page([...EVALUATION, ...PIPELINE]), HOSTED)}`;
}

function cold({ figures, about }, plots) {
  const rows = ['empty', ...HOSTED].map((way) => [
    way === 'empty' ? 'nothing' : TITLES[way],
    ...[start.node, start.page].map((name) => {
      const value = figures.median(name, way);
      return way === 'empty' ? whole(value) : `${whole(value)} (${whole(value - figures.median(name, 'empty'))})`;
    }),
    ...['start, memory', 'bytes, raw', 'bytes, gzip', 'bytes, brotli'].map((name) => (figures.median(name, way) === undefined ? '–' : UNITS.bytes(figures.median(name, way)))),
  ]);
  return `## Cold start, memory, bytes

From the beginning of a process, or of a navigation with an empty cache, to the first result from 100 events. *nothing* is an empty script; what
is more than it stands in brackets. The page's thread is slowed to a quarter (${about}). Memory is what a Node process had resident at most.
Bytes are all that a page loads: code bundled and minified by esbuild, wasm, rules, and the features' JavaScript where there is one.

${plots.add('start', { figures, names: [start.node], off: (all, name) => empty(name)(all), title: 'Cold start in Node', note: 'to a first result, without what an empty process takes', unit: 'millis' })}

${plots.add('bytes', { figures, names: ['bytes, brotli'], title: 'Bytes shipped', note: 'by brotli: code, wasm, rules, features', unit: 'bytes' })}

${table(['', 'Node', 'Chromium at a quarter', 'memory', 'bytes', 'gzip', 'brotli'], rows)}`;
}

function trees({ figures }, plots) {
  const ways = ['engine', 'generated', 'onnxruntime-web'];
  const titles = { ...TITLES, 'onnxruntime-web': 'onnxruntime-web' };
  const columns = [
    ['trees, evaluation', 'one row', 'micros'], ['trees, ready', 'from nothing to a first margin', 'micros'],
    ['trees, bytes, raw', 'bytes', 'bytes'], ['trees, bytes, brotli', 'brotli', 'bytes'],
  ];
  return `## Tree models

An ensemble from a seed, of the size that LightGBM makes by default: 100 trees of 31 leaves over 20 facts ([benches/trees/](../benches/trees/)).
The engine has it in a pack; onnxruntime-web (wasm, one thread) as an ONNX model with one \`TreeEnsembleRegressor\`; generated JavaScript as nested
conditions. All give the same margins for 500 rows to the last bit: thresholds and leaves are such that the 32-bit floats of ONNX lose
nothing. The others give a margin. The engine gives a portrait, and in it what each fact contributed (exact TreeSHAP values), which cannot be
left out: that is what its time goes into, and as a bare evaluation it is a loss of ${times(figures.median('trees, evaluation', 'engine'), figures.median('trees, evaluation', 'onnxruntime-web'))} against onnxruntime-web.

${plots.add('trees', { figures, names: ['trees, evaluation'], title: 'A tree model, one row at a time', note: 'time in Node, less is better; the engine explains as well', unit: 'micros', ways, titles })}

${byWay(figures, columns, ways, titles)}`;
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
  const lines = Object.entries(parts).map(([name, { rounds, day, load }]) => `| ${name} | ${day} | ${rounds} | ${load.map((one) => one.toFixed(2)).join(' to ')} |`);
  return `## How it was measured

Medians over the rounds; in a round every cell is a fresh process or a fresh page, and they take turns. Node ${node.slice(1)}, ${rustc},
${processor}, ${cores} cores. Where the load is not well below the number of cores, other work ran beside, and the ratios say more than the times.

| part | day | rounds | load |
|---|---|--:|--:|
${lines.join('\n')}

- *native* answers are not turned into objects. Its recording looks names up by text.
- Careful JS aggregates while it records, the engine when it is asked: compare them by the rows that hold both.
- *warm code* is the median of repetitions within a process, after 0.6 seconds of them; *first* includes what the JavaScript engine compiles.
- Features alone and snapshots go through the package's bindings, because the package offers only portraits.
- Memory held for an event is what wasm memory grew by, in its pages, or the JavaScript heap with array buffers after a collection. Idiomatic
  JS keeps objects that here share their strings; it never forgets.
- zen-engine-wasm loses what is behind the point of the numbers that it returns (gorules/jdm-editor#236); it is asked for whole numbers.
- Chromium's slowing (\`Emulation.setCPUThrottlingRate\`) is coarse for tasks shorter than some 0.3 s, and reaches the page's own thread only.`;
}

const SECTIONS = { workload, browser, start: cold, recording, trees };

/**
 * The files by name, `page` the page itself.
 *
 * @param {Record<string, { figures: import('./figures.mjs').Figures, rounds: number, day: string, load: number[], about?: string }>} parts
 * @returns {Record<string, string>}
 */
export function page(parts, versions) {
  const plots = new Plots();
  const sections = Object.entries(SECTIONS).flatMap(([name, section]) => (parts[name] === undefined ? [] : [section(parts[name], plots)]));
  const text = [HEAD, summary(parts), ...sections, measured(parts, versions)].join('\n\n').replace(/\n{3,}/g, '\n\n');
  return { page: `${text}\n`, ...plots.files };
}

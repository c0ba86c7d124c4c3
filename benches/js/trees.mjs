// A tree ensemble by one way, in a fresh process:
//
//     node trees.mjs write DIR          the ensemble as policy.json, model.onnx and code.mjs
//     node trees.mjs check DIR          all ways give the same margins
//     node trees.mjs engine|onnxruntime-web|generated DIR
//
// Times in µs: of an evaluation, one row at a time, and of getting ready.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { code } from '../trees/code.mjs';
import { model, rows } from '../trees/model.mjs';
import { onnx } from '../trees/onnx.mjs';
import { policy } from '../trees/policy.mjs';
import { load } from './engine.mjs';

const SEED = 20260102;
const WAYS = { engine, 'onnxruntime-web': runtime, generated };

/** Each gives a function of a row, whose answer is the margin. */
async function engine(folder) {
  const session = (await load(join(folder, 'trees.pack'))).open();
  let now = Date.UTC(2026, 0, 1);
  return (row) => {
    session.setProfile(Object.fromEntries(row.map((value, i) => [`f${i}`, value])));
    return session.portrait((now += 1000)).scores[0].value;
  };
}

async function runtime(folder) {
  const ort = await import('onnxruntime-web');
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(await readFile(join(folder, 'model.onnx')), { executionProviders: ['wasm'] });
  return async (row) => (await session.run({ x: new ort.Tensor('float32', Float32Array.from(row), [1, row.length]) })).margin.data[0];
}

async function generated(folder) {
  return (await import(pathToFileURL(join(folder, 'code.mjs')).href)).margin;
}

async function check(folder) {
  const ways = await Promise.all(Object.entries(WAYS).map(async ([name, open]) => [name, await open(folder)]));
  const sums = new Set();
  for (const row of rows(SEED + 7, 500)) {
    const [[, wanted], ...others] = await Promise.all(ways.map(async ([name, margin]) => [name, await margin(row)]));
    for (const [name, margin] of others) if (margin !== wanted) throw new Error(`${name} gives ${margin}, the engine ${wanted}`);
    sums.add(wanted);
  }
  if (sums.size < 100) throw new Error('the model is too dull');
  console.log(`equal: the margins of 500 rows, ${sums.size} of them different, to the last bit`);
}

async function measure(way, folder) {
  const begin = performance.now();
  const margin = await WAYS[way](folder);
  await margin(rows(SEED, 1)[0]);
  console.log(`trees, ready\t${(performance.now() - begin) * 1000}`);
  const list = rows(SEED + 8, 256);
  let place = 0;
  let sum = 0;
  // Rounds are short, so that another process on the machine falls into few of them.
  const round = async (steps) => {
    const start = performance.now();
    if (way === 'onnxruntime-web') for (let i = 0; i < steps; i++) sum += await margin(list[place++ & 255]);
    else for (let i = 0; i < steps; i++) sum += margin(list[place++ & 255]);
    return performance.now() - start;
  };
  let steps = 1;
  for (const end = performance.now() + 600; performance.now() < end; ) if ((await round(steps)) < 0.2) steps *= 2;
  const times = [];
  for (const end = performance.now() + 400; performance.now() < end; ) times.push(((await round(steps)) * 1000) / steps);
  if (Number.isNaN(sum)) throw new Error('a margin is no number');
  times.sort((a, b) => a - b);
  console.log(`trees, evaluation\t${times[times.length >> 1]}`);
}

const [what, folder] = process.argv.slice(2);
if (what === 'write') {
  const trees = model(SEED);
  await writeFile(join(folder, 'policy.json'), JSON.stringify(policy(trees)));
  await writeFile(join(folder, 'model.onnx'), onnx(trees));
  await writeFile(join(folder, 'code.mjs'), code(trees));
} else if (what === 'check') await check(folder);
else await measure(what, folder);

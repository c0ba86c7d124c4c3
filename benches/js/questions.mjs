// What is measured of a way of computing, in Node and in a page alike. Each answer is a list of names and numbers:
// times in µs, rates in events per second.

import { mixed } from '../workload/moments.mjs';
import { stream } from './events.mjs';

const SEED = 20260101;
const COLD = 10_000;
const MOMENTS = 256;

/**
 * @typedef {object} Way
 * @property {() => { record: (events: object | object[]) => void, portrait: (now: number) => any, close?: () => void }} open
 *   a customer
 * @property {(features: object, now: number) => any} decide what follows from features that are ready
 * @property {boolean} later whether `decide` and `portrait` give promises
 *
 * @typedef {{ clock: () => number, budget: number, tick: number }} Host
 *   `clock` in ms; `budget`: about how many ms one answer may take; `tick`: the least time, in ms, that the clock tells well
 */

// What was computed goes here, so that nothing can be left out as unused.
let sink = 0;
export const use = (answer) => {
  sink += answer.tags.length;
};
export const sum = () => sink;

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

/** The median over rounds of the time of one, in µs; the first half warms up. `work` does so many. */
async function settled({ clock, budget, tick }, work) {
  let steps = 1;
  for (;;) {
    const start = clock();
    await work(steps);
    if (clock() - start >= tick) break;
    steps *= 2;
  }
  const times = [];
  const end = clock() + budget;
  while (times.length < 10 || (clock() < end && times.length < 2_000)) {
    const start = clock();
    await work(steps);
    times.push(((clock() - start) * 1000) / steps);
    if (clock() > end + budget) break;
  }
  return median(times.slice(times.length >> 1));
}

/** Features that are ready: each moment is unlike the one before. */
async function evaluation(way, host) {
  const moments = mixed(MOMENTS);
  let place = 0;
  let now = Date.UTC(2026, 0, 1);
  const next = () => moments[place++ & (MOMENTS - 1)];
  const work = way.later
    ? async (steps) => {
        for (let i = 0; i < steps; i++) use(await way.decide(next(), (now += 1000)));
      }
    : (steps) => {
        for (let i = 0; i < steps; i++) use(way.decide(next(), (now += 1000)));
      };
  return [['evaluation', await settled(host, work)]];
}

/** A further event and what follows, again and again. */
async function increment(way, host, held) {
  const source = stream(SEED, held);
  const customer = way.open();
  const batch = source.take(held);
  customer.record(batch);
  use(await customer.portrait(batch.at(-1).at));
  let events = [];
  const work = way.later
    ? async () => {
        for (const event of events) {
          customer.record(event);
          use(await customer.portrait(event.at));
        }
      }
    : () => {
        for (const event of events) {
          customer.record(event);
          use(customer.portrait(event.at));
        }
      };
  // The events are made before each round, outside of its time.
  const rounds = await settledOver(host, (steps) => (events = source.take(steps)), work);
  return [[`increment, ${held}`, rounds]];
}

async function settledOver({ clock, budget, tick }, prepare, work) {
  let steps = 1;
  const once = async () => {
    prepare(steps);
    const start = clock();
    await work();
    return clock() - start;
  };
  while ((await once()) < tick) steps *= 2;
  const times = [];
  const end = clock() + budget;
  while (times.length < 10 || (clock() < end && times.length < 2_000)) {
    times.push(((await once()) * 1000) / steps);
    if (clock() > end + budget) break;
  }
  return median(times.slice(times.length >> 1));
}

/** 10,000 events to a first result: the first time here, and when the code is warm. */
async function cold(way, { clock }) {
  const events = stream(SEED, COLD).take(COLD);
  const end = events.at(-1).at;
  const times = [];
  for (let i = 0; i < 12; i++) {
    const start = clock();
    const customer = way.open();
    customer.record(events);
    use(await customer.portrait(end));
    times.push((clock() - start) * 1000);
    customer.close?.();
  }
  return [['cold, first', times[0]], ['cold', median(times.slice(4))]];
}

/** The questions by name. */
export const QUESTIONS = {
  evaluation,
  'increment-1000': (way, host) => increment(way, host, 1_000),
  'increment-10000': (way, host) => increment(way, host, COLD),
  cold,
};

/**
 * @param {string} question one of {@link QUESTIONS}
 * @param {Way} way
 * @param {Host} host
 * @returns {Promise<[string, number][]>}
 */
export const ask = (question, way, host) => QUESTIONS[question](way, host);

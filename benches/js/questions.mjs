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
 * @typedef {{ clock: () => number, warm: number, budget: number, tick: number }} Host
 *   `clock` in ms; `warm` and `budget`: for how many ms a question is put before, and while, it is timed; `tick`: how long
 *   a round is at least, in ms, for the clock to tell it well
 */

// What was computed goes here, whole, so that nothing can be left out as unused.
const seen = new Array(64);
let place = 0;
export const use = (answer) => {
  seen[place++ & 63] = answer;
};

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

/**
 * The median over rounds of the time of one, in µs, when the code is warm. `prepare` is told how many, outside of the
 * time; `work` does them.
 */
async function settled({ clock, warm, budget, tick }, prepare, work) {
  let steps = 1;
  const round = async () => {
    prepare(steps);
    const start = clock();
    await work();
    return clock() - start;
  };
  const until = async (end, each) => {
    for (let rounds = 0; rounds < 10 || clock() < end; rounds++) each(await round());
  };
  await until(clock() + warm, (time) => {
    if (time < tick) steps *= 2;
  });
  const times = [];
  await until(clock() + budget, (time) => times.push((time * 1000) / steps));
  return median(times);
}

/** Features that are ready: each moment is unlike the one before. */
async function evaluation(way, host) {
  const moments = mixed(MOMENTS);
  let steps = 0;
  let place = 0;
  let now = Date.UTC(2026, 0, 1);
  const next = () => moments[place++ & (MOMENTS - 1)];
  const work = way.later
    ? async () => {
        for (let i = 0; i < steps; i++) use(await way.decide(next(), (now += 1000)));
      }
    : () => {
        for (let i = 0; i < steps; i++) use(way.decide(next(), (now += 1000)));
      };
  return [['evaluation', await settled(host, (count) => (steps = count), work)]];
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
  return [[`increment, ${held}`, await settled(host, (steps) => (events = source.take(steps)), work)]];
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

// The features of several customers at many moments: what the ways of deciding are compared over, and timed on.

import { stream } from '../js/events.mjs';
import { Customer } from '../js/careful.mjs';

const DAY = 86_400_000;
/** Seed, events in 90 days, events at first. */
const STREAMS = [[1, 1_000, 1_000], [2, 10_000, 10_000], [3, 300, 700], [4, 10_000, 14_000], [5, 3_000, 4_000], [6, 150, 20], [7, 40, 6], [8, 20, 4], [9, 20, 30]];

/**
 * @param {number} more how many moments follow upon a further event, for each stream
 * @returns {Record<string, number | null>[]} features by name, in no order of time
 */
export function moments(more) {
  const all = [];
  for (const [seed, rate, count] of STREAMS) {
    const source = stream(seed, rate);
    const customer = new Customer();
    const batch = source.take(count);
    all.push(customer.features(batch[0].at - DAY));
    customer.record(batch);
    let now = batch.at(-1).at;
    all.push(customer.features(now));
    for (let i = 0; i < more; i++) {
      const event = source.next();
      customer.record(event);
      all.push(customer.features((now = event.at + (i % 7))));
    }
    for (const days of [0.3, 0.7, 1, 3, 5, 6, 6.5, 8, 20, 40, 60]) all.push(customer.features((now += days * DAY)));
  }
  return all;
}

/** So many moments, mixed: each unlike the one before. */
export function mixed(count) {
  const all = moments(Math.ceil(count / STREAMS.length));
  // A step that is coprime to the length visits all.
  let step = 97;
  while (all.length % step === 0) step += 2;
  return Array.from({ length: count }, (_, i) => all[(i * step) % all.length]);
}

// What a person can do on the page. An act is the events that a bank's own page would record.

import { DAY, MINUTE } from './policies/time.js';

/**
 * Acts of every policy. `personal` switches personalisation to `details.on`, `consent` the purpose `details.purpose`, `acknowledge`
 * sees to `details.warning`; none leaves an event.
 */
const COMMON = {
  wait: { takes: 30 * DAY, events: () => [] },
  personal: { takes: MINUTE, events: () => [] },
  consent: { takes: MINUTE, events: () => [] },
  acknowledge: { takes: MINUTE, events: () => [] },
};

/** The moment after the act, and what it leaves behind. */
export function perform(policy, name, details, before, now) {
  const { takes, events } = { ...COMMON, ...policy.acts }[name];
  const at = now + takes;
  return { name, details, at, events: events(before, at, details) };
}

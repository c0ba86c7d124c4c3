// What the last tap changed. A tap may leave several steps behind: a product is viewed, its page opened, a suggestion shown.

import { isDone, lastDone, stepName } from '../bank/strip.js';
import { changeList, changesOf } from '../view/changes.js';
import { empty, h } from '../view/dom.js';

/** The steps since the last tap, and the portrait before them. `begin` is the number of steps before it. */
export function sinceTap({ history, first }, begin) {
  const steps = history.slice(begin);
  return { steps, before: steps.length === 0 ? null : history[begin - 1]?.portrait ?? first };
}

/**
 * All that the steps changed, from the portrait before them; nothing where there are none. What the page itself did behind
 * the last of them is left out: that something was shown, so that it is not suggested again that day.
 */
export function changesIn(speak, { steps, before }) {
  const after = lastDone(steps)?.portrait;
  return after === undefined ? [] : changesOf(speak, { before, after });
}

/** What is worth telling of the steps: not what the page showed by itself, and what no rule needs only if there was nothing else. */
function telling(steps) {
  const done = steps.filter(isDone);
  const kept = done.filter((step) => step.kept !== false);
  return kept.length > 0 ? kept : done.slice(-1);
}

function stepLine(speak, step) {
  const { strip } = speak.words.bank;
  const outcome = { true: strip.kept, false: strip.dropped }[step.kept];
  return h('p', {}, stepName(speak, step), h('small', {}, ` ${[speak.hour(step.at), outcome].filter(Boolean).join(' · ')}`));
}

export function changed(speak, customer, policy, act, { begin }) {
  const since = sinceTap(customer, begin);
  if (since.before === null) return [empty(speak.words.drawer.noStep)];
  return [
    h('div', { class: 'did' }, telling(since.steps).map((step) => stepLine(speak, step))),
    changeList(speak, changesIn(speak, since)),
  ];
}

// Why: the same form everywhere. A sentence, and under it the facts it rests on.

import { h } from './dom.js';

function fact(evidence, speak, told) {
  return h('li', { class: 'fact' },
    h('span', { class: 'fact-label' }, evidence.label),
    h('span', { class: evidence.is === null ? 'fact-value unknown' : 'fact-value' }, speak.value(evidence.is)),
    h('span', { class: 'fact-test' }, told(speak.test(evidence))));
}

/** Facts as they are, each with the test it was put to; `told` says the test. */
export function facts(speak, evidence, told) {
  return h('ul', { class: 'facts', 'aria-label': speak.words.evidence }, evidence.map((one) => fact(one, speak, told)));
}

/** Reasons that say the same sentence are told once, with the facts of all. */
function together(reasons) {
  const joined = [];
  for (const { message, evidence } of reasons) {
    const same = joined.find((reason) => reason.message === message);
    if (same === undefined) joined.push({ message, evidence: [...evidence] });
    else same.evidence.push(...evidence);
  }
  return joined;
}

/**
 * The reasons of an item, as sentences with their evidence.
 *
 * `said` is what already stands above and need not be said again. Where the tests were not met, say so with `unmet`.
 */
export function because(speak, reasons, { said = '', unmet = false } = {}) {
  const told = unmet ? speak.words.needed : speak.words.met;
  return together(reasons).map(({ message, evidence }) => {
    const again = message === '' || message === said || evidence.some(({ label }) => label === message);
    return h('div', { class: 'reason' },
      again ? null : h('p', {}, message),
      evidence.length === 0 ? null : facts(speak, evidence, told));
  });
}

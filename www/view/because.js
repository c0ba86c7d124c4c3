// Why: the same form everywhere. A sentence, and under it the facts it rests on.

import { h } from './dom.js';

function fact(speak, evidence) {
  return h('li', { class: 'fact' },
    h('span', { class: 'fact-label' }, evidence.label),
    h('span', { class: evidence.is === null ? 'fact-value unknown' : 'fact-value' }, speak.value(evidence.is)),
    h('span', { class: 'fact-test' }, speak.words.condition(speak.test(evidence))));
}

/** The reasons of an item, as sentences with their evidence. */
export function because(speak, reasons) {
  return reasons.map((reason) => h('div', { class: 'reason' },
    reason.message === '' ? null : h('p', {}, reason.message),
    reason.evidence.length === 0 ? null
      : h('ul', { class: 'facts', 'aria-label': speak.words.evidence }, reason.evidence.map((evidence) => fact(speak, evidence)))));
}

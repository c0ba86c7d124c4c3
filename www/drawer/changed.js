// What the last tap changed.

import { changeList, changesOf } from '../view/changes.js';
import { empty, h } from '../view/dom.js';

/** All that differs between the portrait before the last step and now; nothing before the first step. */
export function changesNow(speak, { portrait, previous }) {
  return previous === null ? [] : changesOf(speak, { before: previous, after: portrait });
}

function stepText({ words }, { event, kept, act }) {
  const { kinds, did, dropped, step } = words.drawer;
  if (event === undefined) return step[act.kind];
  return (kept ? did : dropped)(kinds[event.type] ?? event.type);
}

export function changed(speak, customer) {
  const last = customer.history.at(-1);
  if (customer.previous === null || last === undefined) return [empty(speak.words.drawer.noStep)];
  return [
    h('p', { class: 'did' }, stepText(speak, last), h('small', {}, ` ${speak.hour(last.at)}`)),
    changeList(speak, changesNow(speak, customer)),
  ];
}

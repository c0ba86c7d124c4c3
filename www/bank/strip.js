// What was just recorded, in one line: the kind of the event, whether a rule reads it, how much of the portrait changed.

import { changesOf } from '../view/changes.js';
import { h } from '../view/dom.js';
import { icon } from './icons.js';

/** Whether the customer did it; that something was shown is not the customer's doing. */
export const isDone = ({ act }) => act?.kind !== 'feedback' || act.outcome !== 'shown';

/** The last thing that the customer did. */
export const lastDone = (history) => history.filter(isDone).at(-1);

/** What a step of the history was, in words. */
export function stepName(speak, { event, act }) {
  const { strip } = speak.words.bank;
  if (event !== undefined) {
    const about = event.product === undefined ? '' : ` · ${speak.name(`product:${event.product}`)}`;
    return `${strip.kinds[event.type] ?? event.type}${about}`;
  }
  if (act.kind === 'feedback') return `${strip.feedback[act.outcome]} · ${speak.name(`product:${act.product}`)}`;
  return strip.acts[act.kind];
}

/** The line in words, or null before anything was done. */
export function stripText(speak, { history, first }) {
  const { bank } = speak.words;
  const last = lastDone(history);
  if (last === undefined) return null;
  const outcome = last.kept === false ? bank.strip.dropped : last.kept === true ? bank.strip.kept : null;
  const before = history[history.indexOf(last) - 1]?.portrait ?? first;
  const { length } = changesOf(speak, { before, after: last.portrait });
  return { what: stepName(speak, last), outcome, kept: last.kept !== false, changes: bank.strip.changes(length), changed: length > 0 };
}

/** The line; `customer` is null while nobody is there. */
export function strip(speak, customer) {
  const { bank } = speak.words;
  const text = customer === null ? null : stripText(speak, customer);
  if (text === null) return [icon('spark'), h('span', { class: 'strip-what' }, bank.strip.none)];
  return [
    h('span', { class: text.kept ? 'dot kept' : 'dot dropped', 'aria-hidden': 'true' }),
    h('span', { class: 'strip-what' }, h('b', {}, text.what),
      h('small', {}, text.outcome === null ? null : `${text.outcome} · `, h('span', { class: text.changed ? 'strip-changes some' : 'strip-changes' }, text.changes))),
  ];
}

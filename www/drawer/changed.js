// What the last tap changed. A tap may leave several steps behind: a product is viewed, its page opened, a suggestion shown.

import { isDone, stepName } from '../bank/strip.js';
import { changeList, changesOf } from '../view/changes.js';
import { empty, h } from '../view/dom.js';

/** The steps since the last tap, and the portrait before them. `begin` is the number of steps before it. */
export function sinceTap({ history, first }, begin) {
  const steps = history.slice(begin);
  return { steps, before: steps.length === 0 ? null : history[begin - 1]?.portrait ?? first };
}

/** The items of a kind as id → what may move of it. */
const items = (list, moves) => new Map(list.map((item) => [item.id, JSON.stringify(moves.map((name) => item[name]))]));

/** What came, went and moved between two portraits, as a portrait tells it of itself and the one before it. */
export function between(before, after) {
  const open = ({ warnings }) => warnings.filter(({ state }) => state !== 'resolved');
  const kinds = [
    ['tag', before.tags, after.tags, []],
    ['tier', before.tiers, after.tiers, ['level']],
    ['lifecycle', before.lifecycle, after.lifecycle, ['stage']],
    ['warning', open(before), open(after), ['state', 'severity', 'actions']],
  ];
  return kinds.flatMap(([kind, old, now, moves]) => {
    const [was, is] = [items(old, moves), items(now, moves)];
    const told = (change, ids) => [...ids].map((id) => ({ item: `${kind}:${id}`, change }));
    return [
      ...told('gained', [...is.keys()].filter((id) => !was.has(id))),
      ...told('lost', [...was.keys()].filter((id) => !is.has(id))),
      ...told('moved', [...is.keys()].filter((id) => was.has(id) && was.get(id) !== is.get(id))),
    ];
  });
}

/** All that differs between the portrait before the last tap and now; nothing before the first. */
export function changesNow(speak, { portrait }, before) {
  return before === null ? [] : changesOf(speak, { before, after: { ...portrait, changes: between(before, portrait) } });
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
  const { steps, before } = sinceTap(customer, begin);
  if (before === null) return [empty(speak.words.drawer.noStep)];
  return [
    h('div', { class: 'did' }, telling(steps).map((step) => stepLine(speak, step))),
    changeList(speak, changesNow(speak, customer, before)),
  ];
}

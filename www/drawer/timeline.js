// Warnings, and how each went: opened, seen, resolved.

import { empty, h } from '../view/dom.js';
import { warningArticle } from '../view/warnings.js';

const STATES = ['open', 'acknowledged', 'resolved'];

/** State → when the warning was first told to be in it, as far as this visit has seen it happen. */
function moments({ id, since }, portraits) {
  const found = {};
  for (const { asOf, warnings } of portraits) {
    const warning = warnings.find((one) => one.id === id);
    // A warning that opened again begins its story anew.
    if (warning === undefined || warning.since !== since) continue;
    if (found[warning.state] === undefined) found[warning.state] = asOf;
  }
  return { ...found, open: since };
}

function steps(speak, warning, portraits) {
  const { drawer } = speak.words;
  const at = moments(warning, portraits);
  const reached = STATES.indexOf(warning.state);
  return h('ol', { class: 'timeline', 'aria-label': drawer.timeline }, STATES.map((state, index) => {
    const done = at[state] !== undefined;
    const later = done ? speak.moment(at[state]) : index < reached ? drawer.skipped : drawer.notYet;
    return h('li', { class: done ? 'done' : null, 'data-state': state, 'aria-current': warning.state === state ? 'step' : null },
      h('span', {}, drawer.reached[state]), h('small', {}, later));
  }));
}

export function timeline(speak, customer, policy, act) {
  const { portrait, first, history } = customer;
  if (portrait.warnings.length === 0) return [empty(speak.words.drawer.noTimeline)];
  const portraits = [first, ...history.map((step) => step.portrait)];
  return portrait.warnings.map((warning) => h('div', { class: 'alert', 'data-warning': warning.id },
    warningArticle(speak, warning, (id) => act(() => customer.acknowledge(id))),
    steps(speak, warning, portraits)));
}

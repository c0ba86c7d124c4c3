// Early warnings: what, how serious, what was arranged, and why.

import { because } from './because.js';
import { card, h, icon, more, quietCard } from './dom.js';

function action(speak, { do: act, channels, playbook }) {
  const { words } = speak;
  const details = [
    channels.length === 0 ? null : words.by(speak.list(channels.map(speak.name))),
    playbook === null ? null : words.playbook(speak.name(playbook)),
  ].filter(Boolean);
  return h('li', {}, h('span', {}, speak.name(act)), details.length === 0 ? null : h('small', {}, speak.list(details)));
}

/** A warning that is over: it is only named, until it may come again. */
function resolved({ words, name }, { id, state }) {
  return h('article', { class: 'warning resolved' },
    h('div', { class: 'warning-head' }, icon('onTime'),
      h('span', {}, name(`warning:${id}`)), h('span', { class: 'warning-state' }, words.state[state])));
}

/** A warning; `acknowledge(id)` is called when its button is pressed. */
export function warningArticle(speak, warning, acknowledge) {
  const { words } = speak;
  if (warning.state === 'resolved') return resolved(speak, warning);
  return h('article', { class: `warning ${warning.severity}` },
    h('div', { class: 'warning-head' }, icon('alert'),
      h('span', { class: 'badge' }, words.severity[warning.severity]),
      h('span', { class: 'warning-state' }, words.state[warning.state])),
    h('p', { class: 'warning-text' }, warning.message),
    warning.actions.length === 0 ? null
      : h('div', { class: 'arranged' }, h('p', { class: 'eyebrow' }, words.arranged),
        h('ul', {}, warning.actions.map((item) => action(speak, item)))),
    warning.because.length === 0 ? null
      : more(`warning/${warning.id}`, words.evidence, because(speak, warning.because, { said: warning.message })),
    warning.state !== 'open' ? null
      : h('button', { type: 'button', class: 'acknowledge', 'data-key': `acknowledge/${warning.id}`, onclick: () => acknowledge(warning.id) },
        words.acknowledge));
}

export function warningsCard(speak, { warnings }, acknowledge) {
  const { words } = speak;
  return warnings.length === 0 ? quietCard('warnings', words.warnings, words.noWarnings)
    : card('warnings', words.warnings, warnings.map((warning) => warningArticle(speak, warning, acknowledge)));
}

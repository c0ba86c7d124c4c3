// Whom the portrait is of: the choice, and plain facts about the chosen one.

import { h } from './dom.js';

const KINDS = ['composed', 'profile', 'purchases', 'illustrative', 'new'];

/** A subject of published data is told by its number; a made-up one has a name. */
function optionText(speak, { id, kind, profile, events }) {
  const { words } = speak;
  if (kind === 'new') return words.kinds.new;
  if (kind === 'illustrative') return speak.name(`subject:${id}`);
  const purchases = events.filter(({ type }) => type === 'purchase').length;
  return [
    words.number(Number(id.match(/\d+/)?.[0])),
    profile.age === undefined ? null : words.years(profile.age),
    purchases === 0 ? null : words.purchases(purchases),
  ].filter(Boolean).join(' · ');
}

function choice(speak, subjects, chosen, choose) {
  const groups = KINDS.map((kind) => [kind, subjects.filter((subject) => subject.kind === kind)])
    .filter(([, group]) => group.length > 0)
    .map(([kind, group]) => h('optgroup', { label: speak.words.kinds[kind] },
      group.map((subject) => h('option', { value: subject.id, selected: subject.id === chosen.id }, optionText(speak, subject)))));
  return h('select', { id: 'choice', 'data-key': 'choice', onchange: (event) => choose(event.target.value) }, groups);
}

export function subjectCard(speak, policy, subjects, chosen, choose) {
  const rows = policy.facts(speak, chosen);
  return [
    h('label', { class: 'eyebrow', for: 'choice' }, speak.words.choose),
    h('div', { class: 'choice' }, choice(speak, subjects, chosen, choose)),
    rows.length === 0 ? null
      : h('dl', { class: 'about' }, rows.map(([label, value]) => h('div', {}, h('dt', {}, label), h('dd', {}, value)))),
    h('p', { class: 'note' }, speak.words.about[chosen.kind]),
  ];
}

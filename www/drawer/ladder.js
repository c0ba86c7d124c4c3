// The levels of a tier as a ladder, with what is missing to the next one; and the stage of the lifecycle.

import { because, facts } from '../view/because.js';
import { h, more } from '../view/dom.js';
import { levelName } from '../view/standing.js';
import { absent } from './absent.js';

function gap(speak, next, tier) {
  const { words } = speak;
  const { changes, missing } = next;
  if (changes.length + missing.length === 0) return h('p', { class: 'note' }, words.drawer.nothingMissing);
  return h('div', { class: 'gap' },
    missing.length === 0 ? null
      : h('p', {}, words.nextLevel(levelName(speak, tier, next.level)), ' ', h('strong', {}, speak.list(missing.map(({ label }) => label)))),
    changes.length === 0 ? null : facts(speak, changes, words.needed));
}

function rung(speak, tier, level) {
  const here = tier.level === level;
  return h('li', { class: here ? 'rung here' : 'rung', 'data-level': level, 'aria-current': here ? 'step' : null },
    h('div', { class: 'rung-head' },
      h('span', {}, here ? tier.label : levelName(speak, tier, level)),
      here ? h('span', { class: 'badge' }, speak.words.drawer.here) : null),
    here && tier.entitlements.length > 0 ? h('small', {}, `${speak.words.entitlements} · ${speak.list(tier.entitlements.map(speak.name))}`) : null,
    tier.next?.level === level ? gap(speak, tier.next, tier) : null);
}

function ladderOf(speak, tier, levels) {
  const { words } = speak;
  const name = speak.name(`tier:${tier.id}`);
  return h('div', { 'data-tier': tier.id },
    h('ol', { class: 'rungs', 'aria-label': words.drawer.ladderLabel(name) }, [...levels].reverse().map((level) => rung(speak, tier, level))),
    tier.because.length === 0 ? null : more(`tier/${tier.id}`, words.evidence, because(speak, tier.because, { said: tier.label })));
}

function stage(speak, one) {
  const { words } = speak;
  return h('div', { class: 'stage', 'data-lifecycle': one.id },
    h('h3', {}, words.drawer.stage),
    h('p', {}, h('strong', {}, one.label), ' ', h('small', {}, words.drawer.since(speak.date(one.since)))),
    one.because.length === 0 ? null : more(`lifecycle/${one.id}`, words.evidence, because(speak, one.because, { said: one.label })));
}

export function ladder(speak, customer, policy) {
  const { tiers, lifecycle } = customer.portrait;
  if (tiers.length + lifecycle.length === 0) return [absent(speak, customer, speak.words.noTier)];
  return [
    ...tiers.map((tier) => ladderOf(speak, tier, policy.ladders[tier.id] ?? [tier.level])),
    ...lifecycle.map((one) => stage(speak, one)),
  ];
}

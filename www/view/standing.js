// The first glance: tier and score.

import { because } from './because.js';
import { h, more } from './dom.js';

function next(speak, tier) {
  const { words } = speak;
  if (tier.next === null) return h('p', { class: 'hero-note' }, words.topLevel);
  if (tier.next.missing.length === 0) return null;
  return h('div', { class: 'hero-note' },
    h('span', {}, words.nextLevel(speak.name(tier.next.level))),
    h('ul', { class: 'needs' }, tier.next.missing.map((gap) => h('li', {}, gap.label))));
}

function tierPart(speak, tier) {
  return h('div', { class: 'standing-tier' },
    h('p', { class: 'hero-label' }, speak.words.tier),
    h('p', { class: 'hero-level' }, tier.label),
    tier.entitlements.length === 0 ? null
      : h('ul', { class: 'pills', 'aria-label': speak.words.entitlements },
        tier.entitlements.map((id) => h('li', {}, speak.name(id)))));
}

function scorePart(speak, score) {
  return h('div', { class: 'standing-score' },
    h('p', { class: 'hero-label' }, speak.name(score.id)),
    h('p', { class: 'hero-score' }, speak.number(score.value)),
    score.band === null ? null : h('p', { class: 'hero-band' }, speak.name(score.band)));
}

export function standing(speak, { tiers, scores }) {
  if (tiers.length === 0 && scores.length === 0) return null;
  const [tier] = tiers;
  return h('section', { class: 'hero', id: 'standing', 'aria-label': speak.words.tier },
    h('div', { class: 'hero-row' },
      tier === undefined ? h('p', { class: 'hero-label' }, speak.words.noTier) : tierPart(speak, tier),
      scores.map((score) => scorePart(speak, score))),
    tiers.map((one) => [
      next(speak, one),
      one.because.length === 0 ? null : more(`tier/${one.id}`, speak.words.evidence, because(speak, one.because, { said: one.label })),
    ]));
}

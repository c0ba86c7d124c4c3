// The first glance: the main tier and score, and beside them all others.

import { because } from './because.js';
import { h, more } from './dom.js';

/** A level by the page's name for it, if it has one of its own for this tier. */
export function levelName(speak, tier, level) {
  const own = `${tier.id}:${level}`;
  return speak.name(own) === own ? speak.name(level) : speak.name(own);
}

/** What a level is of: a lifecycle's stage has no next one to reach. */
const kind = (tier) => ('stage' in tier ? 'lifecycle' : 'tier');

function next(speak, tier) {
  const { words } = speak;
  if (tier.next === null) return h('p', { class: 'hero-note' }, words.topLevel);
  if (tier.next.missing.length === 0) return null;
  return h('div', { class: 'hero-note' },
    h('span', {}, words.nextLevel(levelName(speak, tier, tier.next.level))),
    h('ul', { class: 'needs' }, tier.next.missing.map((gap) => h('li', {}, gap.label))));
}

function entitlements(speak, tiers) {
  const all = [...new Set(tiers.flatMap((tier) => tier.entitlements))];
  return all.length === 0 ? null
    : h('ul', { class: 'pills', 'aria-label': speak.words.entitlements }, all.map((id) => h('li', {}, speak.name(id))));
}

function mainTier(speak, tier) {
  return h('div', { class: 'standing-tier' },
    h('p', { class: 'hero-label' }, speak.words.tier),
    h('p', { class: 'hero-level', 'data-tier': tier.id }, tier.label));
}

function mainScore(speak, score) {
  return h('div', { class: 'standing-score' },
    h('p', { class: 'hero-label' }, speak.name(`score:${score.id}`)),
    h('p', { class: 'hero-score', 'data-score': score.id }, speak.number(score.value)),
    score.band === null ? null : h('p', { class: 'hero-band' }, speak.name(score.band)));
}

/** The other tiers and scores, small. */
function facets(speak, tiers, scores) {
  if (tiers.length + scores.length === 0) return null;
  return h('ul', { class: 'facets' },
    tiers.map((tier) => h('li', {}, h('span', { class: 'hero-label' }, speak.name(`${kind(tier)}:${tier.id}`)),
      h('span', { class: 'hero-level', 'data-tier': tier.id }, tier.label))),
    scores.map((score) => h('li', {}, h('span', { class: 'hero-label' }, speak.name(`score:${score.id}`)),
      h('span', { class: 'hero-score', 'data-score': score.id }, speak.number(score.value)))));
}

/** What the tiers rest on, the main one first. */
function evidence(speak, tiers, main) {
  const explained = tiers.filter((tier) => tier.because.length > 0);
  const heading = (tier) => (tier === main ? null : h('h3', {}, `${speak.name(`${kind(tier)}:${tier.id}`)} · ${tier.label}`));
  return explained.length === 0 ? null
    : more('tiers', speak.words.evidence, explained.map((tier) => [heading(tier), because(speak, tier.because, { said: tier.label })]));
}

export function standing(speak, { tiers: tables, lifecycle, scores }, main) {
  const tiers = [...tables, ...lifecycle];
  if (tiers.length === 0 && scores.length === 0) return null;
  const tier = tiers.find(({ id }) => id === main.tier);
  const score = scores.find(({ id }) => id === main.score);
  return h('section', { class: 'hero', id: 'standing', 'aria-label': speak.words.tier },
    h('div', { class: 'hero-row' },
      tier === undefined ? h('p', { class: 'hero-label' }, speak.words.noTier) : mainTier(speak, tier),
      score === undefined ? h('div', { class: 'standing-score' }, h('p', { class: 'hero-label' }, speak.words.notScored)) : mainScore(speak, score)),
    entitlements(speak, tiers),
    facets(speak, tiers.filter((one) => one !== tier), scores.filter((one) => one !== score)),
    tier === undefined ? null : next(speak, tier),
    evidence(speak, tiers, tier));
}

// The scores as directions of a radar, and the same in words.

import { curveLinearClosed, lineRadial, scaleLinear } from '../lib/charts.js';
import { h, svg } from '../view/dom.js';
import { absent } from './absent.js';

const RADIUS = 78;
const RINGS = [0.25, 0.5, 0.75, 1];

/** The scores of a portrait whose span is known, each with its direction and how far out it lies, from 0 to 1. */
function axes(portrait, dimensions) {
  const known = portrait.scores.filter(({ id }) => id in dimensions);
  return known.map((score, index) => {
    const { from, to } = dimensions[score.id];
    return { score, from, to, angle: (index * 2 * Math.PI) / known.length, share: scaleLinear([from, to], [0, 1]).clamp(true)(score.value) };
  });
}

const outline = lineRadial().angle(({ angle }) => angle).radius(({ share }) => RADIUS * share).curve(curveLinearClosed);

/** The word at the end of a direction, on the side where it has room. */
function axisName(speak, { score, angle }) {
  const [x, y] = [Math.sin(angle) * (RADIUS + 10), -Math.cos(angle) * (RADIUS + 10)];
  return svg('text', { x, y: y > 0 ? y + 10 : y, class: 'radar-name' }, speak.name(`score:${score.id}`));
}

function spokenAxis(speak, { score, from, to, share }) {
  const { words, number, percent, name } = speak;
  return words.drawer.axis({ name: name(`score:${score.id}`), value: number(score.value), from, to, share: percent(share) });
}

function radar(speak, now, before) {
  const { words } = speak;
  const rings = RINGS.map((share) => svg('path', { class: 'radar-ring', d: outline(now.map((axis) => ({ ...axis, share }))) }));
  const spokes = now.map(({ angle }) => svg('line', { class: 'radar-ring', x1: 0, y1: 0, x2: Math.sin(angle) * RADIUS, y2: -Math.cos(angle) * RADIUS }));
  const same = before.length === now.length && before.every(({ score }, index) => score.id === now[index].score.id);
  const lowest = Math.max(...now.map(({ angle }) => -Math.cos(angle))) * (RADIUS + 10) + 16;
  return svg('svg', { viewBox: `-150 ${-RADIUS - 26} 300 ${RADIUS + 26 + lowest}`, class: 'radar', role: 'img', 'aria-labelledby': 'radar-title radar-desc' },
    svg('title', { id: 'radar-title' }, words.drawer.radarTitle),
    svg('desc', { id: 'radar-desc' }, now.map((axis) => spokenAxis(speak, axis)).join('; ')),
    rings, spokes,
    same ? svg('path', { class: 'radar-before', d: outline(before) }) : null,
    svg('path', { class: 'radar-now', d: outline(now) }),
    now.map(({ angle, share }) => svg('circle', { class: 'radar-dot', r: 3.5, cx: Math.sin(angle) * RADIUS * share, cy: -Math.cos(angle) * RADIUS * share })),
    now.map((axis) => axisName(speak, axis)));
}

function row(speak, { score, from, to }, before) {
  const { words, number, signed, name } = speak;
  const old = before.find((axis) => axis.score.id === score.id);
  const by = old === undefined ? 0 : score.value - old.score.value;
  return h('li', { 'data-score': score.id, class: by === 0 ? null : 'fresh' },
    h('span', {}, name(`score:${score.id}`)),
    h('strong', {}, number(score.value)),
    h('small', {}, [score.band === null ? null : name(score.band), words.drawer.range(from, to), by === 0 ? null : words.drawer.moved(signed(by))].filter(Boolean).join(' · ')));
}

export function dimensions(speak, customer, policy, act, { before: earlier }) {
  const { words } = speak;
  const { portrait } = customer;
  const now = axes(portrait, policy.dimensions);
  const before = earlier === null ? [] : axes(earlier, policy.dimensions);
  if (now.length === 0) return [absent(speak, customer, words.noScores)];
  return [
    // Fewer than three directions span no area.
    now.length < 3 ? h('p', { class: 'note' }, words.drawer.radarFew) : radar(speak, now, before),
    h('ul', { class: 'axes' }, now.map((axis) => row(speak, axis, before))),
    now.length < 3 ? null : h('p', { class: 'note' }, words.drawer.dimensionsNote),
  ];
}

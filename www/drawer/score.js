// The main score on a gauge and taken apart; the other scores unfold.

import { arc, scaleLinear } from '../lib/charts.js';
import { h, more, svg } from '../view/dom.js';
import { scoreLine, scoreParts } from '../view/scores.js';
import { absent } from './absent.js';

const [INNER, OUTER] = [72, 90];
/** A half circle, from the left to the right. */
const ENDS = [-Math.PI / 2, Math.PI / 2];

function gauge(speak, score, { from, to, bands }) {
  const angle = scaleLinear([from, to], ENDS).clamp(true);
  const ring = arc().innerRadius(INNER).outerRadius(OUTER);
  const edges = [from, ...bands, to];
  const parts = edges.slice(0, -1).map((begin, index) => {
    const here = score.value >= begin && (score.value < edges[index + 1] || index === edges.length - 2);
    return svg('path', { class: here ? 'gauge-band here' : 'gauge-band', d: ring({ startAngle: angle(begin), endAngle: angle(edges[index + 1]), padAngle: 0.02 }) });
  });
  const at = angle(score.value);
  const point = (radius) => [Math.sin(at) * radius, -Math.cos(at) * radius];
  const [[x1, y1], [x2, y2]] = [point(INNER - 8), point(OUTER + 4)];
  const edge = (value, x) => svg('text', { class: 'gauge-edge', x, y: 16 }, speak.number(value));
  const { words } = speak;
  const said = { value: speak.number(score.value), band: score.band === null ? '' : speak.name(score.band), from, to };
  return svg('svg', { viewBox: '-110 -100 220 122', class: 'gauge', role: 'img', 'aria-labelledby': `gauge-title-${score.id} gauge-desc-${score.id}` },
    svg('title', { id: `gauge-title-${score.id}` }, words.drawer.gaugeTitle(speak.name(`score:${score.id}`))),
    svg('desc', { id: `gauge-desc-${score.id}` }, words.drawer.gauge(said)),
    parts,
    svg('line', { class: 'gauge-needle', x1, y1, x2, y2 }),
    svg('text', { class: 'gauge-value', x: 0, y: -16 }, said.value),
    svg('text', { class: 'gauge-name', x: 0, y: 6 }, said.band),
    edge(from, -81), edge(to, 81));
}

function whole(speak, score, scale) {
  return [
    scale === undefined ? null : gauge(speak, score, scale),
    scoreParts(speak, score),
    h('p', { class: 'note' }, speak.words.drawer.sumNote),
  ];
}

export function score(speak, customer, policy) {
  const { scores } = customer.portrait;
  if (scores.length === 0) return [absent(speak, customer, speak.words.noScores)];
  const first = scores.find(({ id }) => id === policy.main.score);
  const others = scores.filter((one) => one !== first);
  return [
    first === undefined ? null : h('div', { 'data-score': first.id }, h('p', { class: 'score-line' }, scoreLine(speak, first)), whole(speak, first, policy.dimensions[first.id])),
    ...others.map((one) => h('div', { class: 'other-score', 'data-score': one.id },
      more(`score/${one.id}`, h('span', { class: 'score-line' }, scoreLine(speak, one)), whole(speak, one, policy.dimensions[one.id])))),
  ];
}

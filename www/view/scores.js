// A score taken apart: the main factors, then every characteristic's points. Initial + points = value.

import { card, empty, h, more } from './dom.js';

function row(speak, { label, value, points, widest }) {
  const bar = h('span', { class: points < 0 ? 'bar minus' : 'bar plus', 'aria-hidden': 'true' }, h('i'));
  bar.firstChild.style.setProperty('--share', widest === 0 ? 0 : Math.abs(points) / widest);
  return h('li', { class: 'points-row' },
    h('span', { class: 'points-label' }, label, h('small', {}, value)),
    bar,
    h('span', { class: 'points' }, speak.signed(points)));
}

function end(speak, label, points, kind) {
  return h('li', { class: `points-row ${kind}` }, h('span', { class: 'points-label' }, label), h('span', { class: 'points' }, speak.number(points)));
}

/** Factors that cost or gave nothing are no factors to the reader. */
const telling = ({ points }) => points > 0;

function line(speak, score) {
  return [
    h('strong', {}, speak.number(score.value)), h('span', {}, speak.name(`score:${score.id}`)),
    score.band === null ? null : h('span', { class: 'badge' }, speak.name(score.band)),
    score.probability === null ? null : h('span', {}, `${speak.words.probability} ${speak.percent(score.probability)}`),
  ];
}

function parts(speak, score) {
  const { words } = speak;
  const widest = Math.max(0, ...score.contributions.map(({ points }) => Math.abs(points)));
  const factors = score.reasonCodes.filter(telling);
  return [
    h('h3', {}, words.reasons),
    factors.length === 0 ? empty(words.noReasons)
      : h('ol', { class: 'reason-codes' }, factors.map(({ code, message, points }) => (
        h('li', { 'data-code': code }, h('span', {}, message), h('small', {}, code, ' · ', words.points(speak.number(points))))
      ))),
    h('h3', {}, words.contributions),
    h('ul', { class: 'points-list' },
      end(speak, words.initial, score.initial, 'first'),
      score.contributions.map(({ label, value, points }) => row(speak, { label, value: speak.value(value), points, widest })),
      end(speak, words.total, score.value, 'last')),
  ];
}

/** The main score stands open, the others unfold. */
export function scoresCard(speak, { scores }, main) {
  const first = scores.find(({ id }) => id === main.score);
  const others = scores.filter((score) => score !== first);
  return card('scores', speak.words.scores,
    scores.length === 0 ? empty(speak.words.noScores) : null,
    first === undefined ? null : h('div', { 'data-score': first.id }, h('p', { class: 'score-line' }, line(speak, first)), parts(speak, first)),
    others.map((score) => h('div', { class: 'other-score', 'data-score': score.id },
      more(`score/${score.id}`, h('span', { class: 'score-line' }, line(speak, score)), parts(speak, score)))));
}

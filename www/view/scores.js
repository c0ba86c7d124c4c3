// A score taken apart: the main factors, then every characteristic's points. Initial + points = value.

import { card, empty, h } from './dom.js';

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

function one(speak, score) {
  const { words } = speak;
  const widest = Math.max(0, ...score.contributions.map(({ points }) => Math.abs(points)));
  return [
    h('p', { class: 'score-line' }, h('strong', {}, speak.number(score.value)), h('span', {}, speak.name(score.id)),
      score.band === null ? null : h('span', { class: 'badge' }, speak.name(score.band)),
      score.probability === null ? null : h('span', {}, `${words.probability} ${speak.percent(score.probability)}`)),
    h('h3', {}, words.reasons),
    score.reasonCodes.length === 0 ? empty(words.noReasons)
      : h('ol', { class: 'reason-codes' }, score.reasonCodes.map(({ code, message, points }) => (
        h('li', { 'data-code': code }, h('span', {}, message), h('small', {}, code, ' · ', words.points(speak.number(points))))
      ))),
    h('h3', {}, words.contributions),
    h('ul', { class: 'points-list' },
      end(speak, words.initial, score.initial, 'first'),
      score.contributions.map(({ label, value, points }) => row(speak, { label, value: speak.value(value), points, widest })),
      end(speak, words.total, score.value, 'last')),
  ];
}

export function scoresCard(speak, { scores }) {
  return card('scores', speak.words.scores,
    scores.length === 0 ? empty(speak.words.noScores) : scores.map((score) => one(speak, score)));
}

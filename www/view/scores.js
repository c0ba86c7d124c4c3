// A score taken apart: the main factors, then every characteristic's points. Initial + points = value.

import { card, empty, h, more } from './dom.js';

/**
 * Where the score stands before and after each contribution, as shares of the span between its least and its greatest
 * standing: what a waterfall draws.
 */
function standings({ initial, contributions }) {
  const after = contributions.reduce((all, { points }) => [...all, all.at(-1) + points], [initial]);
  const [least, most] = [Math.min(...after), Math.max(...after)];
  return after.map((value) => (most === least ? 0 : (value - least) / (most - least)));
}

/** A bar from one standing to another; without the other, a mark. */
function bar(kind, from, to = from) {
  const node = h('span', { class: `bar ${kind}`, 'aria-hidden': 'true' }, h('i'));
  node.firstChild.style.setProperty('--from', Math.min(from, to));
  node.firstChild.style.setProperty('--share', Math.abs(to - from));
  return node;
}

function row(speak, { label, value, points }, from, to) {
  return h('li', { class: 'points-row' },
    h('span', { class: 'points-label' }, label, h('small', {}, speak.value(value))),
    bar({ '-1': 'minus', 0: 'level', 1: 'plus' }[Math.sign(points)], from, to),
    h('span', { class: 'points' }, speak.signed(points)));
}

function end(speak, label, points, kind, at) {
  return h('li', { class: `points-row ${kind}` },
    h('span', { class: 'points-label' }, label), bar('stand', at), h('span', { class: 'points' }, speak.number(points)));
}

/** A score as a waterfall: what it begins with, what each contribution adds or takes, what it comes to. */
function waterfall(speak, score) {
  const at = standings(score);
  return h('ul', { class: 'points-list' },
    end(speak, speak.words.initial, score.initial, 'first', at[0]),
    score.contributions.map((contribution, index) => row(speak, contribution, at[index], at[index + 1])),
    end(speak, speak.words.total, score.value, 'last', at.at(-1)));
}

/** Factors that cost or gave nothing are no factors to the reader. */
const telling = ({ points }) => points > 0;

/** A score in one line: value, name, band, and the probability if it tells one. */
export function scoreLine(speak, score) {
  return [
    h('strong', {}, speak.number(score.value)), h('span', {}, speak.name(`score:${score.id}`)),
    score.band === null ? null : h('span', { class: 'badge' }, speak.name(score.band)),
    score.probability === null ? null : h('span', {}, `${speak.words.probability} ${speak.percent(score.probability)}`),
  ];
}

/** A score taken apart. */
export function scoreParts(speak, score) {
  const { words } = speak;
  const factors = score.reasonCodes.filter(telling);
  return [
    h('h3', {}, words.reasons),
    factors.length === 0 ? empty(words.noReasons)
      : h('ol', { class: 'reason-codes' }, factors.map(({ code, message, points }) => (
        h('li', { 'data-code': code }, h('span', {}, message), h('small', {}, code, ' · ', words.points(speak.number(points))))
      ))),
    h('h3', {}, words.contributions),
    waterfall(speak, score),
  ];
}

/** The main score stands open, the others unfold. */
export function scoresCard(speak, { scores }, main) {
  const first = scores.find(({ id }) => id === main.score);
  const others = scores.filter((score) => score !== first);
  return card('scores', speak.words.scores,
    scores.length === 0 ? empty(speak.words.noScores) : null,
    first === undefined ? null : h('div', { 'data-score': first.id }, h('p', { class: 'score-line' }, scoreLine(speak, first)), scoreParts(speak, first)),
    others.map((score) => h('div', { class: 'other-score', 'data-score': score.id },
      more(`score/${score.id}`, h('span', { class: 'score-line' }, scoreLine(speak, score)), scoreParts(speak, score)))));
}

// JavaScript generated from the policy: one function with every comparison, bin and gate written out.

import { ranked } from './ranked.mjs';

const text = JSON.stringify;
/** JavaScript compares null as 0: only where that would hold must more be written. */
const safe = ({ known, op, value }) => known || !holds(0, op, value);

function holds(a, op, b) {
  switch (op) {
    case '<': return a < b;
    case '<=': return a <= b;
    case '>': return a > b;
    case '>=': return a >= b;
    default: return false; // `===`: null is no number
  }
}

function comparison(part) {
  const { fact, op, value } = part;
  const plain = `f.${fact} ${op === '==' ? '===' : op} ${value}`;
  return safe(part) ? plain : `f.${fact} !== null && ${plain}`;
}

function condition({ join, parts }) {
  return `(${parts.map(comparison).join(join === 'all' ? ' && ' : ' || ')})`;
}

function points({ fact, known, missing, bins }) {
  const branches = bins.map(({ hi, points }) => (hi === null ? String(points) : `f.${fact} < ${hi} ? ${points} : `)).join('');
  return known ? `(${branches})` : `(f.${fact} === null ? ${missing} : ${branches})`;
}

function rank({ value, intent }, weights) {
  return `${weights.intent} * ${intent === null ? '0' : `Math.min(f.${intent.fact} / ${intent.by}, 1)`} + ${weights.value} * ${value}`;
}

/** The source of a module's function: features in, decisions out; it needs `ranked`. */
export function source(rules) {
  const push = (list) => ({ id, when }) => `if (${condition(when)}) ${list}.push(${text(id)});`;
  const offer = (product) => {
    const gates = product.gates.map(condition).join(' && ') || 'true';
    return `if (${gates}) offers.push({ id: ${text(product.id)}, rank: ${rank(product, rules.rank)} });`;
  };
  const score = ({ id, initial, characteristics }) => `${text(id)}: ${[initial, ...characteristics.map(points)].join(' + ')}`;
  return [
    'function decide(f) {',
    'const tags = [], warnings = [], offers = [];',
    ...rules.tags.map(push('tags')),
    ...rules.warnings.map(push('warnings')),
    ...rules.products.map(offer),
    `return { tags, warnings, scores: { ${rules.scores.map(score).join(', ')} }, products: ranked(offers) };`,
    '}',
  ].join('\n');
}

/** @param {import('../../workload/rules.mjs').Rules} rules */
export const translate = (rules) => ({ source: source(rules) });

/** @param {{ source: string }} document */
export const start = ({ source }) => new Function('ranked', `${source}\nreturn decide;`)(ranked);

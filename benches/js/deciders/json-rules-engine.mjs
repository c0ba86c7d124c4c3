// json-rules-engine: a rule for each tag, warning, bin and product. It has no arithmetic: ranks are added up here.

import { Engine } from 'json-rules-engine';
import { ranked } from './ranked.mjs';

const OPERATORS = { '==': 'equal', '<': 'lessThan', '<=': 'lessThanInclusive', '>': 'greaterThan', '>=': 'greaterThanInclusive' };

// Its comparisons of numbers are false of what is no number, so nothing need be said of unknown features.
const comparison = ({ fact, op, value }) => ({ fact, operator: OPERATORS[op], value });
const condition = ({ join, parts }) => ({ [join]: parts.map(comparison) });

function* bins({ id, characteristics }) {
  for (const { fact, known, missing, bins } of characteristics) {
    for (const { lo, hi, points } of bins) {
      const all = [];
      if (lo !== null) all.push(comparison({ fact, op: '>=', value: lo }));
      if (hi !== null) all.push(comparison({ fact, op: '<', value: hi }));
      yield { conditions: { all }, event: { type: 'points', params: { id, points } } };
    }
    if (!known) yield { conditions: { all: [{ fact, operator: 'equal', value: null }] }, event: { type: 'points', params: { id, points: missing } } };
  }
}

/** @param {import('../../workload/rules.mjs').Rules} rules */
export function translate({ tags, warnings, scores, products, rank }) {
  const rule = (type, id, conditions) => ({ conditions, event: { type, params: { id } } });
  return {
    rules: [
      ...tags.map(({ id, when }) => rule('tag', id, condition(when))),
      ...warnings.map(({ id, when }) => rule('warning', id, condition(when))),
      ...scores.flatMap((score) => [...bins(score)]),
      ...products.map(({ id, gates }) => rule('product', id, { all: gates.map(condition) })),
    ],
    tags: tags.map(({ id }) => id),
    warnings: warnings.map(({ id }) => id),
    scores: scores.map(({ id, initial }) => ({ id, initial })),
    products: products.map(({ id, value, intent }) => ({ id, value, intent })),
    rank,
  };
}

/** @param {ReturnType<typeof translate>} document */
export function start({ rules, tags, warnings, scores, products, rank }) {
  const engine = new Engine(rules);
  const byId = new Map(products.map((product) => [product.id, product]));
  return async (features) => {
    const held = new Set();
    const totals = Object.fromEntries(scores.map(({ id, initial }) => [id, initial]));
    const offers = [];
    const { events } = await engine.run(features);
    for (const { type, params } of events) {
      if (type === 'points') totals[params.id] += params.points;
      else if (type === 'product') {
        const { id, value, intent } = byId.get(params.id);
        const interest = intent === null ? 0 : Math.min(features[intent.fact] / intent.by, 1);
        offers.push({ id, rank: rank.intent * interest + rank.value * value });
      } else held.add(params.id);
    }
    // Rules end in any order.
    return {
      tags: tags.filter((id) => held.has(id)),
      warnings: warnings.filter((id) => held.has(id)),
      scores: totals,
      products: ranked(offers),
    };
  };
}

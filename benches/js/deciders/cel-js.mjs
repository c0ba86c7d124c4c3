// @marcbachmann/cel-js: an expression for each rule, parsed once.

import { Environment } from '@marcbachmann/cel-js';
import { expressions } from './expressions.mjs';
import { ids } from './ids.mjs';
import { ranked } from './ranked.mjs';

const language = {
  number: (value) => (Number.isInteger(value) ? value.toFixed(1) : String(value)),
  smaller: (a, b) => `(${a} < ${b} ? ${a} : ${b})`,
  and: '&&',
  or: '||',
};

/** @param {import('../../workload/rules.mjs').Rules} rules */
export const translate = (rules) => ({ expressions: expressions(rules, language), ids: ids(rules) });

/** @param {ReturnType<typeof translate>} document */
export function start({ expressions, ids: { tags, warnings, scores, products } }) {
  const environment = new Environment({ unlistedVariablesAreDyn: true });
  const parsed = Object.fromEntries(Object.entries(expressions).map(([part, list]) => [part, list.map((one) => environment.parse(one))]));
  return (features) => ({
    tags: tags.filter((_, i) => parsed.tags[i](features)),
    warnings: warnings.filter((_, i) => parsed.warnings[i](features)),
    scores: Object.fromEntries(scores.map((id, i) => [id, parsed.scores[i](features)])),
    products: ranked(products.map((id, i) => ({ id, rank: parsed.products[i](features) })).filter(({ rank }) => rank !== -1)),
  });
}

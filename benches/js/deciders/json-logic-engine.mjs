// json-logic-engine: all rules as one document of JsonLogic, compiled once.

import { LogicEngine } from 'json-logic-engine';
import { ids } from './ids.mjs';
import { ranked } from './ranked.mjs';

const fact = (name) => ({ var: name });
const known = (name) => ({ '!==': [fact(name), null] });

function comparison({ fact: name, op, value, known: always }) {
  const plain = { [op === '==' ? '===' : op]: [fact(name), value] };
  return always ? plain : { and: [known(name), plain] };
}

function condition({ join, parts }) {
  return parts.length === 1 ? comparison(parts[0]) : { [join === 'all' ? 'and' : 'or']: parts.map(comparison) };
}

function points({ fact: name, known: always, missing, bins }) {
  const branches = bins.flatMap(({ hi, points }) => (hi === null ? [points] : [{ '<': [fact(name), hi] }, points]));
  return { if: always ? branches : [{ '===': [fact(name), null] }, missing, ...branches] };
}

/** A product's rank, or `false` when a gate is closed. */
function offer({ gates, value, intent }, weights) {
  const rank = intent === null ? weights.value * value : { '+': [{ '*': [weights.intent, { min: [{ '/': [fact(intent.fact), intent.by] }, 1] }] }, weights.value * value] };
  return gates.length === 0 ? rank : { if: [{ and: gates.map(condition) }, rank, false] };
}

/** @param {import('../../workload/rules.mjs').Rules} rules */
export function translate({ tags, warnings, scores, products, rank }) {
  const logic = [
    tags.map(({ when }) => condition(when)),
    warnings.map(({ when }) => condition(when)),
    scores.map(({ initial, characteristics }) => ({ '+': [initial, ...characteristics.map(points)] })),
    products.map((product) => offer(product, rank)),
  ];
  return { logic, ids: ids({ tags, warnings, scores, products }) };
}

/** @param {ReturnType<typeof translate>} document */
export function start({ logic: rules, ids: { tags, warnings, scores, products } }) {
  const logic = new LogicEngine().build(rules);
  return (features) => {
    const [tagged, warned, scored, ranks] = logic(features);
    return {
      tags: tags.filter((_, i) => tagged[i]),
      warnings: warnings.filter((_, i) => warned[i]),
      scores: Object.fromEntries(scores.map((id, i) => [id, scored[i]])),
      products: ranked(products.map((id, i) => ({ id, rank: ranks[i] })).filter((one) => one.rank !== false)),
    };
  };
}

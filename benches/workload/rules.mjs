// The rules of the workload's policy in a neutral form, for everything that is translated from them.
//
// The policy keeps to what all engines here can say: comparisons of a feature with a number, joined by `all` or `any`;
// bins; gates of products; and an interest that is a feature by a number, at most 1. Anything else is an error.

const COMPARISON = /^(\w+) (==|<=|>=|<|>) (-?[\d.]+)$/;
const INTENT = /^min\((\w+) \/ ([\d.]+), 1\)$/;

/**
 * @typedef {{ fact: string, op: string, value: number, known: boolean }} Comparison `known`: the fact is never unknown
 * @typedef {{ join: 'all' | 'any', parts: Comparison[] }} Condition no parts under `all` always hold
 * @typedef {{ lo: number | null, hi: number | null, points: number }} Bin [lo, hi)
 * @typedef {{ fact: string, known: boolean, missing: number, bins: Bin[] }} Characteristic
 * @typedef {{ id: string, gates: Condition[], value: number, intent: { fact: string, by: number } | null }} Product
 * @typedef {{
 *   tags: { id: string, when: Condition }[], warnings: { id: string, when: Condition }[],
 *   scores: { id: string, initial: number, characteristics: Characteristic[] }[],
 *   products: Product[], rank: { intent: number, value: number }, facts: string[],
 * }} Rules
 */

/** What a feature is over nothing: a number for these verbs, and unknown for all others. */
const KNOWN = ['count', 'sum', 'distinct', 'activeDays', 'decay', 'slope', 'consecutive'];

/**
 * @param {object} policy the document
 * @returns {Rules}
 */
export function rules(policy) {
  const known = (fact) => {
    const feature = policy.features[fact];
    if (feature === undefined) throw new Error(`no such feature: ${fact}`);
    return KNOWN.some((verb) => verb in feature);
  };
  const comparison = ({ expr }) => {
    const [, fact, op, value] = COMPARISON.exec(expr) ?? fail(expr);
    return { fact, op, value: Number(value), known: known(fact) };
  };
  const condition = (when) => {
    const join = 'any' in when ? 'any' : 'all';
    return { join, parts: (when[join] ?? [when]).map(comparison) };
  };
  const characteristic = ({ fact, attributes }) => {
    const missing = attributes.find((attribute) => attribute.missing).points;
    const bins = attributes.filter((attribute) => !attribute.missing);
    return { fact, known: known(fact), missing, bins: bins.map(({ lo = null, hi = null, points }) => ({ lo, hi, points })) };
  };
  const intent = (text) => {
    if (text === undefined) return null;
    const [, fact, by] = INTENT.exec(text) ?? fail(text);
    return { fact, by: Number(by) };
  };
  if (policy.ranking.score !== '0.6 * intent + 0.4 * value') fail(policy.ranking.score);
  return {
    tags: policy.tags.map(({ id, when }) => ({ id, when: condition(when) })),
    warnings: policy.warnings.map(({ id, when }) => ({ id, when: condition(when) })),
    scores: policy.scores.map(({ id, initial, characteristics }) => ({ id, initial, characteristics: characteristics.map(characteristic) })),
    products: policy.products.map((product) => ({
      id: product.id,
      gates: [product.eligibility, product.applicability].filter((gate) => gate !== undefined).map(condition),
      value: product.value,
      intent: intent(product.intent),
    })),
    rank: { intent: 0.6, value: 0.4 },
    facts: Object.keys(policy.features),
  };
}

function fail(text) {
  throw new Error(`not what this workload may say: ${text}`);
}

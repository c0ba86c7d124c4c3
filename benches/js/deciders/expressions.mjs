// The rules as expressions in the syntax that CEL and ZEN share; each language says how a number is written, and what
// the smaller of two is.

/**
 * @param {import('../../workload/rules.mjs').Rules} rules
 * @param {{ number: (value: number) => string, smaller: (a: string, b: string) => string, and: string, or: string, told?: (rank: string) => string }} language
 *   `told` says how a rank leaves the language
 */
export function expressions({ tags, warnings, scores, products, rank }, { number, smaller, and, or, told = (rank) => rank }) {
  const comparison = ({ fact, op, value, known }) => (known ? '' : `${fact} != null ${and} `) + `${fact} ${op} ${number(value)}`;
  const condition = ({ join, parts }) => `(${parts.map((part) => `(${comparison(part)})`).join(join === 'all' ? ` ${and} ` : ` ${or} `)})`;
  const points = ({ fact, known, missing, bins }) => {
    const branches = bins.map(({ hi, points }) => (hi === null ? number(points) : `${fact} < ${number(hi)} ? ${number(points)} : (`)).join('') + ')'.repeat(bins.length - 1);
    return known ? `(${branches})` : `(${fact} == null ? ${number(missing)} : (${branches}))`;
  };
  // Ranks are not below 0; what may not be suggested has -1.
  const offer = ({ gates, value, intent }) => {
    const interest = intent === null ? '' : `${number(rank.intent)} * ${smaller(`${intent.fact} / ${number(intent.by)}`, number(1))} + `;
    const whole = told(`${interest}${number(rank.value)} * ${number(value)}`);
    return gates.length === 0 ? whole : `(${gates.map(condition).join(` ${and} `)}) ? ${whole} : ${number(-1)}`;
  };
  return {
    tags: tags.map(({ when }) => condition(when)),
    warnings: warnings.map(({ when }) => condition(when)),
    scores: scores.map(({ initial, characteristics }) => [number(initial), ...characteristics.map(points)].join(' + ')),
    products: products.map(offer),
  };
}

// The ids of the rules, in the order of the document.

/** @param {import('../../workload/rules.mjs').Rules} rules */
export function ids({ tags, warnings, scores, products }) {
  const of = (list) => list.map(({ id }) => id);
  return { tags: of(tags), warnings: of(warnings), scores: of(scores), products: of(products) };
}

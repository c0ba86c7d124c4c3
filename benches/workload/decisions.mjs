// What was decided, in one form for all ways, and whether two agree.

/**
 * @typedef {{ tags: string[], warnings: string[], scores: Record<string, number>, products: string[] }} Decisions
 *   products in the order in which they are suggested; the others in no order
 */

/**
 * The decisions in a portrait of the engine; its reasons, sentences and times are left out.
 *
 * @returns {Decisions}
 */
export function decisions({ tags, warnings, scores, suggestions }) {
  return {
    tags: tags.map(({ id }) => id),
    warnings: warnings.map(({ id }) => id),
    scores: Object.fromEntries(scores.map(({ id, value }) => [id, value])),
    products: suggestions.map(({ product }) => product),
  };
}

/** The same text for the same decisions. */
export function written({ tags, warnings, scores, products }) {
  const sorted = (list) => [...list].sort().join(' ');
  const numbers = Object.entries(scores).map(([id, value]) => `${id}=${value}`);
  return [`tags ${sorted(tags)}`, `warnings ${sorted(warnings)}`, `scores ${sorted(numbers)}`, `products ${products.join(' ')}`].join('\n');
}

/**
 * @param {string} who of whom the first are
 * @throws {Error} the first part that is different
 */
export function same(who, got, wanted) {
  const [ours, theirs] = [written(got).split('\n'), written(wanted).split('\n')];
  const place = ours.findIndex((line, i) => line !== theirs[i]);
  if (place !== -1) throw new Error(`${who} decides otherwise:\n  ${ours[place]}\nand not\n  ${theirs[place]}`);
}

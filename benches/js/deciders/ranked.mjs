// The order of products for the ways that have no order of their own: the best first, and of equals the first id.

/**
 * @param {{ id: string, rank: number }[]} offers products that may be suggested
 * @returns {string[]} their ids
 */
export function ranked(offers) {
  return offers.sort((a, b) => b.rank - a.rank || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
}

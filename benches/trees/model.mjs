// A tree ensemble from a seed: of the size that LightGBM makes by default (100 trees of 31 leaves), over 20 facts.
//
// Facts are whole numbers, thresholds lie between two of them, and leaves are whole 1024ths: a library that reckons with
// floats of 32 bits and the engine, which has doubles, then give the very same sums.

import { random } from '../js/events.mjs';

export const FACTS = 20;
const TREES = 100;
const LEAVES = 31;
const ROWS = 2_000;
const HIGHEST = 1_000;

/**
 * @typedef {{ fact: number, threshold: number, left: Node, right: Node, cover: number } | { leaf: number, cover: number }} Node
 *   left where the fact is at most the threshold; `cover` is how many rows came by
 */

/** Rows of facts. */
export function rows(seed, count) {
  const next = random(seed);
  return Array.from({ length: count }, () => Array.from({ length: FACTS }, () => Math.floor(next() * HIGHEST)));
}

/** @returns {Node[]} the trees */
export function model(seed) {
  const next = random(seed);
  const below = (n) => Math.floor(next() * n);
  const trained = rows(seed + 1, ROWS);
  const tree = () => {
    const leaf = (of) => ({ of, leaf: (below(257) - 128) / 1024 });
    const root = leaf(trained);
    const leaves = [root];
    while (leaves.length < LEAVES) {
      // The fullest leaf is split, where one of its rows is: both sides then have some.
      const place = leaves.reduce((best, one, i) => (one.of.length > leaves[best].of.length ? i : best), 0);
      const [node] = leaves.splice(place, 1);
      const fact = below(FACTS);
      const values = node.of.map((row) => row[fact]).sort((a, b) => a - b);
      const threshold = values[Math.floor(values.length * (0.2 + 0.6 * next()))] - 0.5;
      const [left, right] = [leaf(node.of.filter((row) => row[fact] <= threshold)), leaf(node.of.filter((row) => row[fact] > threshold))];
      if (left.of.length === 0 || right.of.length === 0) {
        leaves.push(node);
        continue;
      }
      delete node.leaf;
      Object.assign(node, { fact, threshold, left, right });
      leaves.push(left, right);
    }
    return root;
  };
  const covered = ({ of, leaf, left, right, ...node }) =>
    leaf === undefined ? { ...node, left: covered(left), right: covered(right), cover: of.length } : { leaf, cover: of.length };
  return Array.from({ length: TREES }, () => covered(tree()));
}

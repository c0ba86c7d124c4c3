// The ensemble as a policy of this project: one score of kind `trees`.

import { FACTS } from './model.mjs';

/** Nodes from the root down, the left side first; the right one is told by its place. */
function lines(tree) {
  const list = [];
  const add = (node) => {
    const place = list.push('') - 1;
    if (node.leaf !== undefined) list[place] = `= ${node.leaf} ${node.cover}`;
    else {
      add(node.left);
      list[place] = `${node.fact} <= ${node.threshold} left ${list.length} ${node.cover}`;
      add(node.right);
    }
  };
  add(tree);
  return list;
}

/** @param {import('./model.mjs').Node[]} trees */
export function policy(trees) {
  const names = Array.from({ length: FACTS }, (_, i) => `f${i}`);
  return {
    id: 'trees',
    version: '1.0.0',
    locales: ['en'],
    timezone: '+08:00',
    purposes: [{ id: 'service', label: { en: 'Service' }, basis: 'contract' }],
    profile: Object.fromEntries(names.map((name) => [name, { type: 'number', class: 'C1', purposes: ['service'] }])),
    scores: [
      {
        id: 'score',
        kind: 'trees',
        purpose: 'service',
        label: { en: 'Score' },
        trees: { rules: 'lightgbm', inputs: names.map((fact) => ({ fact })), nodes: trees.map(lines) },
      },
    ],
  };
}

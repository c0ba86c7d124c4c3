// @gorules/zen-engine-wasm: this build has expressions and no decision tables, and reads an expression whenever it is
// evaluated. All rules are one list, so that the features cross into it once.

import init, { evaluateExpression } from '@gorules/zen-engine-wasm/dist/zen_engine_wasm.js';
import { expressions } from './expressions.mjs';
import { ids } from './ids.mjs';
import { ranked } from './ranked.mjs';

const language = {
  number: String,
  smaller: (a, b) => `min([${a}, ${b}])`,
  and: 'and',
  or: 'or',
  // Numbers lose what is behind the point on their way out (gorules/jdm-editor#236): ranks leave in millionths of millionths.
  told: (rank) => `(${rank}) * 1000000000000`,
};

/** @param {import('../../workload/rules.mjs').Rules} rules */
export const translate = (rules) => ({ whole: `[${Object.values(expressions(rules, language)).flat().join(', ')}]`, ids: ids(rules) });

/**
 * @param {ReturnType<typeof translate>} document
 * @param {BufferSource} wasm the package's module
 */
export async function start({ whole, ids: { tags, warnings, scores, products } }, wasm) {
  await init({ module_or_path: wasm });
  return (features) => {
    const values = evaluateExpression(whole, features);
    let place = 0;
    const next = () => values[place++];
    return {
      tags: tags.filter(next),
      warnings: warnings.filter(next),
      scores: Object.fromEntries(scores.map((id) => [id, Number(next())])),
      products: ranked(products.map((id) => ({ id, rank: Number(next()) })).filter(({ rank }) => rank !== -1)),
    };
  };
}

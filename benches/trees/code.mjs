// The ensemble as JavaScript: a function for each tree, and their sum.

/** @param {import('./model.mjs').Node[]} trees @returns {string} a module that exports `margin` */
export function code(trees) {
  const expression = (node) => (node.leaf === undefined ? `f[${node.fact}] <= ${node.threshold} ? ${expression(node.left)} : (${expression(node.right)})` : String(node.leaf));
  const functions = trees.map((tree, i) => `function t${i}(f) {\nreturn ${expression(tree)};\n}`);
  return `${functions.join('\n')}\nexport function margin(f) {\nreturn ${trees.map((_, i) => `t${i}(f)`).join(' + ')};\n}\n`;
}

// Places in a JSON text: from a pointer, from a line and a column, and back.

import { ensureSyntaxTree, syntaxTree } from '../lib/editor.js';

const VALUES = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null']);
const unescape = (step) => step.replaceAll('~1', '/').replaceAll('~0', '~');

/** What a node says, if it is a string. */
export function said(state, node) {
  try {
    return JSON.parse(state.sliceDoc(node.from, node.to));
  } catch {
    return state.sliceDoc(node.from + 1, node.to - 1);
  }
}

export function children(node) {
  const all = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) all.push(child);
  return all;
}

export const valueIn = (node) => children(node).find(({ name }) => VALUES.has(name)) ?? null;
export const valuesIn = (node) => children(node).filter(({ name }) => VALUES.has(name));

/** The properties of an object: name → property node. */
export function properties(state, object) {
  const named = children(object).filter(({ name }) => name === 'Property');
  return new Map(named.map((property) => [said(state, property.firstChild), property]));
}

/** From and to of the value at a pointer, or of the nearest one around it that there is. */
export function rangeOf(state, pointer) {
  const tree = ensureSyntaxTree(state, state.doc.length, 200) ?? syntaxTree(state);
  let node = valueIn(tree.topNode);
  let found = node;
  for (const step of pointer.split('/').slice(1).map(unescape)) {
    if (node?.name === 'Object') {
      const property = properties(state, node).get(step);
      if (property === undefined) break;
      node = valueIn(property) ?? property;
    } else if (node?.name === 'Array') {
      node = valuesIn(node)[Number(step)];
    } else {
      break;
    }
    if (node === undefined) break;
    found = node;
  }
  if (found === null) return { from: 0, to: state.doc.length };
  // A whole object would underline a page: its first line is enough.
  return { from: found.from, to: Math.min(found.to, state.doc.lineAt(found.from).to) };
}

/** From and to of what stands at a line and a column, both from 1, the column in characters. */
export function rangeAt(state, line, column) {
  const { from: start, to: end, text } = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));
  const from = Math.min(start + [...text].slice(0, column - 1).join('').length, end);
  const node = syntaxTree(state).resolveInner(from, 1);
  // Within a string, a name in an expression; otherwise the value, up to the end of its line.
  const word = /^[\p{L}\p{N}_.]+/u.exec(state.sliceDoc(from, end))?.[0].length ?? 0;
  const inside = node.from < from && word > 0;
  const to = inside ? from + word : Math.min(Math.max(node.to, from + 1), end);
  return { from: Math.min(from, state.doc.length), to: Math.max(to, Math.min(from + 1, end)) };
}

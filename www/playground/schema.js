// Completion from the JSON Schema of policies: keys where a key can stand, words where a closed list says which.

import { syntaxTree } from '../lib/editor.js';
import { properties, said, valuesIn } from './places.js';

/** The alternatives that a schema stands for, references followed. */
function branches(root, schema, depth = 0) {
  if (schema === undefined || schema === null || typeof schema !== 'object' || depth > 8) return [];
  const more = (list) => list.flatMap((each) => branches(root, each, depth + 1));
  const own = [schema];
  if (schema.$ref !== undefined) {
    const target = schema.$ref.replace(/^#\//, '').split('/').reduce((node, step) => node?.[step], root);
    own.push(...branches(root, target, depth + 1));
  }
  return [...own, ...more(schema.anyOf ?? []), ...more(schema.oneOf ?? []), ...more(schema.allOf ?? [])];
}

/** What may stand at a step below some schemas. */
function below(root, schemas, step) {
  return schemas.flatMap((schema) => {
    if (typeof step === 'number') return branches(root, schema.prefixItems?.[step] ?? (typeof schema.items === 'object' ? schema.items : undefined));
    const known = schema.properties?.[step];
    if (known !== undefined) return branches(root, known);
    return typeof schema.additionalProperties === 'object' ? branches(root, schema.additionalProperties) : [];
  });
}

/** The steps from the root of a document to a node: keys and indices. */
export function pathTo(state, node) {
  const steps = [];
  for (let at = node; at?.parent; at = at.parent) {
    if (at.parent.name === 'Array') steps.unshift(valuesIn(at.parent).findIndex(({ from }) => from >= at.from));
    if (at.parent.name === 'Property' && at.name !== 'PropertyName') steps.unshift(said(state, at.parent.firstChild));
  }
  return steps;
}

const kindsOf = (schemas) => new Set(schemas.flatMap(({ type }) => type ?? []));

/** What a value of some schemas begins with. */
function beginning(schemas) {
  const kinds = kindsOf(schemas);
  if (kinds.has('array')) return ['[', ']'];
  if (schemas.some(({ enum: list, const: one }) => list !== undefined || one !== undefined)) return ['"', '"'];
  if (kinds.has('object') && !kinds.has('string')) return ['{ ', ' }'];
  if (kinds.has('string') || (kinds.has('object') && kinds.has('string'))) return ['"', '"'];
  return ['', ''];
}

const about = (schemas) => schemas.find(({ description }) => description !== undefined)?.description;

/** Words of closed lists, each with what it means. */
function words(schemas) {
  const all = new Map();
  for (const schema of schemas) {
    for (const value of [...(schema.enum ?? []), ...('const' in schema ? [schema.const] : [])]) {
      if (value !== null && !all.has(value)) all.set(value, 'const' in schema ? schema.description : undefined);
    }
    if ([schema.type].flat().includes('boolean')) for (const value of [true, false]) if (!all.has(value)) all.set(value, undefined);
  }
  return all;
}

/** Ids that the document declares and that stand under this key elsewhere. */
const DECLARED = { purpose: 'purposes', purposes: 'purposes', fallback: 'products', bundle: 'products', tier: 'tiers' };

function declared(document, path) {
  const key = path.findLast((step) => typeof step === 'string');
  const list = DECLARED[key];
  return list === undefined || !Array.isArray(document?.[list]) || path[0] === list && path.length === 2 ? [] : document[list].map(({ id }) => id).filter((id) => typeof id === 'string');
}

/**
 * A source of completions for CodeMirror.
 *
 * @param {() => object | null} schemaOf the JSON Schema, when it is there
 * @param {() => object | null} documentOf the newest policy that could be read
 */
export function completions(schemaOf, documentOf) {
  return (context) => {
    const root = schemaOf();
    if (root === null) return null;
    const { state, pos, explicit } = context;
    let node = syntaxTree(state).resolveInner(pos, -1);
    // Not before a string begins nor behind its end.
    if (['PropertyName', 'String'].includes(node.name) && (pos <= node.from || (pos === node.to && node.to > node.from + 1 && state.sliceDoc(node.to - 1, node.to) === '"'))) return null;
    const inName = node.name === 'PropertyName';
    const inString = node.name === 'String';
    const container = inName ? node.parent.parent : node.name === 'Object' ? node : node.name === '⚠' && node.parent?.name === 'Object' ? node.parent : null;
    const before = state.sliceDoc(Math.max(0, pos - 200), pos);
    const wantsValue = /:\s*$/.test(before) || node.name === 'Property' || inString || (node.name === 'Array' && /[[,]\s*$/.test(before));
    const from = inName || inString ? node.from : (context.matchBefore(/[\w"]*$/)?.from ?? pos);
    // What stands up to the end of the token gives way, with the quotation mark that was closed by itself.
    const to = inName || inString ? Math.min(node.to, state.doc.lineAt(pos).to) : pos + (state.sliceDoc(pos, pos + 1) === '"' ? 1 : 0);
    // A quotation mark alone says nothing of what is looked for.
    const filter = /\w/.test(state.sliceDoc(from, pos));
    if (container?.name === 'Object' && !/:\s*$/.test(before)) {
      if (!explicit && !inName && !/"\w*$/.test(before)) return null;
      const schemas = pathTo(state, container).reduce((at, step) => below(root, at, step), branches(root, root));
      const taken = properties(state, container);
      const hasColon = /^\s*:/.test(state.sliceDoc(to, to + 20));
      const options = new Map();
      for (const key of schemas.flatMap((schema) => Object.keys(schema.properties ?? {}))) {
        if (options.has(key) || (taken.has(key) && !(inName && said(state, node) === key))) continue;
        const values = below(root, schemas, key);
        const [open, close] = hasColon ? ['', ''] : beginning(values);
        options.set(key, {
          label: `"${key}"`, displayLabel: key, type: 'property', info: about(values),
          apply(view) {
            const head = hasColon ? `"${key}"` : `"${key}": ${open}`;
            view.dispatch({ changes: { from, to, insert: head + close }, selection: { anchor: from + head.length }, userEvent: 'input.complete' });
          },
        });
      }
      return { from, to, options: [...options.values()], filter };
    }
    if (!wantsValue) return null;
    const path = inString ? pathTo(state, node) : node.name === 'Property' ? [...pathTo(state, node), said(state, node.firstChild)] : node.name === 'Array' ? [...pathTo(state, node), 0] : null;
    if (path === null) return null;
    const schemas = path.reduce((at, step) => below(root, at, step), branches(root, root));
    const options = [...words(schemas)].map(([value, meaning]) => ({ label: JSON.stringify(value), displayLabel: String(value), type: 'enum', info: meaning }));
    for (const id of declared(documentOf(), path)) options.push({ label: JSON.stringify(id), displayLabel: id, type: 'constant' });
    return options.length === 0 ? null : { from, to, options, filter };
  };
}

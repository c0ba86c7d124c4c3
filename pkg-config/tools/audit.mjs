// What the package may touch of its host, held against a list that people reviewed: audit.json, where each entry has its
// reason. The wasm's imports, and in the syntax trees of all scripts that pages load every name by which one reaches a
// network, a storage, a clock, chance, another thread or new code. A use that is not on the list, or one that is and is
// no more, stops the build.
//
//   node tools/audit.mjs
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Objects that hold everything else: taking a member of one by a computed name could be taking anything. */
const GLOBALS = new Set(['globalThis', 'self', 'window', 'global', 'top', 'parent', 'frames']);
/** Names of members that are taken of nearly everything: they count only as names of their own or as members of a global. */
const COMMON = new Set(['open', 'location', 'history', 'navigate']);

/**
 * The imports of a module, without the digest that the generator of the bindings appends.
 * @param {Uint8Array} wasm
 * @returns {string[]}
 */
export function imports(wasm) {
  return WebAssembly.Module.imports(new WebAssembly.Module(wasm)).map(({ module, name, kind }) =>
    module === './silhouette_bg.js' && kind === 'function' ? name.replace(/_[0-9a-f]{16}$/, '') : `${kind} ${module} ${name}`);
}

/**
 * How often a script uses each of the names; `[…]` is a computed member of a global object, `import` and `require` with
 * what they load, `text` a string so long that it could be a script.
 * @param {string} text
 * @param {Iterable<string>} names
 * @returns {Map<string, number>}
 */
export function uses(text, names) {
  const wanted = new Set(names);
  const found = new Map();
  const note = (name) => found.set(name, (found.get(name) ?? 0) + 1);
  const load = (name) => found.set(name, 1); // however often
  const source = ts.createSourceFile('script.js', text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  if (source.parseDiagnostics.length > 0) throw new Error('a script cannot be parsed');
  const ofGlobal = (node) => ts.isIdentifier(node) && GLOBALS.has(node.text);
  (function visit(node) {
    if (ts.isImportDeclaration(node)) load(`import ${node.moduleSpecifier.text}`);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) load(`import() ${literal(node.arguments[0])}`);
    else if (ts.isCallExpression(node) && node.expression.getText() === 'require') load(`require ${literal(node.arguments[0])}`);
    if (ts.isIdentifier(node) && wanted.has(node.text)) {
      const { parent } = node;
      const member = ts.isPropertyAccessExpression(parent) && parent.name === node;
      const key = (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) && parent.name === node;
      if (!COMMON.has(node.text) || (member ? ofGlobal(parent.expression) : !key)) note(node.text);
    }
    if (ts.isStringLiteralLike(node)) {
      if (node.text.length > 2000) note('text');
      // A member by its name as text is a member; what stands in a sentence is not the whole of a text.
      else if (wanted.has(node.text) && !COMMON.has(node.text)) note(node.text);
    }
    if (ts.isElementAccessExpression(node) && ofGlobal(node.expression)) {
      note(ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : '[…]');
    }
    ts.forEachChild(node, visit);
  })(source);
  return found;
}

const literal = (node) => (node !== undefined && ts.isStringLiteralLike(node) ? node.text : '…');

/**
 * What is used and not allowed, or allowed and not used.
 * @param {string} where
 * @param {Map<string, number>} found
 * @param {Record<string, { count: number, why: string }>} allowed
 * @returns {string[]}
 */
export function differences(where, found, allowed) {
  const names = new Set([...found.keys(), ...Object.keys(allowed)]);
  return [...names].filter((name) => (found.get(name) ?? 0) !== (allowed[name]?.count ?? 0)).map((name) =>
    `${where}: ${name} is used ${found.get(name) ?? 0} times; the reviewed list says ${allowed[name]?.count ?? 0}`);
}

/** All that differs in what was built. */
export function audit() {
  const list = JSON.parse(readFileSync(at('audit.json'), 'utf8'));
  const names = Object.values(list.names).flat();
  const counted = new Map();
  for (const name of imports(readFileSync(at('dist/silhouette.wasm')))) counted.set(name, (counted.get(name) ?? 0) + 1);
  const allowed = Object.fromEntries(Object.entries(list.imports).map(([name, why]) => [name, { count: 1, why }]));
  const wrong = differences('silhouette.wasm', counted, allowed);
  // The command line runs on a desk, and the texts hold nothing but the wasm.
  const scripts = readdirSync(at('dist')).filter((name) => /\.c?js$/.test(name) && name !== 'cli.js' && !name.endsWith('.base64.js'));
  for (const name of scripts) wrong.push(...differences(name, uses(readFileSync(at(`dist/${name}`), 'utf8'), names), list.scripts[name] ?? {}));
  for (const name of Object.keys(list.scripts)) if (!scripts.includes(name)) wrong.push(`${name}: is on the reviewed list, and not there`);
  return { wrong, scripts: scripts.length, imports: counted.size };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!existsSync(at('dist/silhouette.wasm'))) throw new Error('dist/ is missing; run `cargo xtask build` first');
  const { wrong, scripts, imports: count } = audit();
  for (const line of wrong) console.error(`audit: ${line}`);
  if (wrong.length === 0) console.log(`audit: ${count} imports of the wasm and ${scripts} scripts are as reviewed`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

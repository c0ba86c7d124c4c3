// From the facade's sources and the built engine to what the package ships, in dist/.
//
//   node tools/bundle.mjs
//
// The engine (build/silhouette_bg.js and build/silhouette.wasm) and the command line (build/cli/) come from
// `cargo xtask build`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import esbuild from 'esbuild';
import ts from 'typescript';

import { audit } from './audit.mjs';
import { report } from './integrity.mjs';
import { notices } from './notices.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const at = (...steps) => join(root, ...steps);
const dist = (name) => at('dist', name);

/** Anything with WebAssembly has async functions; nothing newer is assumed. The last two are only used where they exist. */
const common = {
  absWorkingDir: root,
  bundle: true,
  target: 'es2017',
  supported: { 'import-meta': true, 'dynamic-import': true },
  sourcemap: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
};

/** The files that went into any script. */
const bundled = new Set();

/** A build that remembers what went into it. */
async function bundle(options) {
  const result = await esbuild.build({ ...options, metafile: true });
  for (const file of Object.keys(result.metafile.inputs)) bundled.add(file);
  return result;
}

/**
 * The generated bindings as a function: they keep the wasm instance in variables of their module, so each
 * instance needs a scope of its own. They name the global object as the oldest hosts do not, so it is an
 * argument, and with it what else a host may lack. The generated text itself stays as it is.
 */
async function glue(specifier, file, parameters = 'globalThis') {
  const entry = at('build', file);
  const options = { ...common, sourcemap: false, write: false };
  const { metafile } = await bundle({ ...options, entryPoints: [entry], format: 'esm', outfile: 'glue.js' });
  const names = metafile.outputs['glue.js'].exports.join(', ');
  // Handed over by a call: a module format would bring helpers along that nothing needs.
  const contents = `import { ${names} } from ${JSON.stringify(entry)};\nhandOver({ ${names} });`;
  const { outputFiles } = await bundle({ ...options, stdin: { contents, resolveDir: root }, format: 'iife' });
  const made = `export default (${parameters}) => {\nlet glue;\nconst handOver = (made) => (glue = made);\n${outputFiles[0].text}\nreturn glue;\n};\n`;
  return {
    name: specifier,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${specifier}$`) }, () => ({ path: file, namespace: specifier }));
      build.onLoad({ filter: /.*/, namespace: specifier }, () => ({ contents: made, loader: 'js' }));
    },
  };
}

/** Entries share one implementation file, so that two of them in one program share its classes. */
function beside(extension) {
  return {
    name: 'beside',
    setup(build) {
      build.onResolve({ filter: /\/(shared|errors)\.js$/ }, () => ({ path: `./shared.${extension}`, external: true }));
      // Node's author side is a file of its own, with its wasm beside it.
      build.onResolve({ filter: /\/author-node\.js$/ }, () => ({ path: extension === 'cjs' ? './author.cjs' : './author-node.js', external: true }));
      build.onResolve({ filter: /\.base64\.js$/ }, ({ path }) => ({ path, external: true }));
    },
  };
}

/** The sealed worker: one script with all it needs but the wasm, which it is given. */
async function sealedWorker(glueOf, define) {
  const { outputFiles } = await bundle({
    ...common,
    sourcemap: false,
    minify: true,
    write: false,
    format: 'iife',
    entryPoints: [at('src', 'sealed', 'worker.ts')],
    plugins: [glueOf],
    define,
  });
  const [{ text }] = outputFiles;
  writeFileSync(dist('sealed-worker.js'), text);
  return {
    name: 'worker',
    setup(build) {
      build.onResolve({ filter: /^silhouette-worker$/ }, () => ({ path: 'sealed-worker.js', namespace: 'worker' }));
      build.onLoad({ filter: /.*/, namespace: 'worker' }, () => ({ contents: text, loader: 'text' }));
    },
  };
}

async function scripts() {
  const glueOf = await glue('silhouette-glue', 'silhouette_bg.js');
  const authorGlueOf = await glue('silhouette-author-glue', 'cli/cli_bg.js');
  const wasm = createHash('sha256').update(readFileSync(at('build', 'silhouette.wasm'))).digest('hex');
  const define = { SILHOUETTE_BUILD: JSON.stringify(`${version()}+${wasm.slice(0, 16)}`) };
  const workerOf = await sealedWorker(glueOf, define);
  for (const [format, extension, entries] of [
    ['esm', 'js', { node: 'node', web: 'web', inline: 'inline', sealed: 'sealed', vault: 'vault', store: 'store', core: 'core', author: 'author', 'author-node': 'author-node', vite: 'vite-node' }],
    ['cjs', 'cjs', { node: 'node', inline: 'inline', sealed: 'sealed-inline', vault: 'vault', store: 'store', core: 'core', author: 'author-node', vite: 'vite-node' }],
  ]) {
    const options = { ...common, format, outdir: at('dist'), outExtension: { '.js': `.${extension}` } };
    await bundle({ ...options, entryPoints: [at('src', 'shared.ts')], plugins: [glueOf] });
    for (const [entry, source] of Object.entries(entries)) {
      await bundle({
        ...options,
        entryPoints: [{ in: at('src', 'entries', `${source}.ts`), out: entry }],
        plugins: [beside(extension), workerOf, authorGlueOf],
        define,
        // For Node's reading of names from CommonJS modules, besides its own modules.
        platform: format === 'cjs' || source.endsWith('node') ? 'node' : 'neutral',
        ...(format === 'cjs' && source.endsWith('node')
          ? {
              define: { ...define, 'import.meta.url': 'here' },
              banner: { js: '"use strict";const here=require("node:url").pathToFileURL(__filename).href;' },
            }
          : {}),
      });
    }
  }
}

/** The entries that stand alone: for mini-programs, where nobody bundles what is copied there, and for pages without modules. */
async function alone() {
  const miniGlue = await glue('silhouette-mini-program-glue', 'silhouette_bg.js', 'globalThis, TextDecoder');
  for (const [format, extension] of [['esm', 'js'], ['cjs', 'cjs']]) {
    await bundle({
      ...common,
      format,
      // For Node's reading of names from CommonJS modules.
      platform: format === 'cjs' ? 'node' : 'neutral',
      entryPoints: [at('src', 'entries', 'mini-program.ts')],
      outdir: at('dist'),
      outExtension: { '.js': `.${extension}` },
      plugins: [miniGlue],
    });
  }
  await bundle({
    ...common,
    format: 'iife',
    minify: true,
    entryPoints: [{ in: at('src', 'entries', 'global.ts'), out: 'silhouette.global' }],
    outdir: at('dist'),
    plugins: [await glue('silhouette-glue', 'silhouette_bg.js')],
  });
}

/** The command line: one script for Node, beside its wasm. */
async function commandLine() {
  await bundle({
    ...common,
    target: 'node20',
    format: 'esm',
    platform: 'node',
    sourcemap: false,
    entryPoints: [at('src', 'entries', 'cli.ts')],
    outdir: at('dist'),
    banner: { js: '#!/usr/bin/env node' },
    alias: { 'silhouette-cli-glue': at('build', 'cli', 'cli_bg.js') },
  });
  copyFileSync(at('build', 'cli', 'cli.wasm'), dist('cli.wasm'));
}

/** The policies that ship, compiled: by the author side of the package itself, which is held against the native one by a test. */
async function packs() {
  const { loadAuthor } = await import(pathToFileURL(dist('author-node.js')).href);
  const author = await loadAuthor();
  mkdirSync(dist('policies'));
  for (const name of readdirSync(at('..', 'policies')).filter((name) => name.endsWith('.json')).sort()) {
    const { pack, diagnostics } = author.compile(readFileSync(at('..', 'policies', name)), { file: name });
    if (pack === null) throw new Error(`policies/${name} has errors: ${diagnostics.map(({ code, pointer }) => `${code} at ${pointer}`).join(', ')}`);
    writeFileSync(dist(`policies/${name.replace(/json$/, 'pack')}`), pack);
  }
}

/** Checks all types, then writes the public declarations, once for each module system. */
function declarations() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const check = spawnSync(process.execPath, [tsc, '-p', root], { encoding: 'utf8' });
  if (check.status !== 0) throw new Error(`the types do not hold:\n${check.stdout}${check.stderr}`);
  const text = declared('types.ts', surface());
  // The other entries have the same types, and calls of their own instead of `load`.
  const { statements } = ts.createSourceFile('types.ts', text, ts.ScriptTarget.ES2017);
  const types = statements.filter((each) => ts.isInterfaceDeclaration(each) || ts.isTypeAliasDeclaration(each)).map(({ name }) => name.text);
  for (const [ending, module] of [['.d.ts', 'js'], ['.d.cts', 'cjs']]) {
    const from = `'./index.${module}'`;
    writeFileSync(dist(`index${ending}`), text);
    for (const entry of ['sealed', 'vault', 'store', 'author', 'core']) {
      const own = transpiled(`${entry}-types.ts`).replace("'./types.js'", from);
      const others = types.filter((name) => !new RegExp(`^export (declare )?(interface|type) ${name}\\b`, 'm').test(own));
      writeFileSync(dist(`${entry}${ending}`), `${own}export type { ${others.join(', ')} } from ${from};\nexport { SilhouetteError } from ${from};\n`);
    }
    const entries = transpiled('global-types.ts').replace(/'\.\/(\w+)-types\.js'/g, `'./$1.${module}'`).replace("'./types.js'", from);
    if (module === 'js') writeFileSync(dist('global.d.ts'), entries);
    writeFileSync(dist(`mini-program${ending}`), whole(transpiled('mini-program-types.ts'), text));
    // What imports of policies are stands in a file without exports: only there it holds everywhere.
    writeFileSync(dist(`vite${ending}`), `/// <reference path="./pack-imports.d.ts" />\n${transpiled('vite-types.ts')}`);
  }
}

/**
 * The declarations of an entry with those of the package that they speak of, and the error: for hosts where the others do not hold, since
 * there is no DOM.
 */
function whole(own, text) {
  const parse = (text) => ts.createSourceFile('types.ts', text, ts.ScriptTarget.ES2017, true);
  const known = new Map(parse(text).statements.filter(({ name }) => name !== undefined).map((each) => [each.name.text, each]));
  const needed = new Set(['SilhouetteError']);
  const visit = (node) => {
    if (ts.isIdentifier(node) && known.has(node.text) && !needed.has(node.text) && (ts.isTypeReferenceNode(node.parent) || ts.isExpressionWithTypeArguments(node.parent))) {
      needed.add(node.text);
      visit(known.get(node.text));
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(own));
  for (const name of [...needed]) visit(known.get(name));
  const parts = [...known].filter(([name]) => needed.has(name)).map(([, each]) => `${each.getFullText().trim()}\n`);
  return own.replace(/^import type .*\n/m, '') + parts.join('');
}

/** The public surface as one file that imports nothing: what `types.ts` names, in its order. */
function surface() {
  const text = readFileSync(at('src', 'types.ts'), 'utf8');
  const parts = [...text.matchAll(/^export \* from '\.\/(types\/\w+)\.js';$/gm)].map(([, name]) => readFileSync(at('src', `${name}.ts`), 'utf8').replace(/^import type .*\n+/gm, ''));
  return [text.replace(/^export .*\n/gm, ''), ...parts].join('\n');
}

/** The declarations of one file of types. */
const transpiled = (fileName) => declared(fileName, readFileSync(at('src', fileName), 'utf8'));

function declared(fileName, text) {
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(text, {
    fileName,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2017, strict: true },
  });
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost({})));
  return outputText;
}

const version = () => JSON.parse(readFileSync(at('package.json'), 'utf8')).version;

function checkVersion() {
  const manifest = version();
  const cargo = /^version\s*=\s*"([^"]+)"/m.exec(readFileSync(at('..', 'Cargo.toml'), 'utf8'))?.[1];
  if (manifest !== cargo) throw new Error(`package.json has version ${manifest}, Cargo.toml has ${cargo}`);
}

async function main() {
  for (const name of ['silhouette_bg.js', 'silhouette.wasm', 'cli/cli_bg.js', 'cli/cli.wasm']) {
    if (!existsSync(at('build', name))) throw new Error(`build/${name} is missing; run \`cargo xtask build\` first`);
  }
  checkVersion();
  rmSync(at('dist'), { recursive: true, force: true });
  mkdirSync(at('dist'));
  declarations();
  await scripts();
  await alone();
  await commandLine();
  copyFileSync(at('src', 'pack-imports.d.ts'), dist('pack-imports.d.ts'));
  await packs();
  const wasm = readFileSync(at('build', 'silhouette.wasm'));
  writeFileSync(dist('silhouette.wasm'), wasm);
  writeFileSync(dist('silhouette.wasm.br'), brotliCompressSync(wasm, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length } }));
  writeFileSync(dist('silhouette.wasm.base64.js'), `export default "${wasm.toString('base64')}";\n`);
  for (const name of ['LICENSE-MIT', 'LICENSE-APACHE']) {
    if (existsSync(at('..', name))) copyFileSync(at('..', name), dist(name));
  }
  writeFileSync(dist('THIRD-PARTY-NOTICES.txt'), notices(bundled));
  const { wrong } = audit();
  if (wrong.length > 0) throw new Error(`what the package touches is not as reviewed in audit.json:\n${wrong.join('\n')}`);
  console.log(report());
}

try {
  await main();
} catch (fault) {
  console.error(`bundle: ${fault instanceof Error ? fault.message : fault}`);
  process.exitCode = 1;
}

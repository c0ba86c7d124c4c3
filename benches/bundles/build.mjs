// Every way as what a page would load, bundled and minified: the code, and beside it the wasm and the rules.

import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DECIDERS, LATER, ZEN_WASM } from '../js/ways.mjs';
import { root } from '../processes.mjs';

const { build } = createRequire(join(root, 'www/package.json'))('esbuild');
const here = join(root, 'benches');
const js = join(here, 'js');
const text = JSON.stringify;

/** Written by hand: the rules are in the code. */
const BY_HAND = ['careful', 'idiomatic'];

/** The module `way` of a bundle: `open`, and the files that it reads. */
async function sources(way, rules, { pack, facts }) {
  const rooms = (name) => text(join(js, name));
  if (way === 'engine') {
    const wasm = join(root, 'pkg-config/dist/silhouette.wasm');
    const open = (entry, facts = '') => `import { bytes } from 'host';
import { load } from ${text(join(root, 'pkg-config/dist', entry))};
import { engineWay } from ${rooms('pipeline.mjs')};
export const open = async () => engineWay(await load(await bytes('workload.pack'))${facts});
`;
    return { open, files: { 'silhouette.wasm': wasm, 'workload.pack': pack }, later: { 'facts.pack': facts } };
  }
  const features = way === 'idiomatic' ? 'idiomatic.mjs' : 'careful.mjs';
  const { translate, source } = await import(`../js/deciders/${way}.mjs`);
  const decider = rooms(`deciders/${way}.mjs`);
  const head = `import { bytes } from 'host';
import { pipeline } from ${rooms('pipeline.mjs')};
import { Customer } from ${rooms(features)};
`;
  const open = (decide) => `export const open = async () => pipeline(Customer, ${decide}, ${LATER.includes(way)});\n`;
  if (BY_HAND.includes(way)) return { open: () => `${head}import { start } from ${decider};\n${open('start()')}`, files: {} };
  if (way === 'generated') return { open: () => `${head}import { ranked } from ${rooms('deciders/ranked.mjs')};\n${source(rules)}\n${open('decide')}`, files: {} };
  const document = "JSON.parse(new TextDecoder().decode(await bytes('rules.json')))";
  const wasm = way === 'zen' ? ", await bytes('zen.wasm')" : '';
  return {
    open: () => `${head}import { start } from ${decider};\n${open(`await start(${document}${wasm})`)}`,
    files: { 'rules.json': Buffer.from(text(translate(rules))), ...(way === 'zen' ? { 'zen.wasm': ZEN_WASM } : {}) },
  };
}

/** Bundles one entry; `way` and `host` are put in. */
async function bundle(entry, way, host, folder, outfile) {
  const given = {
    name: 'given',
    setup(plugins) {
      plugins.onResolve({ filter: /^(way|host)$/ }, ({ path }) => (path === 'host' ? { path: join(here, `bundles/host-${host}.mjs`) } : { path, namespace: 'way' }));
      plugins.onLoad({ filter: /.*/, namespace: 'way' }, () => ({ contents: way, resolveDir: js }));
    },
  };
  await build({
    ...(entry === 'way' ? { stdin: { contents: "export { open } from 'way';", resolveDir: here } } : { entryPoints: [join(here, 'bundles', entry)] }),
    bundle: true, format: 'esm', minify: true, target: 'es2022', charset: 'utf8', legalComments: 'none', logLevel: 'error',
    platform: host === 'node' ? 'node' : 'browser', mainFields: ['browser', 'module', 'main'], conditions: ['browser'], plugins: [given], outfile: join(folder, outfile),
  });
}

/** A module of a page, given as a text that imports from the root of the workspace, bundled and minified. */
export async function bundleText(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root }, bundle: true, format: 'esm', minify: true, target: 'es2022', charset: 'utf8', legalComments: 'none', logLevel: 'error',
    platform: 'browser', external: ['node:*', 'module', 'worker_threads'], write: false,
  });
  return Buffer.from(outputFiles[0].contents);
}

/** The bytes of a file: as it is, by gzip and by brotli, each at its best. */
export function weigh(file) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: file.length };
  return { raw: file.length, gzip: gzipSync(file, { level: 9 }).length, brotli: brotliCompressSync(file, { params }).length };
}

/**
 * Bundles all ways into a folder each.
 *
 * @returns {Promise<Record<string, { raw: number, gzip: number, brotli: number }>>} what a page of each way loads in all
 */
export async function bundles({ folder, pack, facts, rules }) {
  const sizes = {};
  await rm(folder, { recursive: true, force: true });
  const page = (name) => `<!doctype html><meta charset="utf-8"><title>${name}</title><script type="module" src="${name}.js"></script>\n`;
  for (const way of ['empty', 'engine', ...DECIDERS]) {
    const target = join(folder, way);
    await mkdir(target, { recursive: true });
    await writeFile(join(target, 'start.html'), page('start'));
    if (way === 'empty') {
      for (const [host, ending] of [['node', 'mjs'], ['page', 'js']]) await bundle('empty.mjs', '', host, target, `start.${ending}`);
      continue;
    }
    await writeFile(join(target, 'questions.html'), page('questions'));
    const { open, files, later = {} } = await sources(way, rules, { pack, facts });
    await bundle('way', open('web.js'), 'page', target, 'way.js');
    await bundle('start.mjs', open('node.js'), 'node', target, 'start.mjs');
    await bundle('start.mjs', open('web.js'), 'page', target, 'start.js');
    await bundle('questions.mjs', way === 'engine' ? open('web.js', ", await load(await bytes('facts.pack'))") : open('web.js'), 'page', target, 'questions.js');
    const sum = weigh(await readFile(join(target, 'way.js')));
    for (const [name, file] of Object.entries({ ...files, ...later })) {
      if (Buffer.isBuffer(file)) await writeFile(join(target, name), file);
      else await copyFile(file, join(target, name));
      if (name in later) continue;
      const weight = weigh(await readFile(join(target, name)));
      for (const kind of Object.keys(sum)) sum[kind] += weight[kind];
    }
    sizes[way] = sum;
  }
  return sizes;
}

// From the wasm that the bindings generator wrote to the wasm that ships: valid as MVP, and as small as it gets.
//
//   node optimize.mjs INPUT.wasm OUTPUT.wasm [-Oz|-Os|-O3] [--table] [--tool]
//
// `--tool` is for a module that only Node runs: nothing is lowered.
//
// The prebuilt standard library uses features that older phones do not know, so they are lowered first; only
// then may the optimiser assume the MVP, which makes it refuse whatever the lowering left behind.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

import { alikeBesideAlike } from './neighbours.mjs';

const require = createRequire(import.meta.url);

/** What a module may use before the lowering: what the linker and the prebuilt library emit, and no more. */
const INPUT_FEATURES = [
  'sign-ext',
  'bulk-memory',
  'bulk-memory-opt',
  'nontrapping-float-to-int',
  'mutable-globals',
  'reference-types',
  'multivalue',
];
/**
 * Functions with one caller stay functions unless small: inlined, they make the file smaller and its compressed form
 * larger, and a page pays for the latter. The first kilobyte is the far end of the stack: no constant points there.
 */
const SHRINKING = ['--one-caller-inline-max-function-size=10', '--converge', '--low-memory-unused'];
const LOWERING = ['--signext-lowering', '--llvm-nontrapping-fptoint-lowering', '--llvm-memory-copy-fill-lowering'];

/** Levels that a build may choose; `--table` prints what each would give. */
export const LEVELS = ['-Oz', '-Os', '-O3'];

/**
 * Lowers, drops exported globals, optimises, orders the functions.
 * @param {Uint8Array} wasm
 * @param {string} level one of LEVELS
 * @param {boolean} named whether functions keep their names, for who looks into the module
 * @returns {Promise<Uint8Array>}
 */
export async function optimise(wasm, level = LEVELS[0], named = false) {
  if (!LEVELS.includes(level)) throw new Error(`unknown level ${level}; one of ${LEVELS.join(' ')}`);
  const names = named ? ['-g'] : [];
  const lowered = wasmOpt(wasm, [...INPUT_FEATURES.map((feature) => `--enable-${feature}`), ...LOWERING, ...names]);
  const optimised = wasmOpt(await withoutExportedGlobals(lowered, named), ['-mvp', level, ...SHRINKING, ...names]);
  const strip = named ? names : ['--strip-debug', '--strip-producers', '--strip-target-features'];
  const text = wasmOpt(optimised, ['-mvp', '-S', ...strip]);
  return wasmOpt(alikeBesideAlike(text.toString()), ['-mvp', ...names]);
}

/**
 * Optimises a module for current hosts, as far as a build can wait for it.
 * @param {Uint8Array} wasm
 * @returns {Uint8Array}
 */
export function optimiseTool(wasm) {
  return wasmOpt(wasm, [...INPUT_FEATURES.map((feature) => `--enable-${feature}`), '-O1']);
}

/** iOS WeChat refuses a module that exports a global; the linker exports some by itself. */
async function withoutExportedGlobals(wasm, named) {
  const { default: binaryen } = await import('binaryen');
  binaryen.setDebugInfo(named);
  const module = binaryen.readBinary(wasm);
  try {
    const names = [];
    for (let index = 0; index < module.getNumExports(); index += 1) {
      const info = binaryen.getExportInfo(module.getExportByIndex(index));
      if (info.kind === binaryen.ExternalGlobal) names.push(info.name);
    }
    if (names.length === 0) return wasm;
    for (const name of names) module.removeExport(name);
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

function wasmOpt(wasm, options) {
  const folder = mkdtempSync(join(tmpdir(), 'silhouette-wasm-opt-'));
  try {
    const input = join(folder, 'in.wasm');
    const output = join(folder, 'out.wasm');
    writeFileSync(input, wasm);
    const tool = join(dirname(require.resolve('binaryen/package.json')), 'bin', 'wasm-opt');
    const run = spawnSync(process.execPath, [tool, input, '-o', output, ...options], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`wasm-opt ${options.join(' ')} failed:\n${run.stdout}${run.stderr}`);
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(args) {
  const files = args.filter((arg) => !arg.startsWith('-'));
  const level = LEVELS.find((name) => args.includes(name));
  if (files.length !== 2) {
    console.error(`usage: node ${fileURLToPath(import.meta.url)} INPUT.wasm OUTPUT.wasm [${LEVELS.join('|')}] [--table] [--tool]`);
    return 2;
  }
  const input = readFileSync(files[0]);
  if (args.includes('--table')) {
    for (const each of LEVELS) {
      const wasm = await optimise(input, each);
      console.log(`${each}  raw ${wasm.length}  brotli ${brotliCompressSync(wasm).length}`);
    }
  }
  writeFileSync(files[1], args.includes('--tool') ? optimiseTool(input) : await optimise(input, level));
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}

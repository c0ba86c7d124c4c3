// A tree ensemble: the engine, onnxruntime-web, and JavaScript generated from the trees.

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleText, weigh } from '../bundles/build.mjs';
import { output, root, script } from '../processes.mjs';

const WAYS = ['engine', 'generated', 'onnxruntime-web'];

export const name = 'trees';
export const rounds = 5;

let sizes;

/** The sum of several files' bytes. */
function add(files) {
  const weights = files.map(weigh);
  return Object.fromEntries(Object.keys(weights[0]).map((kind) => [kind, weights.reduce((sum, weight) => sum + weight[kind], 0)]));
}

export async function prepare({ folder, cli, say }) {
  const trees = join(folder, 'trees');
  await mkdir(trees, { recursive: true });
  await script('trees.mjs', ['write', trees]);
  await output(cli, ['build', join(trees, 'policy.json'), '-o', join(trees, 'trees.pack')]);
  say((await script('trees.mjs', ['check', trees])).trim());
  const file = (...path) => readFile(join(...path));
  const modules = join(root, 'benches/node_modules/onnxruntime-web/dist');
  sizes = {
    engine: add([
      await bundleText("export { load } from './pkg-config/dist/web.js';"), await file(root, 'pkg-config/dist/silhouette.wasm'), await file(trees, 'trees.pack'),
    ]),
    generated: add([await bundleText(`export { margin } from ${JSON.stringify(join(trees, 'code.mjs'))};`)]),
    'onnxruntime-web': add([
      await bundleText("export { InferenceSession, Tensor } from './benches/node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs';"),
      await file(modules, 'ort-wasm-simd-threaded.wasm'), await file(trees, 'model.onnx'),
    ]),
  };
}

export async function round({ folder }, figures) {
  for (const way of WAYS) figures.read(way, await script('trees.mjs', [way, join(folder, 'trees')]));
}

export async function close(_, figures) {
  for (const [way, sum] of Object.entries(sizes)) for (const [kind, bytes] of Object.entries(sum)) figures.take(`trees, bytes, ${kind}`, way, bytes);
}

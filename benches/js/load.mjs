// How long a pack takes to load: in a started engine (check and tables), and by the package's `load` (an instance of
// the module, the pack, and its names in JavaScript).
//
//     node load.mjs PACK
//
// Each line of the output is a name and a number: the median of so many times, in µs.

import { readFile } from 'node:fs/promises';

const ROUNDS = 201;
const folder = new URL('../../pkg-config/', import.meta.url);
const glue = await import(new URL('build/silhouette_bg.js', folder).href);
const { load } = await import(new URL('dist/node.js', folder).href);
const module = await WebAssembly.compile(await readFile(new URL('build/silhouette.wasm', folder)));
const { exports } = await WebAssembly.instantiate(module, { './silhouette_bg.js': glue });
glue.__wbg_set_wasm(exports);
exports.__wbindgen_start?.();
const pack = await readFile(process.argv[2]);

async function measure(name, work) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const done = await work();
    times.push(performance.now() - start);
    done();
  }
  const median = times.sort((a, b) => a - b)[(ROUNDS - 1) / 2];
  console.log(`${name}\t${median * 1000}`);
}

await measure('shipped, loaded, in a started engine', () => {
  const engine = new glue.WasmEngine();
  const place = engine.input(pack.length);
  new Uint8Array(exports.memory.buffer).set(pack, place);
  engine.load();
  return () => engine.free();
});
await measure('shipped, loaded, by the package', async () => {
  const engine = await load(pack);
  return () => engine.close();
});

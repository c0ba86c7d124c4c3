// Proves that a wasm file runs on the oldest supported hosts: valid as MVP, and no exported global.
//
//   node validate-mvp.mjs FILE.wasm
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';

/**
 * Every reason why the module must not ship; empty when it may.
 * @param {Uint8Array} wasm
 * @returns {Promise<string[]>}
 */
export async function faults(wasm) {
  const tools = await wabt();
  // The list of proposals comes from the validator, so that one that it learns later is switched off as well.
  const mvp = Object.fromEntries(Object.keys(tools.FEATURES).map((feature) => [feature, false]));
  const found = [];
  // Node keeps small files in a shared buffer, and the validator would read on into it.
  const bytes = Uint8Array.from(wasm);
  try {
    const module = tools.readWasm(bytes, { ...mvp, readDebugNames: false });
    try {
      module.validate(mvp);
    } finally {
      module.destroy();
    }
  } catch (error) {
    found.push(`not valid as MVP: ${error.message.trim()}`);
    return found;
  }
  // The host's own reading of the exports, independent of the tools that removed them.
  for (const { name, kind } of WebAssembly.Module.exports(new WebAssembly.Module(bytes))) {
    if (kind === 'global') found.push(`exports the global ${JSON.stringify(name)}`);
  }
  return found;
}

async function main(args) {
  if (args.length !== 1) {
    console.error('usage: node validate-mvp.mjs FILE.wasm');
    return 2;
  }
  const found = await faults(readFileSync(args[0]));
  for (const fault of found) console.error(`${basename(args[0])}: ${fault}`);
  if (found.length === 0) console.log(`${basename(args[0])}: valid as MVP, no exported global`);
  return found.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}

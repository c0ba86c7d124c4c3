import { readFileSync } from 'node:fs';
import * as glue from 'silhouette-cli-glue';
import { files } from './files.js';

/** The exit code of a panic of the native program; 1 would mean that the answer is no. */
const BROKEN = 101;

/** Runs a command; its exit code. */
export function run(args: readonly string[], wasm: URL): number {
  const module = new WebAssembly.Module(readFileSync(wasm));
  const { exports } = new WebAssembly.Instance(module, { './cli_bg.js': glue as unknown as WebAssembly.ModuleImports });
  glue.__wbg_set_wasm(exports);
  (exports['__wbindgen_start'] as () => void)();
  try {
    return glue.run(args, files);
  } catch (fault) {
    const bytes = new TextEncoder().encode(`silhouette: internal error: ${fault instanceof Error ? fault.message : fault}\n`);
    files.write(2, bytes);
    return BROKEN;
  }
}

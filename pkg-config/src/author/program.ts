import createGlue from 'silhouette-author-glue';
import { SilhouetteError } from '../shared.js';
import type { RunOptions, RunResult } from '../author-types.js';
import type { Bytes } from '../types.js';
import { MemoryFiles } from './files.js';

/** The command line in an instance of its own, with files in memory. After a fault inside nothing enters it again. */
export class Program {
  private trapped = false;

  private constructor(private readonly glue: ReturnType<typeof createGlue>) {}

  static async start(module: WebAssembly.Module): Promise<Program> {
    try {
      const glue = createGlue();
      const { exports } = await WebAssembly.instantiate(module, { './cli_bg.js': glue as unknown as WebAssembly.ModuleImports });
      glue.__wbg_set_wasm(exports);
      (exports['__wbindgen_start'] as () => void)();
      return new Program(glue);
    } catch {
      throw new SilhouetteError('wasm/instantiate', '', 'the author side could not be started');
    }
  }

  run(args: readonly string[], { files = {}, input = '' }: RunOptions): RunResult {
    if (!Array.isArray(args) || args.some((each) => typeof each !== 'string')) throw new SilhouetteError('input/type', '/args', 'arguments are strings');
    const given: Record<string, Uint8Array> = {};
    for (const path of Object.keys(files)) given[path] = bytesOf(files[path], `/files/${path.replace(/~/g, '~0').replace(/\//g, '~1')}`);
    const memory = new MemoryFiles(given, bytesOf(input, '/input'));
    if (this.trapped) throw trap();
    let code: number;
    try {
      code = this.glue.run(args, memory);
    } catch {
      this.trapped = true;
      throw trap();
    }
    const written: Record<string, Bytes> = {};
    memory.written.forEach((bytes, path) => (written[path] = bytes));
    return { code: code as RunResult['code'], stdout: memory.text(1), stderr: memory.text(2), files: written };
  }
}

/** The bytes of a text, or of bytes. */
export function bytesOf(given: unknown, path: string): Uint8Array {
  if (typeof given === 'string') return new TextEncoder().encode(given);
  if (ArrayBuffer.isView(given)) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  throw new SilhouetteError('input/type', path, 'neither a text nor bytes');
}

function trap(): SilhouetteError {
  return new SilhouetteError('author/trap', '', 'the author side stopped at an internal fault; load it again');
}

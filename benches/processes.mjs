// Running the processes that measure.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The folder of the workspace. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** The output of a program that succeeds. */
export async function output(program, args, options = {}) {
  const { stdout } = await run(program, args, { cwd: root, maxBuffer: 1 << 26, ...options });
  return stdout;
}

/** The output of one of the scripts in benches/js. */
export const script = (name, args, flags = []) => output('node', [...flags, fileURLToPath(new URL(`js/${name}`, import.meta.url)), ...args]);

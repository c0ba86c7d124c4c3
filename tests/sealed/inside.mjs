// The sealed entry with something else in its worker, for tests that need a worker to do what it never does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dist } from './site.mjs';

/** The script of the worker. */
export const worker = readFileSync(join(dist, 'sealed-worker.js'), 'utf8');

/** The entry whose worker is another text. */
export function entryWith(text) {
  const entry = readFileSync(join(dist, 'sealed.js'), 'utf8');
  // As the bundler wrote it; a replacement that finds nothing is a mistake of this test.
  const whole = /\bvar sealed_worker_default = ("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`);/.exec(entry);
  if (whole === null || new Function(`return ${whole[1]}`)() !== worker) throw new Error('the worker is not found in the entry');
  return entry.replace(whole[0], () => `var sealed_worker_default = ${JSON.stringify(text)};`);
}

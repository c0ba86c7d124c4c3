// Events for the native benchmark, one a line: `node write-events.mjs SEED RATE COUNT`.

import { stream } from './events.mjs';

const [seed, rate, count] = process.argv.slice(2).map(Number);
const lines = stream(seed, rate).take(count).map(({ type, at, ...fields }) =>
  [type, at, ...Object.entries(fields).map(([name, value]) => `${name}\t${typeof value === 'number' ? 'n' : 's'}\t${value}`)].join('\t'),
);
process.stdout.write(lines.join('\n') + '\n');

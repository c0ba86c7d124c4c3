// Bars as the benchmark of the engine draws them: a plot as JSON from the standard input, SVG to the standard output.

import { readFileSync } from 'node:fs';
import { bars } from '../../benches/report/plots.mjs';

const { unit, digits, ...plot } = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(bars({ ...plot, write: (value) => `${value.toLocaleString('en', { maximumSignificantDigits: digits })} ${unit}` }));

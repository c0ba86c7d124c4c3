import { run } from '../cli/run.js';

// Output is written before this is read: nothing is lost when the process ends by itself.
process.exitCode = run(process.argv.slice(2), new URL('./cli.wasm', import.meta.url));

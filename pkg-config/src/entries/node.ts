import { readFile } from 'node:fs/promises';
import { createLoad } from '../shared.js';
import type * as api from '../types.js';

export { SilhouetteError } from '../shared.js';
export const load: typeof api.load = createLoad({ wasm: () => new URL('./silhouette.wasm', import.meta.url), readFile });

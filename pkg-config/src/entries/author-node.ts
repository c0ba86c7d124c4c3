import { readFile } from 'node:fs/promises';
import { createLoadAuthor } from '../author/load.js';
import type * as api from '../author-types.js';

export { SilhouetteError } from '../shared.js';
export const loadAuthor: typeof api.loadAuthor = createLoadAuthor({ wasm: () => new URL('./cli.wasm', import.meta.url), readFile });

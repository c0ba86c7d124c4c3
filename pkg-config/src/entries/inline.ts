import { createLoad, fromBase64 } from '../shared.js';
import type * as api from '../types.js';

export { SilhouetteError } from '../shared.js';
const wasm = async () => fromBase64((await import('./silhouette.wasm.base64.js')).default);
export const load: typeof api.load = createLoad({ wasm });

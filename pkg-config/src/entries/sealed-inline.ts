import { fromBase64 } from '../shared.js';
import { createOpenSealed } from '../sealed/open.js';
import type { openSealed as OpenSealed } from '../sealed-types.js';

export { SilhouetteError } from '../shared.js';
const wasm = async () => fromBase64((await import('./silhouette.wasm.base64.js')).default);
export const openSealed: typeof OpenSealed = createOpenSealed(wasm);

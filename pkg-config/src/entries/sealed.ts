import { createOpenSealed } from '../sealed/open.js';
import type { openSealed as OpenSealed } from '../sealed-types.js';

export { SilhouetteError } from '../shared.js';
export const openSealed: typeof OpenSealed = createOpenSealed(() => new URL('./silhouette.wasm', import.meta.url));

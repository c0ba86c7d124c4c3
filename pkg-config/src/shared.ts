/** The one implementation behind every entry. */
export { storeOf } from './accept.js';
export { fromBase64 } from './base64.js';
export { SilhouetteError } from './errors.js';
export { createLoad, createModule, type Host } from './load.js';
export { bytesFrom, settle, tag } from './sources.js';
export { inForce, precedes, trusted, type Demands } from './trust.js';

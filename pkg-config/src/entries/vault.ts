export { SilhouetteError } from '../core.js';
export { forgetVault, openVault } from '../vault/open.js';

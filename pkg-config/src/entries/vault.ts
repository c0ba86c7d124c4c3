export { SilhouetteError } from '../shared.js';
export { forgetVault, openVault } from '../vault/open.js';

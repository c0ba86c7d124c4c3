export { SilhouetteError } from '../errors.js';
export { load } from '../mini-program/load.js';

import { SilhouetteError } from '../shared.js';
import { inIndexedDB as place } from '../store/indexeddb.js';
import { KeptPacks } from '../store/store.js';
import type * as api from '../store-types.js';

export { SilhouetteError } from '../shared.js';
export const inIndexedDB: typeof api.inIndexedDB = place;
export const packStore: typeof api.packStore = (place, { grace = 0 } = {}) => {
  if (typeof place !== 'object' || place === null || typeof place.get !== 'function' || typeof place.put !== 'function' || typeof grace !== 'number' || !(grace >= 0)) {
    throw new SilhouetteError('input/store', '', 'a place has get and put, and grace is zero or more');
  }
  return new KeptPacks(place, grace);
};

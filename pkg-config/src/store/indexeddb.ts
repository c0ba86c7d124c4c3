import { Database } from '../storage/database.js';
import type { Found, PackPlace } from '../store-types.js';

/** See the public declaration in `store-types.ts`. */
export function inIndexedDB(name: string): PackPlace {
  const database = new Database('silhouette-packs');
  const update = async (change: (found: Found) => Uint8Array): Promise<void> => {
    await database.change([name], ([found]) => [[name, change(found as Found)]]);
  };
  return {
    get: async () => (await database.read([name]))[0] as Found,
    put: (bytes) => update(() => bytes),
    update,
  };
}

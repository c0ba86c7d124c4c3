import { createLoad } from '../load.js';
import { SilhouetteError } from '../errors.js';
import { forgetVault, openVault } from '../vault/open.js';
import type * as api from '../global-types.js';
import { inIndexedDB, packStore } from './store.js';

// The script's own address, as long as it is the one that runs; in a worker there is no document.
const script = typeof document === 'object' ? document.currentScript : null;
const base = (script !== null && (script as HTMLScriptElement).src) || location.href;

const silhouette: api.Silhouette = {
  load: createLoad({ wasm: () => new URL('silhouette.wasm', base) }),
  openVault,
  forgetVault,
  packStore,
  inIndexedDB,
  SilhouetteError: SilhouetteError as unknown as api.Silhouette['SilhouetteError'],
};
(self as { silhouette?: api.Silhouette }).silhouette = silhouette;

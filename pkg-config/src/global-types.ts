/**
 * The script `silhouette.global.js`, for pages without modules: everything hangs on one global object.
 *
 * ```html
 * <script src="https://cdn.bank.example/silhouette-wasm/dist/silhouette.global.js"></script>
 * <script>
 *   silhouette.load('/packs/retail.pack').then(function (engine) {
 *     console.log(engine.policy.id);
 *   });
 * </script>
 * ```
 *
 * The wasm is `silhouette.wasm` beside the script, or what the option `wasm` of `load` says. For the compiler:
 * `/// <reference types="silhouette-wasm/global" />`.
 *
 * @packageDocumentation
 */
import type * as main from './types.js';
import type * as store from './store-types.js';
import type * as vault from './vault-types.js';

/** What the script makes. Each member is as in the entry of modules that has it. */
export interface Silhouette {
  /** As of `silhouette-wasm`. */
  readonly load: typeof main.load;
  /** As of `silhouette-wasm/vault`. */
  readonly openVault: typeof vault.openVault;
  /** As of `silhouette-wasm/vault`. */
  readonly forgetVault: typeof vault.forgetVault;
  /** As of `silhouette-wasm/store`. */
  readonly packStore: typeof store.packStore;
  /** As of `silhouette-wasm/store`. */
  readonly inIndexedDB: typeof store.inIndexedDB;
  /** As of `silhouette-wasm`. */
  readonly SilhouetteError: typeof main.SilhouetteError;
}

declare global {
  /** `silhouette-wasm` in a page without modules. */
  const silhouette: Silhouette;
}

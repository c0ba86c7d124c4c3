// The only file that names the package and the pack.

import { load } from './pkg/web.js';

/** Where the compiled policy lies. */
export const PACK = './packs/retail.pack';

/** The engine with the policy in it. */
export const start = () => load(new URL(PACK, import.meta.url));

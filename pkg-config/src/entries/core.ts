import { createLoad } from '../shared.js';
import type * as api from '../core-types.js';

export { SilhouetteError } from '../shared.js';
// Without a wasm in the options there is none: what is told then is that of any other thing that is no wasm.
export const load: typeof api.load = createLoad({ wasm: () => null as never });

// The only file that names the package.

import { load } from './pkg/web.js';

/** The engine with a policy in it. */
export const start = ({ pack }) => load(new URL(pack, import.meta.url));

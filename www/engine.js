// The only file that names the package.

import { openSealed } from './pkg/sealed.js';

/**
 * A policy: the page fetches its pack once, and opens sessions with it. Each is a worker of its own that has no network.
 * What keeps the pack from coming is told when a session is opened.
 */
export function start({ pack }) {
  const bytes = fetch(new URL(pack, import.meta.url)).then((response) => (response.ok ? response.arrayBuffer() : Promise.reject(new Error(pack))));
  bytes.catch(() => undefined);
  return { open: (options) => openSealed(bytes, options) };
}

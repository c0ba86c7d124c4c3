// What a bundle asks of its host, in a page: files beside it, and where the answer goes.

/** @param {string} name a file beside the bundle */
export const bytes = async (name) => new Uint8Array(await (await fetch(new URL(name, import.meta.url))).arrayBuffer());

/** The end of a start. */
export const done = (answer) => {
  globalThis.finished = { at: performance.now(), answer };
};

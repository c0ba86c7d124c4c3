// Another room sealed as the engine's is, in which ways out are tried.

/** The content policy by which the package seals its workers where the page cannot set a header; a test holds the two together. */
export const SEAL = "default-src 'none'; script-src 'wasm-unsafe-eval'; worker-src blob:; child-src blob:";

/** What runs in the room: tries each address, and tells which were refused. Without a seal the first needs no network to succeed. */
const TRIES = `
onmessage = async ({ data }) => {
  const outcome = [];
  for (const [what, address] of data) {
    const stopped = await fetch(address, { mode: 'no-cors', cache: 'no-store' }).then(() => false, () => true);
    outcome.push({ what, stopped });
  }
  postMessage(outcome);
};`;

const PATIENCE = 8000;

async function room() {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${SEAL}">`;
  const loaded = new Promise((resolve) => { frame.onload = resolve; });
  document.documentElement.append(frame);
  await loaded;
  return frame;
}

/**
 * Tries to get out of a room of its own, made as the package makes the engine's: a worker in a hidden frame with the same
 * content policy. Nothing of the customer is in it.
 *
 * @returns {Promise<{ what: 'data' | 'own' | 'foreign', stopped: boolean }[] | null>} null when the browser makes no such room
 */
export async function tryToSend() {
  const frame = await room();
  let worker = null;
  try {
    const realm = frame.contentWindow;
    const address = realm.URL.createObjectURL(new realm.Blob([TRIES], { type: 'text/javascript' }));
    worker = new realm.Worker(address);
    return await new Promise((resolve) => {
      setTimeout(() => resolve(null), PATIENCE);
      worker.onerror = () => resolve(null);
      worker.onmessage = ({ data }) => resolve(data);
      worker.postMessage([['data', 'data:,'], ['own', new URL('icon.svg', location.href).href], ['foreign', 'https://sealed.invalid/']]);
    });
  } catch {
    return null;
  } finally {
    worker?.terminate();
    frame.remove();
  }
}

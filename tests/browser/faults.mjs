// Faults of the engine, brought about from within its sealed worker.
import { entryWith, worker } from '../sealed/inside.mjs';

/** The page's package with something that runs in every worker of its before the worker's own script. */
export const serveWorker = (before) => (page) => page.route('**/pkg/sealed.js', (route) => route.fulfill({ contentType: 'text/javascript', body: entryWith(`{${before}}\n${worker}`) }));

/** Keeps the memory of the engine and lets a test ruin it, as a fault would: no address that is left means anything. */
export const withMemory = serveWorker(`
  const { instantiate } = WebAssembly;
  let memory;
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate(...given);
    if (made.exports !== undefined) memory = made.exports.memory;
    return made;
  };
  const channel = new BroadcastChannel('ruin');
  channel.onmessage = () => {
    new Uint8Array(memory.buffer).fill(0xfe, 1024);
    channel.postMessage('ruined');
  };
`);

/** Ruins the memory of an engine that was prepared by `withMemory`. */
export const ruin = (page) => page.evaluate(() => new Promise((resolve) => {
  const channel = new BroadcastChannel('ruin');
  channel.onmessage = resolve;
  channel.postMessage('now');
}));

// A web worker in Node, for tests of what keeps one: the file that ships, in a thread, as if a browser had sealed it.
//
// Whether it is sealed is not for Node to prove: browsers do that in tests/sealed.
import { readFileSync } from 'node:fs';
import { Worker as Thread } from 'node:worker_threads';

const script = readFileSync(new URL('../dist/sealed-worker.js', import.meta.url), 'utf8');

/** What a browser gives a worker, with a policy that refuses everything and says so; and two ways to go wrong. */
const BEFORE = `
  const { parentPort, workerData } = require('node:worker_threads');
  globalThis.self = globalThis;
  if (workerData.storage) require(workerData.storage);
  globalThis.location = { href: 'http://127.0.0.1/sealed-worker.js' };
  const listeners = [];
  globalThis.addEventListener = (type, listener) => type === 'securitypolicyviolation' && listeners.push(listener);
  const refuse = () => { for (const listener of listeners) listener({ disposition: 'enforce', originalPolicy: workerData.policy }); };
  globalThis.fetch = async () => { if (workerData.policy === '') return; refuse(); throw new TypeError('refused'); };
  globalThis.importScripts = () => { refuse(); throw new Error('refused'); };
  globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
  let memory;
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate(...given);
    memory = made.exports?.memory ?? memory;
    return made;
  };
  let started = false;
  parentPort.on('message', (data) => {
    if (workerData.dies && started === false && data.snapshot !== undefined) for (;;);
    started = true;
    const text = JSON.stringify(data[2]) ?? '';
    if (text.includes('"full"')) IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError'); };
    if (text.includes('"stuck"')) IDBObjectStore.prototype.put = () => new IDBRequest();
    if (text.includes('"hang"')) for (;;);
    if (text.includes('"ruin"')) new Uint8Array(memory.buffer).fill(0xfe, 1024);
    globalThis.onmessage({ data });
  });
`;

export const SEAL = "default-src 'none'; script-src 'wasm-unsafe-eval'";

/** Makes this thread a page whose workers are as \`workerData\` says; gives those that were started, and the way back. */
export function page(workerData = { policy: SEAL }) {
  const started = [];
  globalThis.location = new URL('http://127.0.0.1/page?secret#secret');
  globalThis.Worker = class {
    constructor(address) {
      this.address = address;
      this.thread = new Thread(`${BEFORE}\n${script}`, { eval: true, workerData });
      this.thread.on('message', (data) => this.onmessage({ data }));
      this.thread.on('error', () => this.onerror({ preventDefault() {} }));
      started.push(this);
    }
    postMessage(data) {
      this.thread.postMessage(data);
    }
    terminate() {
      this.ended = true;
      void this.thread.terminate();
    }
  };
  const leave = () => {
    for (const worker of started) worker.terminate();
    delete globalThis.Worker;
    delete globalThis.location;
  };
  return { started, leave };
}

// Chromium's protocol for tools, over the two pipes that `--remote-debugging-pipe` reads and writes: no port is open.

/** What a browser is started with, so that it can be spoken to. */
export const OPTIONS = ['--remote-debugging-pipe'];
export const STDIO = ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'];

/**
 * Speaks to a browser that was started so.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {(method: string, parameters?: object, session?: string) => Promise<any>} one call; rejects when the browser refuses or is gone
 */
export function devtools({ stdio: [, , , writing, reading] }) {
  const waiting = new Map();
  let last = 0;
  let text = '';
  const over = () => {
    for (const { reject } of waiting.values()) reject(new Error('the browser is gone'));
    waiting.clear();
  };
  writing.on('error', over);
  reading.on('close', over);
  reading.setEncoding('utf8').on('data', (part) => {
    const messages = (text + part).split('\0');
    text = messages.pop();
    for (const { id, result, error } of messages.map((message) => JSON.parse(message))) {
      const call = waiting.get(id);
      if (call === undefined) continue; // an event, which nobody asked for
      waiting.delete(id);
      if (error === undefined) call.resolve(result);
      else call.reject(new Error(`${call.method}: ${error.message}`));
    }
  });
  return (method, params = {}, sessionId = undefined) => new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, { resolve, reject, method });
    writing.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
  });
}

// The bundles in Chromium: each visit is a new context with an empty cache.

import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { launch } from '../../tests/browser/harness.mjs';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.wasm': 'application/wasm', '.json': 'application/json' };
/** A page that is isolated has a clock of 5 µs instead of 100 µs. */
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

async function serve(folder) {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, 'http://127.0.0.1').pathname);
    const file = createReadStream(join(folder, path));
    file.once('error', () => response.writeHead(404).end());
    file.once('open', () => {
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'cache-control': 'no-store', ...ISOLATED });
      file.pipe(response);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

/** Starts the server and the browser. */
export async function visits(folder) {
  const site = await serve(folder);
  const browser = await launch();

  async function visit(path, look, slower) {
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      const faults = [];
      page.on('pageerror', (error) => faults.push(String(error)));
      if (slower !== undefined) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: slower });
      await page.goto(`${site.url}/${path}`);
      const seen = await look(page).catch((error) => faults.push(String(error)));
      if (faults.length > 0) throw new Error(`${path}: ${faults.join('; ')}`);
      return seen;
    } finally {
      await context.close();
    }
  }

  return {
    version: browser.version(),
    /** Milliseconds from the start of the navigation to the first result. */
    start: (way, slower) => visit(`${way}/start.html`, async (page) => {
      const finished = await page.waitForFunction(() => globalThis.finished, null, { timeout: 60_000, polling: 20 });
      return (await finished.jsonValue()).at;
    }, slower),
    /** Answers of js/questions.mjs. */
    ask: (way, question) => visit(`${way}/questions.html`, async (page) => {
      await page.waitForFunction(() => globalThis.ask !== undefined);
      return page.evaluate((question) => globalThis.ask(question), question);
    }),
    close: async () => {
      await browser.close();
      await site.close();
    },
  };
}

// One browser that visits what the projects built, and a watch on everything that goes wrong or anywhere else.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { launch, watch } from '../browser/harness.mjs';
import { NOW } from './story.mjs';

/** Why no browser can be had, or false. */
export const noBrowser = process.env.SILHOUETTE_NO_BROWSER === '1' ? 'no browser was asked for' : false;

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css', '.wasm': 'application/wasm', '.pack': 'application/octet-stream',
};
/** What a bank's page may say: no script but its own, nothing fetched but from its own place. */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self' blob:; style-src 'self'; img-src 'self' data:";

/**
 * Serves a folder on 127.0.0.1, with the content policy above and, for single paths, other headers.
 *
 * @param {Record<string, Record<string, string>>} headers of single paths
 */
export async function host(folder, headers = {}) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, 'http://127.0.0.1').pathname);
    if (path === '/favicon.ico') return response.writeHead(204).end();
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    if (!(await stat(file).catch(() => null))?.isFile()) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': POLICY, ...headers[path] });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}/`, close };
}

/** Starts the browser; `close` ends it. */
export async function openVisitor() {
  const browser = await launch();
  const elsewhere = await watch();

  /**
   * Opens a page whose clock stands at {@link NOW}, and gives what `look` sees there. Errors on its console, requests
   * that failed, and requests to anywhere but the page's own place are faults.
   *
   * @template T
   * @param {string} url
   * @param {(page: import('playwright-core').Page) => Promise<T>} look
   * @returns {Promise<T>}
   */
  async function visit(url, look) {
    const { origin, host } = new URL(url);
    const context = await browser.newContext({ proxy: { server: `http://127.0.0.1:${elsewhere.port}`, bypass: `<-loopback>,${host}` } });
    const faults = [];
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('console', (message) => {
        // What a page without an icon of its own has in every browser.
        const icon = message.location().url === `${origin}/favicon.ico`;
        if (message.type() === 'error' && !icon) faults.push(`${message.text()} ${message.location().url}`);
      });
      page.on('requestfailed', (request) => faults.push(`${request.url()}: ${request.failure()?.errorText}`));
      page.on('response', (response) => response.status() >= 400 && faults.push(`${response.url()}: ${response.status()}`));
      context.on('request', (request) => ![origin, 'null'].includes(new URL(request.url().replace(/^blob:/, '')).origin) && faults.push(`elsewhere: ${request.url()}`));
      await page.clock.setFixedTime(NOW);
      await page.goto(url);
      const seen = await look(page).catch((error) => assert.fail(`${error.message}\n${faults.join('\n')}`));
      assert.deepEqual([...faults, ...elsewhere.asked.splice(0)], []);
      return seen;
    } finally {
      await context.close();
    }
  }

  const close = async () => {
    await browser.close();
    await elsewhere.close();
  };
  return { visit, close };
}

/** The portrait that a page shows, once `ready` says that it is the one. */
export async function shown(page, ready = () => true) {
  const place = page.locator('#portrait', { hasText: '"asOf"' });
  await place.waitFor({ state: 'attached' });
  for (;;) {
    const portrait = JSON.parse(await place.textContent());
    if (ready(portrait)) return portrait;
    await page.waitForTimeout(20);
  }
}

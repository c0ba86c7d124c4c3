// Chromium at phone size, the page's server, and a watch on everything that would go anywhere else.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../../www/serve.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const packs = process.env.SILHOUETTE_PACKS ?? join(root, 'build/packs');
const { chromium } = createRequire(join(root, 'pkg-config/package.json'))('playwright-core');

/**
 * A proxy that answers nothing and remembers what was asked. The page's browser context sends it every request
 * except those to `127.0.0.1:<port of the page>`, so an empty log means that nothing left for any other host.
 * What the browser itself looks up (updates, accounts) is not the page's and finds no name server.
 */
export async function watch() {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(502).end();
  });
  server.on('connect', (request, socket) => {
    asked.push(request.url);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  return { port: server.address().port, asked, close };
}

/** A browser that looks up no name. */
export const launch = () =>
  chromium.launch({
    executablePath: process.env.SILHOUETTE_CHROMIUM ?? '/usr/bin/chromium',
    chromiumSandbox: false,
    args: [
      '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
      '--disable-sync', '--disable-features=AutofillServerCommunication', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });

/** Starts everything; `close` ends it. */
export async function start() {
  const site = await serve({ roots: { '/packs/': packs } });
  const elsewhere = await watch();
  const browser = await launch();
  const proxy = { server: `http://127.0.0.1:${elsewhere.port}`, bypass: `<-loopback>,127.0.0.1:${site.port}` };
  const close = async () => {
    await browser.close();
    await Promise.all([site.close(), elsewhere.close()]);
  };
  return { site, elsewhere, browser, proxy, close };
}

/** Whoever uses the page waits until it has done what was asked, as a person sees that it has. */
function patient(page) {
  const done = () => page.locator('#portrait[aria-busy="false"]').waitFor({ state: 'attached' });
  const waits = (object, name) => {
    const act = object[name];
    object[name] = async function (...given) {
      await act.apply(this, given);
      await done();
    };
  };
  waits(page.keyboard, 'press');
  for (const name of ['locator', 'getByRole']) {
    const find = page[name];
    page[name] = function (...given) {
      return acting(find.apply(this, given));
    };
  }
  const acting = (locator) => {
    for (const name of ['click', 'selectOption']) waits(locator, name);
    for (const name of ['first', 'last', 'locator']) {
      const find = locator[name];
      locator[name] = function (...given) {
        return acting(find.apply(this, given));
      };
    }
    return locator;
  };
}

/**
 * A page in a context of its own that goes to no other host, with the problems that it told.
 *
 * @param {Awaited<ReturnType<typeof start>>} stage
 * @param {{ lang?: string, width?: number, height?: number, dark?: boolean, mobile?: boolean }} options
 */
export async function openIn({ browser, proxy }, { lang = 'zh-CN', width = 390, height = 844, dark = false, mobile = true } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, deviceScaleFactor: mobile ? 2 : 1, isMobile: mobile, hasTouch: mobile,
    colorScheme: dark ? 'dark' : 'light', locale: lang, reducedMotion: 'reduce', proxy,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  return { page, problems, close: () => context.close() };
}

/**
 * Opens the page of portraits on a phone and waits until it shows a portrait or an error.
 *
 * @param {Awaited<ReturnType<typeof start>>} stage
 * @param {{ lang?: string, policy?: string, customer?: string, width?: number, dark?: boolean, touch?: boolean,
 *   prepare?: (page: import('playwright-core').Page) => Promise<void> }} options
 */
export async function openPage(stage, options = {}) {
  const { lang = 'zh-CN', policy = null, customer = null, width = 390, dark = false, prepare } = options;
  const { page, problems, close } = await openIn(stage, { lang, width, dark });
  patient(page);
  await prepare?.(page);
  const wishes = Object.entries({ lang, policy, customer }).filter(([, wish]) => wish !== null);
  const query = new URLSearchParams(wishes);
  await page.goto(`${stage.site.url}portrait.html?${query}`);
  await page.locator('#about, #error').waitFor();
  return { page, problems, close };
}

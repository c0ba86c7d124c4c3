// A page of the tests with nothing but the drawer in it, over the real customer, engine and policy.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './harness.mjs';

const HTML = `<!doctype html>
<html lang="zh-CN">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
  <meta name="color-scheme" content="light dark">
  <title>drawer</title>
  <link rel="icon" href="icon.svg" type="image/svg+xml">
  ${['base', 'parts', 'drawer', 'charts'].map((name) => `<link rel="stylesheet" href="style/${name}.css">`).join('\n  ')}
  <script type="module" src="drawer-test.js"></script>
</head>
<body><main><h1>drawer</h1></main><div id="drawer"></div></body>
</html>`;

const SCRIPT = `
import { Customer } from './bank/customer.js';
import { mountDrawer } from './drawer/drawer.js';
import { start } from './engine.js';
import { bankSpeaker } from './bank/words/index.js';
import { retail } from './policies/retail.js';
import { fetchSubjects } from './subjects.js';

const wish = new URLSearchParams(location.search);
const engine = start(retail);
const subjects = await fetchSubjects(retail);
const personaOf = (id) => subjects.find((subject) => subject.id === id);
const open = (id, locale) => Customer.open({ persona: personaOf(id), locale, engine, clock: () => 0 });
const customer = await open(wish.get('customer'), wish.get('lang'));
const drawer = mountDrawer(document.getElementById('drawer'), customer, bankSpeaker(wish.get('lang')));
Object.assign(window, { customer, drawer, bankSpeaker, openCustomer: open });
document.body.dataset.ready = 'yes';
`;

/** The headers that the server gives its own pages, so that the content policy is the real one. */
const headersOf = async (url) => {
  const { headers } = await fetch(url);
  return Object.fromEntries(['content-security-policy', 'x-content-type-options', 'referrer-policy', 'cache-control'].map((name) => [name, headers.get(name)]));
};

/**
 * Opens the drawer for one of the subjects of the retail policy.
 *
 * @param {Awaited<ReturnType<import('./harness.mjs').start>>} stage
 * @param {{ customer?: string, lang?: string, dark?: boolean, width?: number, height?: number, motion?: 'reduce' | 'no-preference',
 *   prepare?: (page: import('playwright-core').Page) => Promise<void> }} options
 */
export async function openDrawer({ browser, site, proxy }, options = {}) {
  const { customer = 'illustrative-young-employee', lang = 'zh-CN', dark = false, width = 360, height = 740, motion = 'reduce', prepare } = options;
  const phone = width < 1024;
  const context = await browser.newContext({
    viewport: { width, height }, deviceScaleFactor: phone ? 2 : 1, isMobile: phone, hasTouch: phone,
    colorScheme: dark ? 'dark' : 'light', locale: lang, reducedMotion: motion, proxy, acceptDownloads: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  const headers = await headersOf(site.url);
  await page.route(`${site.url}drawer-test.html*`, (route) => route.fulfill({ headers, contentType: 'text/html; charset=utf-8', body: HTML }));
  await page.route(`${site.url}drawer-test.js`, (route) => route.fulfill({ headers, contentType: 'text/javascript; charset=utf-8', body: SCRIPT }));
  await prepare?.(page);
  await page.goto(`${site.url}drawer-test.html?${new URLSearchParams({ customer, lang })}`);
  await page.locator('body[data-ready]').waitFor({ state: 'attached' });
  await settled(page);
  return { page, problems, phone, close: () => context.close() };
}

/** Waits until the drawer has drawn what came of all that was done. */
export async function settled(page) {
  await page.waitForFunction(() => document.querySelector('.drawer-whole')?.getAttribute('aria-busy') !== 'true');
}

/** Does something with the page's customer, and waits until it is drawn. */
export async function live(page, method, ...given) {
  await page.evaluate(([name, values]) => window.customer[name](...values), [method, given]);
  await settled(page);
}

/** The same as a tap of the bank's page would do it. */
export async function act(page, method, ...given) {
  await page.evaluate(() => document.querySelector('h1').click());
  await live(page, method, ...given);
}

/** The rule book as it was written: an independent source of what the drawer knows of the policy. */
export const policy = JSON.parse(readFileSync(join(root, 'policies/retail.json'), 'utf8'));

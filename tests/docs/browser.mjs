// Programs and documents of the pages in a real Chromium: a server of its own for each, that has the package, the packs and the
// worker with its header, and nothing else.
import { createServer } from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { modules, root } from './pages.mjs';
import { packs } from './shell.mjs';

const { chromium } = modules('playwright-core');
const esbuild = modules('esbuild');

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.wasm': 'application/wasm' };
/** The header that the package's documentation gives for the worker. */
const SEAL = "default-src 'none'; script-src 'wasm-unsafe-eval'";
const PATIENCE = 20_000;

/** Null when no browser was asked for. */
export const launch = () => (process.env.SILHOUETTE_NO_BROWSER ? null : chromium.launch({
  executablePath: process.env.SILHOUETTE_CHROMIUM ?? '/usr/bin/chromium',
  chromiumSandbox: false,
  args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
}));

const { exports } = JSON.parse(readFileSync(join(root, 'pkg-config/package.json'), 'utf8'));

/** The file of the package that a bundler takes for an import in a page, below `dist/`. */
function entry(specifier) {
  const found = exports[specifier.replace('silhouette-wasm', '.')];
  const file = typeof found === 'string' ? found : found?.import?.default;
  if (file === undefined) throw new Error(`the package has no entry ${specifier}`);
  return file.replace('./dist/', '');
}

/** What a bundler does in between: the types go, and the package is found by its address. */
async function script(code) {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: `${code}\nawait globalThis.documentationEnds();\n`, loader: 'ts', resolveDir: root },
    bundle: true, format: 'esm', target: 'es2022', write: false, logLevel: 'silent',
    plugins: [{
      name: 'package',
      setup: ({ onResolve }) => onResolve({ filter: /^silhouette-wasm/ }, ({ path }) => ({ path: `/silhouette/${entry(path)}`, external: true })),
    }],
  });
  return outputFiles[0].text;
}

/** Where an address of the page comes from. */
function file(path, folder) {
  const name = normalize(path).replace(/^\//, '');
  const places = [
    join(folder, name),
    name.startsWith('packs/') && join(folder, name.slice(6)), // what the page's own commands built
    name.startsWith('packs/') && join(packs, name.slice(6)),
    name.startsWith('silhouette/') && join(root, 'pkg-config/dist', name.slice(11)),
  ];
  return places.find((place) => place && existsSync(place) && statSync(place).isFile()) ?? null;
}

/**
 * Opens a page and waits until its program has ended, or, for a document, until nothing more is loaded.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {{ code?: string, html?: string, headers: Record<string, string>, folder: string }} what
 * @returns {Promise<{ said: string, faults: string[] }>}
 */
export async function inPage(browser, { code, html, headers, folder }) {
  const program = code === undefined ? null : await script(code);
  const document = html ?? '<!doctype html><meta charset="utf-8"><title>-</title><script type="module" src="/program.js"></script>';
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    const give = (type, body, more) => response.writeHead(200, { 'Content-Type': type, ...more }).end(body);
    if (pathname === '/') return give(TYPES['.html'], document, headers);
    if (pathname === '/program.js' && program !== null) return give(TYPES['.js'], program);
    if (pathname === '/favicon.ico') return response.writeHead(204).end();
    if (request.method === 'POST') return response.writeHead(204).end();
    const found = file(pathname, folder);
    if (found === null) return response.writeHead(404).end();
    const seal = pathname.endsWith('/sealed-worker.js') ? { 'Content-Security-Policy': SEAL } : {};
    give(TYPES[extname(found)] ?? 'application/octet-stream', readFileSync(found), seal);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const context = await browser.newContext();
  const said = [];
  const faults = [];
  try {
    const page = await context.newPage();
    page.on('console', (message) => (message.type() === 'error' ? faults : said).push(message.text()));
    const failed = new Promise((resolve) => page.on('pageerror', (error) => resolve(faults.push(String(error)))));
    let end;
    const ended = new Promise((resolve) => { end = resolve; });
    await page.exposeFunction('documentationEnds', end);
    await page.goto(`http://127.0.0.1:${server.address().port}/`, { waitUntil: 'load' });
    if (program !== null) {
      let timer;
      const late = new Promise((resolve) => { timer = setTimeout(() => resolve(faults.push('the program does not end')), PATIENCE); });
      await Promise.race([ended, failed, late]);
      clearTimeout(timer);
    } else {
      await page.waitForLoadState('networkidle');
      said.push(await page.locator('body').innerText());
    }
  } finally {
    await context.close();
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
  }
  return { said: said.join('\n'), faults };
}

// The static server of the demonstration pages. Loopback only, read only.
//
//   node www/serve.mjs [--port 4173]
//
//   /           www/                         the pages: the bank, portrait.html, playground.html
//   /pkg/       pkg-config/dist/             the built package
//   /lib/       build/page/                  what the page takes from libraries, bundled
//   /packs/     build/packs/                 compiled policies
//   /fixtures/  tests/fixtures/customers/    customers to choose from
//   /subjects/  tests/fixtures/subjects/     illustrative subjects to choose from

import { createServer } from 'node:http';
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPO = fileURLToPath(new URL('..', import.meta.url));

/** What is served from where; the longest prefix wins. */
const ROOTS = {
  '/': join(REPO, 'www'),
  '/pkg/': join(REPO, 'pkg-config', 'dist'),
  '/lib/': join(REPO, 'build', 'page'),
  '/packs/': join(REPO, 'build', 'packs'),
  '/fixtures/': join(REPO, 'tests', 'fixtures', 'customers'),
  '/subjects/': join(REPO, 'tests', 'fixtures', 'subjects'),
};

/** Folders of the page that are its making, and not the page. */
const WORKSHOP = ['node_modules', 'tools'];

/** The only kinds of file that are handed out. */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.pack': 'application/octet-stream',
  '.ndjson': 'application/x-ndjson; charset=utf-8',
};

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; style-src 'self'; img-src 'self' data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** The pages, with what each is; the first is where the server's own address leads. */
const PAGES = [
  ['', '手机银行，画像在旁  the mobile bank, the portrait beside it'],
  ['portrait.html', '我的画像，三份规则  portraits under three policies'],
  ['playground.html', '规则编写台  writing a policy'],
];

/** Browsers look for a page's icon again with every entry of its history: it may be kept, so that a page that has loaded asks for nothing. */
const KEPT = { '.svg': 'private, max-age=86400' };

/** The file behind a URL path, or null: unknown, hidden, of a foreign kind, or outside its root. */
async function locate(roots, path) {
  const prefix = Object.keys(roots)
    .filter((candidate) => path.startsWith(candidate))
    .sort((a, b) => b.length - a.length)[0];
  if (prefix === undefined) return null;
  const rest = path.slice(prefix.length) || 'index.html';
  const parts = rest.split('/');
  const hidden = WORKSHOP.includes(parts[0]) || parts.some((part) => part === '' || part.startsWith('.') || /[\\\0]/.test(part));
  if (hidden || !(extname(rest) in TYPES)) return null;
  try {
    const root = await realpath(roots[prefix]);
    const file = await realpath(join(root, rest)); // follows links, so a link that leads out is refused
    if (!file.startsWith(root + sep)) return null;
    const info = await stat(file);
    return info.isFile() ? { file, size: info.size } : null;
  } catch {
    return null;
  }
}

function refuse(response, status, text, headers = {}) {
  response.writeHead(status, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8', ...headers });
  response.end(`${text}\n`);
}

async function answer(roots, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, 405, 'only GET and HEAD', { Allow: 'GET, HEAD' });
    return;
  }
  let path;
  try {
    path = decodeURIComponent(request.url.split(/[?#]/, 1)[0]);
  } catch {
    refuse(response, 400, 'the address cannot be read');
    return;
  }
  const found = await locate(roots, path);
  if (found === null) {
    refuse(response, 404, 'not here');
    return;
  }
  const kind = extname(found.file);
  response.writeHead(200, { ...HEADERS, 'Cache-Control': KEPT[kind] ?? HEADERS['Cache-Control'], 'Content-Type': TYPES[kind], 'Content-Length': found.size });
  if (request.method === 'HEAD') response.end();
  else createReadStream(found.file).on('error', () => response.destroy()).pipe(response);
}

/**
 * Starts the server on 127.0.0.1.
 *
 * @param {{ port?: number, roots?: Record<string, string> }} options port 0 takes a free one; `roots` replaces single roots
 * @returns {Promise<{ url: string, port: number, requests: { method: string, url: string }[], close: () => Promise<void> }>}
 *   `requests` grows with every request that arrives, answered or refused
 */
export async function serve({ port = 0, roots = {} } = {}) {
  const requests = [];
  const table = { ...ROOTS, ...roots };
  const server = createServer((request, response) => {
    requests.push({ method: request.method, url: request.url });
    answer(table, request, response).catch(() => response.destroy());
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = server.address().port;
  const close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${bound}/`, port: bound, requests, close };
}

async function main(args) {
  const at = args.indexOf('--port');
  const port = at < 0 ? 4173 : Number(args[at + 1]);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    console.error('usage: node www/serve.mjs [--port 0…65535]');
    return 2;
  }
  try {
    const { url } = await serve({ port });
    for (const [page, what] of PAGES) console.log(`${new URL(page, url)}  ${what}`);
    return null;
  } catch (error) {
    console.error(error.code === 'EADDRINUSE' ? `port ${port} is taken: choose another with --port` : String(error.message));
    return 3;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const code = await main(process.argv.slice(2));
  if (code !== null) process.exitCode = code;
}

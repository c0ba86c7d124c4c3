// Two servers of this test's own process: the site with the pages, and one elsewhere. Their logs are what is believed.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const dist = join(root, 'pkg-config/dist');
export const packs = process.env.SILHOUETTE_PACKS ?? join(root, 'build/packs');
/** The header that the documentation asks for. */
export const SEAL = "default-src 'none'; script-src 'wasm-unsafe-eval'";

const TYPES = { js: 'text/javascript', wasm: 'application/wasm', pack: 'application/octet-stream', html: 'text/html; charset=utf-8', json: 'application/json' };

/** Headers that bind, and that only have violations told. */
export const bound = (csp) => (csp === undefined ? {} : { 'content-security-policy': csp });
export const toldOnly = (csp) => ({ 'content-security-policy-report-only': csp });

async function listen(answer) {
  const log = [];
  const server = createServer((request, response) => {
    log.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  // A connection that is to become another is answered with nothing, but it has arrived.
  server.on('upgrade', (request, socket) => (log.push(`UPGRADE ${request.url}`), socket.destroy()));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  return { origin: `http://127.0.0.1:${server.address().port}`, log, close };
}

/** A server that answers everything with nothing. */
export const elsewhere = () => listen((request, response) => response.writeHead(204, { 'access-control-allow-origin': '*' }).end());

/**
 * A site of pages that each run one case and then go to the next.
 *
 * @param {Record<string, { csp?: string, script: string, data?: unknown }>} cases
 * @param {Record<string, { body: string | Buffer, policies?: Record<string, string> }>} files by path, besides those of the package and the packs
 */
export async function site(cases, files) {
  const names = Object.keys(cases);
  const found = {};
  let over;
  const all = new Promise((resolve) => (over = resolve));
  const server = await listen((request, response) => {
    const path = request.url.split('?')[0];
    const send = (body, type, policies = {}) => response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store', ...policies }).end(body);
    const [, name, done] = /^\/case\/([\w-]+?)(\.json|\.js|\/done)?$/.exec(path) ?? [];
    if (name !== undefined && name in cases) {
      const { csp, script, data = null } = cases[name];
      if (done === undefined) send(`<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body><script type="module" src="/case/${name}.js"></script>`, TYPES.html, bound(csp));
      else if (done === '.js') send(script, TYPES.js);
      else if (done === '.json') send(JSON.stringify(data), TYPES.json);
      else {
        let text = '';
        request.on('data', (part) => (text += part));
        request.on('end', () => {
          found[name] = JSON.parse(text);
          const next = names[names.indexOf(name) + 1];
          response.end(next === undefined ? '' : `/case/${next}`);
          if (next === undefined) over(found);
        });
      }
      return;
    }
    const type = TYPES[path.split('.').pop()];
    if (path in files) return send(files[path].body, type, files[path].policies);
    const [, folder, file] = /^\/(pkg|packs)\/([\w.-]+)$/.exec(path) ?? [];
    try {
      send(readFileSync(join({ pkg: dist, packs }[folder], file)), type);
    } catch {
      response.writeHead(path === '/leak' ? 204 : 404).end();
    }
  });
  return { ...server, first: `${server.origin}/case/${names[0]}`, all, found };
}

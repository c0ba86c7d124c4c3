// The server that pages talk with. It answers a page of a life that is known, and nobody else.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dist } from '../sealed/site.mjs';
import { pack } from './packs.mjs';

const here = (name) => readFileSync(new URL(name, import.meta.url));
// Nothing of this may stay in a profile but what a store puts there.
const HEADERS = { 'cache-control': 'no-store' };
const TYPES = { js: 'text/javascript', wasm: 'application/wasm', pack: 'application/octet-stream' };

/**
 * @param {(what: string, body: any) => unknown} told what a page says, and the answer; undefined when the page is not known any more
 */
export async function station(told) {
  const server = createServer((request, response) => {
    const path = request.url.split('?')[0];
    const send = (body, type) => response.writeHead(200, { ...HEADERS, 'content-type': type }).end(body);
    const [, what] = /^\/tell\/(\w+)$/.exec(path) ?? [];
    if (what !== undefined) {
      const parts = [];
      request.on('data', (part) => parts.push(part));
      request.on('end', async () => {
        const answer = await told(what, JSON.parse(Buffer.concat(parts).toString()));
        if (answer === undefined) response.writeHead(410, HEADERS).end();
        else send(JSON.stringify(answer), 'application/json');
      });
      return;
    }
    const [, page] = /^\/page\/(\w+)$/.exec(path) ?? [];
    if (page !== undefined) return send(`<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="/${page}.js"></script>`, 'text/html; charset=utf-8');
    const [, folder, file] = /^\/(pkg\/|)([\w.-]+)$/.exec(path) ?? [];
    try {
      const [, policy] = /^(\w+)\.pack$/.exec(file) ?? [];
      const body = policy !== undefined ? pack(`${policy}.json`) : folder === 'pkg/' ? readFileSync(join(dist, file)) : here(file);
      send(body, TYPES[file.split('.').pop()]);
    } catch {
      response.writeHead(404, HEADERS).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}

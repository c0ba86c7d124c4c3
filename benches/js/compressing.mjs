// A server before another: it hands out what that one has, compressed once and kept, and counts the bytes.
import { createServer } from 'node:http';
import { brotliCompressSync, constants } from 'node:zlib';

/** What compression makes smaller; packs are the last. */
const WORTH = /^(text\/|application\/(javascript|json|wasm|x-ndjson|octet-stream)|image\/svg)/;

/**
 * Starts a server on 127.0.0.1 before the one at `origin`.
 *
 * @returns {Promise<{ url: string, sent: { files: number, raw: number, compressed: number }, close: () => Promise<void> }>}
 *   `sent` grows with every file that was found: bytes as they are, and as they were sent
 */
export async function compressing(origin) {
  const kept = new Map();
  const sent = { files: 0, raw: 0, compressed: 0 };
  const get = async (path) => {
    const answer = await fetch(new URL(path, origin));
    const raw = Buffer.from(await answer.arrayBuffer());
    const headers = Object.fromEntries(['content-type', 'content-security-policy', 'cross-origin-opener-policy', 'x-content-type-options'].flatMap((name) => {
      const value = answer.headers.get(name);
      return value === null ? [] : [[name, value]];
    }));
    if (!WORTH.test(headers['content-type'] ?? '')) return { status: answer.status, headers, raw, body: raw };
    const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length };
    return { status: answer.status, headers: { ...headers, 'content-encoding': 'br' }, raw, body: brotliCompressSync(raw, { params }) };
  };
  const server = createServer(async (request, response) => {
    try {
      if (!kept.has(request.url)) kept.set(request.url, get(request.url));
      const { status, headers, raw, body } = await kept.get(request.url);
      if (status === 200) {
        sent.files += 1;
        sent.raw += raw.length;
        sent.compressed += body.length;
      }
      response.writeHead(status, { ...headers, 'content-length': body.length, 'cache-control': 'no-store' }).end(body);
    } catch {
      response.destroy();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}/`, sent, close };
}

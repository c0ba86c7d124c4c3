// The same page by four bundlers, and what Vite serves while one develops: each shows the portrait that Node gives.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { createServer } from 'vite';
import { MESSAGE, SCORE, expectation } from './story.mjs';
import { host, noBrowser, openVisitor, shown } from './visitor.mjs';
import { openWorkshop, packs } from './workshop.mjs';

const BUNDLERS = ['vite', 'webpack', 'esbuild', 'rollup'];

let workshop, visitor, expected;

before(async () => {
  workshop = await openWorkshop();
  ({ portrait: expected } = await expectation(workshop.installed, join(packs, 'retail.pack')));
  visitor = noBrowser === false ? await openVisitor() : null;
});
after(async () => {
  await visitor?.close();
  workshop?.close();
});

test('what Node gives is what was computed by hand', () => {
  assert.equal(expected.scores[0].id, 'retail_risk');
  assert.equal(expected.scores[0].value, SCORE);
  assert.deepEqual(expected.warnings.map(({ id }) => id), ['two_overdue']);
  assert.match(expected.warnings[0].message, MESSAGE);
});

/** Opens a page and compares what it shows. */
async function look(t, url) {
  if (visitor === null) return t.skip(noBrowser);
  const portrait = await visitor.visit(url, shown);
  assert.equal(portrait.scores[0].value, SCORE);
  assert.equal(JSON.stringify(portrait), JSON.stringify(expected));
}

describe('a page', { concurrency: 2 }, () => {
  for (const name of BUNDLERS) {
    test(`built by ${name}`, async (t) => {
      const { folder, npm } = workshop.project(name);
      await npm('build');
      const dist = join(folder, 'dist');
      t.diagnostic(`${name}: ${sizes(dist)}`);
      const site = await host(dist);
      try {
        await look(t, site.url);
      } finally {
        await site.close();
      }
    });
  }

  test('served by Vite while one develops', async (t) => {
    const { folder } = workshop.project('vite', 'vite-dev');
    const server = await createServer({ root: folder, logLevel: 'error', server: { host: '127.0.0.1', port: 0 } });
    try {
      await server.listen();
      await look(t, server.resolvedUrls.local[0]);
    } finally {
      await server.close();
    }
  });
});

/** Every entry of the package for pages. */
const ENTRIES = ['silhouette-wasm', 'silhouette-wasm/inline', 'silhouette-wasm/sealed', 'silhouette-wasm/vault', 'silhouette-wasm/store'];

describe('an app that imports every entry and uses none is as one that imports nothing', { concurrency: 2 }, () => {
  for (const name of BUNDLERS) {
    test(name, async () => {
      const { folder, npm } = workshop.project(name, `${name}-unused`);
      const built = async (text) => {
        writeFileSync(join(folder, 'main.js'), text);
        rmSync(join(folder, 'dist'), { recursive: true, force: true });
        await npm('build');
        return scripts(join(folder, 'dist'));
      };
      const names = ENTRIES.map((entry, index) => `import * as unused${index} from '${entry}';\nimport '${entry}';\n`);
      const none = await built("document.title = 'a';\n");
      assert.match(none, /document\.title/);
      assert.equal(await built(`${names.join('')}document.title = 'a';\n`), none);
    });
  }
});

/** All scripts of a built page. */
const scripts = (dist) => files(dist).filter((path) => path.endsWith('.js')).map((path) => readFileSync(path, 'utf8')).join('');
const files = (dist) => readdirSync(dist, { recursive: true }).map((name) => join(dist, name)).filter((path) => statSync(path).isFile());

/** The bytes of a built page: its scripts as text and compressed, the module and the policy. */
function sizes(dist) {
  return ['.js', '.wasm', '.pack'].map((ending) => {
    const bytes = Buffer.concat(files(dist).filter((path) => path.endsWith(ending)).map((path) => readFileSync(path)));
    return `${ending.slice(1)} ${bytes.length}, ${brotliCompressSync(bytes).length} brotli`;
  }).join('; ');
}

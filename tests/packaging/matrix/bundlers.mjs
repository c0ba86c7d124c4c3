// The same page by four bundlers, and what Vite serves while one develops.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { createServer } from 'vite';
import { SCORE } from '../story.mjs';
import { shown } from '../visitor.mjs';
import { entries, offline, run } from '../workshop.mjs';

const BUNDLERS = ['vite', 'webpack', 'esbuild', 'rollup'];
/** Declares the tests of this room. */
export function bundlers(shared) {
  /** A page shows what Node gives. */
  async function look(page) {
    const portrait = await shown(page);
    assert.equal(portrait.scores[0].value, SCORE);
    assert.equal(JSON.stringify(portrait), JSON.stringify(shared.portrait));
  }

  describe('a page', { concurrency: 2 }, () => {
    for (const name of BUNDLERS) {
      test(`built by ${name}`, async (t) => {
        const { folder, npm } = shared.workshop.project(name);
        await npm('build');
        t.diagnostic(`${name}: ${sizes(join(folder, 'dist'))}`);
        await shared.visitFolder(t, join(folder, 'dist'), look);
      });
    }

    test('with a script tag and no bundler', async (t) => {
      const { folder, npm } = shared.workshop.project('script-tag');
      await npm('build');
      await shared.visitFolder(t, join(folder, 'dist'), look);
    });

    test('of the README that comes with the package, in a folder with nothing else: while one develops and as Vite builds it', async (t) => {
      const { folder } = shared.workshop.project(null, 'readme');
      const readme = readFileSync(join(shared.workshop.installed, 'README.md'), 'utf8');
      for (const name of ['index.html', 'main.js']) writeFileSync(join(folder, name), block(readme, name));
      const server = await createServer({ root: folder, logLevel: 'error', server: { host: '127.0.0.1', port: 0 } });
      try {
        await server.listen();
        await shared.visit(t, server.resolvedUrls.local[0], look);
      } finally {
        await server.close();
      }
      await run('npx', ['--no-install', 'vite', 'build'], { cwd: folder, env: offline });
      await shared.visitFolder(t, join(folder, 'dist'), look);
    });
  });

  describe('an app that imports every entry and uses none is as one that imports nothing', { concurrency: 2 }, () => {
    for (const name of BUNDLERS) {
      test(name, async () => {
        const { folder, npm } = shared.workshop.project(name, `${name}-unused`);
        const built = async (text) => {
          writeFileSync(join(folder, 'main.js'), text);
          rmSync(join(folder, 'dist'), { recursive: true, force: true });
          await npm('build');
          return scripts(join(folder, 'dist'));
        };
        // What a build uses is no part of a page.
        const names = entries(shared.workshop.installed).filter((entry) => entry !== 'silhouette-wasm/vite').map((entry, index) => `import * as unused${index} from '${entry}';\nimport '${entry}';\n`);
        const none = await built("document.title = 'a';\n");
        assert.match(none, /document\.title/);
        assert.equal(await built(`${names.join('')}document.title = 'a';\n`), none);
      });
    }
  });
}

/** What a page of documentation has as the content of a file. */
function block(text, name) {
  const [, code] = text.split(`\n\`${name}\`:\n`)[1]?.match(/^```\w+\n([^]*?)^```$/m) ?? [];
  assert.ok(code, `there is no ${name}`);
  return code;
}

const files = (dist) => readdirSync(dist, { recursive: true }).map((name) => join(dist, name)).filter((path) => statSync(path).isFile());
/** All scripts of a built page. */
const scripts = (dist) => files(dist).filter((path) => path.endsWith('.js')).map((path) => readFileSync(path, 'utf8')).join('');

/** The bytes of a built page: its scripts as text and compressed, the module and the policy. */
function sizes(dist) {
  return ['.js', '.wasm', '.pack'].map((ending) => {
    const bytes = Buffer.concat(files(dist).filter((path) => path.endsWith(ending)).map((path) => readFileSync(path)));
    return `${ending.slice(1)} ${bytes.length}, ${brotliCompressSync(bytes).length} brotli`;
  }).join('; ');
}

// The recipes for React and Vue: a portrait that follows clicks, a session that ends with its component, and markup that
// a server renders.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createServer } from 'vite';
import { NOW } from '../story.mjs';
import { shown } from '../visitor.mjs';
import { offline, run } from '../workshop.mjs';

/** A page that puts the app on itself and, by a click, off again. */
const LEAVING = {
  react: `import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.jsx';
const root = createRoot(document.querySelector('#root'));
root.render(<StrictMode><App /></StrictMode>);
document.querySelector('#leave').onclick = () => root.unmount();`,
  vue: `import { createApp } from 'vue';
import App from './App.vue';
const app = createApp(App);
app.mount('#root');
document.querySelector('#leave').onclick = () => app.unmount();`,
};
/** In the place of the package: the package, and how many of its engines and sessions are open. */
const COUNTING = (file) => `import { load as real } from ${JSON.stringify(file)};
const open = (window.open_ = { loads: 0, engines: 0, sessions: 0, ever: 0 });
function counted(object, kind, methods) {
  open[kind] += 1;
  let closed = false;
  const close = () => {
    if (!closed) open[kind] -= 1;
    closed = true;
    object.close();
  };
  const own = { close, ...methods };
  const get = (target, name) => (name in own ? own[name] : typeof target[name] === 'function' ? target[name].bind(target) : target[name]);
  return new Proxy(object, { get });
}
export async function load(...given) {
  open.loads += 1;
  const engine = await real(...given);
  return counted(engine, 'engines', { open: (...given) => ((open.ever += 1), counted(engine.open(...given), 'sessions', {})) });
}
export { SilhouetteError } from ${JSON.stringify(file)};
`;
/** Renders an app where there is no page, and tells what was done on the way. */
const ON_SERVER = {
  react: `const { App } = await import('./server/App.js');
const { createElement } = await import('react');
const { renderToString } = await import('react-dom/server');
const html = renderToString(createElement(App));`,
  vue: `const { default: App } = await import('./server/App.js');
const { createSSRApp } = await import('vue');
const { renderToString } = await import('vue/server-renderer');
const html = await renderToString(createSSRApp(App));`,
};

/** Declares the tests of this room. */
export function frameworks(shared) {
  /** What Node gives after so many clicks. */
  function after(clicks) {
    const session = shared.engine.open({ locale: 'en' });
    session.consent.set('risk', true, NOW);
    let portrait = session.portrait(NOW);
    for (let click = 0; click < clicks; click += 1) {
      session.record({ type: 'application_submit', at: NOW, product: 'consumer_loan' });
      portrait = session.portrait(NOW);
    }
    session.close();
    return JSON.stringify(portrait);
  }

  /** Three clicks and what the page shows after each. */
  async function use(page) {
    for (const clicks of [0, 1, 2, 3]) {
      if (clicks > 0) await page.getByRole('button', { name: 'Apply' }).click();
      assert.equal(JSON.stringify(await shown(page)), after(clicks), `${clicks} clicks`);
      // By hand: at least three applications in seven days.
      const told = await page.locator('li').allTextContents();
      assert.deepEqual(told.map((text) => text.slice(0, 25)), clicks === 3 ? ['You submitted 3 applicati'] : []);
    }
  }

  describe('recipes', { concurrency: 2 }, () => {
    for (const name of ['react', 'vue']) {
      test(`${name}, as it is built: the portrait follows clicks`, async (t) => {
        const { folder, npm } = shared.workshop.project(name);
        await npm('build');
        await shared.visitFolder(t, join(folder, 'dist'), use);
      });

      test(`${name}, while one develops: what is opened is closed when the component goes`, async (t) => {
        const { folder } = shared.workshop.project(name, `${name}-dev`);
        writeFileSync(join(folder, 'leaving.jsx'), LEAVING[name]);
        writeFileSync(join(folder, 'counting.js'), COUNTING(join(folder, 'node_modules/silhouette-wasm/dist/web.js')));
        writeFileSync(
          join(folder, 'leaving.html'),
          '<!doctype html><title>Portrait</title><div id="root"></div><button id="leave">Leave</button><script type="module" src="./leaving.jsx"></script>',
        );
        const alias = [{ find: /^silhouette-wasm$/, replacement: join(folder, 'counting.js') }];
        const server = await createServer({ root: folder, logLevel: 'error', resolve: { alias }, server: { host: '127.0.0.1', port: 0 } });
        try {
          await server.listen();
          await shared.visit(t, `${server.resolvedUrls.local[0]}leaving.html`, async (page) => {
            await use(page);
            const open = () => page.evaluate(() => window.open_);
            // React mounts twice here; the first time nothing is opened any more.
            const loads = name === 'react' ? 2 : 1;
            assert.deepEqual(await open(), { loads, engines: 0, sessions: 1, ever: 1 });
            await page.getByRole('button', { name: 'Leave' }).click();
            assert.equal(await page.locator('#root').innerHTML(), '');
            assert.deepEqual(await open(), { loads, engines: 0, sessions: 0, ever: 1 });
          });
        } finally {
          await server.close();
        }
      });

      test(`${name} on a server: markup without a portrait, and nothing is fetched or compiled`, async () => {
        const { folder, npm } = shared.workshop.project(name, `${name}-server`);
        await npm('server');
        const script = `const used = [];
for (const [object, names] of [[WebAssembly, ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming', 'Module', 'Instance']], [globalThis, ['fetch']]]) {
  for (const name of names) object[name] = new Proxy(object[name], { apply: (_, __, given) => used.push(name), construct: () => (used.push(name), {}) });
}
if (typeof window !== 'undefined' || typeof document !== 'undefined') throw new Error('this is a page');
${ON_SERVER[name]}
const rendering = used.splice(0);
const { load } = await import('silhouette-wasm');
await load('node_modules/silhouette-wasm/dist/policies/retail.pack').catch(() => undefined);
process.stdout.write(JSON.stringify({ html, rendering, loading: used }));
`;
        writeFileSync(join(folder, 'render.mjs'), script);
        const { html, rendering, loading } = JSON.parse(await run(process.execPath, ['render.mjs'], { cwd: folder, env: offline }));
        assert.match(html, /<button disabled(="")?>Apply<\/button>/);
        assert.doesNotMatch(html, /asOf/);
        assert.deepEqual([rendering, loading], [[], ['compile', 'instantiate']]);
      });
    }
  });
}

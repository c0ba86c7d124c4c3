// A mini-program with the package's files in it, in a host that has what WeChat's and Alipay's have and nothing else.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { after, before, test } from 'node:test';
import vm from 'node:vm';
import { bareContext, pathOnly, runModule } from '../../pkg-config/test/mini-host.mjs';
import { MESSAGE, NOW, SCORE, expectation, repayment } from './story.mjs';
import { openWorkshop } from './workshop.mjs';

let workshop, folder, node;

before(async () => {
  workshop = await openWorkshop();
  node = await expectation(workshop.installed);
  const project = workshop.project('mini-program');
  await project.npm('build');
  ({ folder } = project);
});
after(() => workshop?.close());

/** A file of the mini-program's package, by its path there. */
const file = (path) => {
  assert.match(path, /^\/[\w./-]+$/);
  return readFileSync(join(folder, path));
};

/** A program of the mini-program: its files by `require`, a clock that stands, and what the host gives. */
function program(host) {
  const self = bareContext();
  vm.runInContext(`Date.now = () => ${NOW}`, self);
  Object.assign(self, host);
  const loaded = new Map();
  const requireFrom = (place) => (name) => {
    assert.match(name, /^\.{1,2}\//, 'modules are files of the package');
    const path = posix.join(posix.dirname(place), name);
    if (!loaded.has(path)) loaded.set(path, runModule(self, file(path), requireFrom(path)));
    return loaded.get(path);
  };
  return { self, run: requireFrom('/app.js') };
}

test('a page of WeChat: what it shows is what Node gives', async () => {
  const WXWebAssembly = pathOnly(file);
  const shown = await new Promise((resolve, reject) => {
    const wx = {
      getRandomValues: ({ length, success }) => setTimeout(() => success({ randomValues: new Uint8Array(randomBytes(length)).buffer })),
      getFileSystemManager: () => ({ readFileSync: (path) => new Uint8Array(file(path)).buffer }),
    };
    // Data goes to the view as text.
    const Page = (page) => {
      page.setData = (data) => resolve(JSON.stringify(data.portrait));
      const { start } = page;
      page.start = (...given) => start.apply(page, given).catch(reject);
      page.onLoad();
    };
    program({ wx, WXWebAssembly, Page }).run('./pages/portrait/portrait.js');
  });
  const session = node.engine.open({ locale: 'en' });
  session.consent.set('risk', true, NOW);
  session.record({ type: 'application_submit', at: NOW, product: 'consumer_loan' });
  assert.equal(shown, JSON.stringify(session.portrait(NOW)));
  assert.equal(WXWebAssembly.started, 1);
});

test('a worker of Alipay: the page sends text and gets a portrait', async () => {
  const MYWebAssembly = pathOnly(file);
  const { self, run } = program({ MYWebAssembly });
  const { load } = run('./silhouette/mini-program.js');
  const wasm = { host: MYWebAssembly, path: '/silhouette/silhouette.wasm.br' };
  const engine = await load(new Uint8Array(file('/silhouette/retail.pack')).buffer, { wasm, entropy: new Uint8Array(randomBytes(64)).buffer });
  // What a page posts to a worker arrives as an object of the worker's own.
  const event = (event) => vm.runInContext(`(${JSON.stringify(event)})`, self);
  const session = engine.open(event({ locale: 'en' }));
  session.consent.set('risk', true, NOW);
  session.setProfile(event({ age: 31, duration_months: 11 }));
  session.record(event([repayment(1, 12), repayment(2, 31)]));
  const portrait = session.portrait(NOW);
  assert.equal(JSON.stringify(portrait), JSON.stringify(node.portrait));
  assert.equal(portrait.scores[0].value, SCORE);
  assert.match(portrait.warnings[0].message, MESSAGE);
});

test('the host is strict: it takes no bytes, has no file but its own, and knows nothing of the web', async () => {
  const host = pathOnly(file);
  await assert.rejects(host.instantiate(file('/silhouette/silhouette.wasm.br'), {}), { message: 'only a path' });
  await assert.rejects(host.instantiate('/elsewhere.wasm', {}), { code: 'ENOENT' });
  for (const name of ['fetch', 'WebAssembly', 'TextDecoder', 'crypto', 'URL', 'atob', 'globalThis']) {
    assert.throws(() => vm.runInContext(name, bareContext()), { name: 'ReferenceError' }, name);
  }
});

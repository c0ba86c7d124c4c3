// Projects that need no browser: Node by both module systems, a strict TypeScript compiler; and the projects themselves.
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { NOW, SCORE, expectation } from './story.mjs';
import { entries, offline, openWorkshop, root, run } from './workshop.mjs';

let workshop, expected;

before(async () => {
  workshop = await openWorkshop();
  ({ portrait: expected } = await expectation(workshop.installed));
});
after(() => workshop?.close());

/** Node, with its clock at the time of the story. */
const node = (folder, file) => run(process.execPath, ['--import', `data:text/javascript,Date.now=()=>${NOW}`, file], { cwd: folder, env: offline });

describe('Node', { concurrency: 2 }, () => {
  for (const [kind, file] of [['ECMAScript modules', 'portrait.mjs'], ['CommonJS', 'portrait.cjs']]) {
    test(kind, async () => {
      const portrait = JSON.parse(await node(workshop.project('node', file).folder, file));
      assert.equal(portrait.scores[0].value, SCORE);
      assert.equal(JSON.stringify(portrait), JSON.stringify(expected));
    });
  }
});

describe('a strict TypeScript project over all entries', { concurrency: 2 }, () => {
  for (const resolution of ['node16', 'bundler']) {
    test(resolution, async () => {
      const { folder, npm } = workshop.project('typescript', resolution);
      // The compiler does look: a mistake in the use of each entry is expected, and would be an error if it were none.
      const mistakes = (lines) => lines.map((line) => `// @ts-expect-error\n${line};\n`).join('');
      appendFileSync(join(folder, 'page.ts'), mistakes(['export const wrong: number = load', 'load(1)']));
      appendFileSync(join(folder, 'kept.ts'), mistakes(['openSealed(1)', 'openVault(1)', 'load(1)', 'packStore(1)']));
      appendFileSync(join(folder, 'others.ts'), mistakes(['loadAuthor(1)', 'load(new Uint8Array())', 'loadInMiniProgram("pack", {})', 'silhouette.open()', 'plugin(1)']));
      await npm(resolution);
      const sources = ['page.ts', 'kept.ts', 'others.ts'].map((name) => readFileSync(join(folder, name), 'utf8')).join('');
      for (const entry of entries(workshop.installed)) assert.ok(sources.includes(`from '${entry}'`), entry);
    });
  }
});

test('every entry is imported where there is no page, by both module systems: nothing is compiled, fetched or added', async () => {
  const { folder } = workshop.project('node', 'imports');
  const names = entries(workshop.installed);
  assert.ok(names.includes('silhouette-wasm/vault'));
  const script = `
const used = [];
for (const name of ['compile', 'instantiate', 'Module', 'Instance']) {
  WebAssembly[name] = new Proxy(WebAssembly[name], { apply: (call, self, given) => (used.push(name), Reflect.apply(call, self, given)), construct: () => (used.push(name), {}) });
}
globalThis.fetch = () => used.push('fetch');
for (const name of ['window', 'document', 'self', 'indexedDB', 'Worker']) if (name in globalThis) throw new Error('this host has ' + name);
const before = Object.getOwnPropertyNames(globalThis).length;
(async () => {
  for (const entry of ${JSON.stringify(names)}) {
    if (Object.keys(await take(entry)).length === 0) throw new Error(entry + ' is empty');
  }
  const importing = used.splice(0);
  const added = Object.getOwnPropertyNames(globalThis).length - before;
  (await (await take('silhouette-wasm')).load('node_modules/silhouette-wasm/dist/policies/retail.pack')).close();
  console.log(JSON.stringify({ importing, added, loading: used }));
})();
`;
  writeFileSync(join(folder, 'imports.mjs'), `const take = (entry) => import(entry);${script}`);
  writeFileSync(join(folder, 'imports.cjs'), `const take = async (entry) => require(entry);${script}`);
  for (const file of ['imports.mjs', 'imports.cjs']) {
    const { importing, added, loading } = JSON.parse(await run(process.execPath, [file], { cwd: folder, env: offline }));
    assert.deepEqual([importing, added], [[], 0], file);
    assert.ok(loading.includes('compile'), 'what loads is seen');
  }
});

test('what the projects ask for is what they are tried with', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'tests/packaging/package.json'), 'utf8'));
  const { name, version } = JSON.parse(readFileSync(join(workshop.installed, 'package.json'), 'utf8'));
  // The same bundler without a part for each platform.
  const tools = { ...dependencies, [name]: version, rollup: dependencies['@rollup/wasm-node'] };
  const folder = join(root, 'tests/packaging/projects');
  for (const project of readdirSync(folder)) {
    const manifest = JSON.parse(readFileSync(join(folder, project, 'package.json'), 'utf8'));
    const asked = { ...manifest.dependencies, ...manifest.devDependencies };
    for (const [module, wanted] of Object.entries(asked)) assert.equal(wanted, tools[module], `${project}: ${module}`);
  }
});

test('the bundlers are tried with one app, of at most fifteen lines', () => {
  const apps = ['vite', 'webpack', 'esbuild', 'rollup'].map((name) => readFileSync(join(root, 'tests/packaging/projects', name, 'main.js'), 'utf8'));
  // Two of them find the pack by the package's name, two by the place to which it is copied.
  const addressed = (app) => app.replace('silhouette-wasm/policies/retail.pack', './retail.pack');
  for (const app of apps) assert.equal(addressed(app), addressed(apps[0]));
  assert.ok(apps[0].trimEnd().split('\n').length <= 15);
});

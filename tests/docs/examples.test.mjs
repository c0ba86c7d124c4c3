// The examples in the declarations, as docs/api shows them: the compiler takes them, and they run to their end, each with a session of
// its own. In Chromium, those of the author side in Node, and those of mini-programs in the host that imitates one.
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { inPage, launch } from './browser.mjs';
import { modules, pages, parse, read, root } from './pages.mjs';
import { folderFor, run } from './shell.mjs';
import { complaints } from './types.mjs';

const esbuild = modules('esbuild');
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const source = (name) => JSON.stringify(readFileSync(join(root, name), 'utf8'));

/** Where the examples of a page run; `null`: the compiler's word is enough, and why. */
const PLACES = {
  'silhouette-wasm.md': 'page', 'sealed.md': 'page', 'vault.md': 'page', 'store.md': 'page',
  'author.md': 'node', 'mini-program.md': 'wx',
  'core.md': null, // a function of somebody's library, which nobody calls here
  'vite.md': null, // tests/packaging runs the plugin in Vite
};

/** What each example finds in a page. */
const PAGE = `
import { load } from 'silhouette-wasm';
import { forgetVault, openVault } from 'silhouette-wasm/vault';
import { openSealed } from 'silhouette-wasm/sealed';
import { inIndexedDB, packStore } from 'silhouette-wasm/store';
const day = 86_400_000;
const keys = { '2026a': await (await fetch('/public.json')).json() };
async function begin() {
  const engine = await load('/packs/retail.pack');
  const now = Date.now();
  const fill = async (session) => {
    for (const { purpose } of session.consent.get()) session.consent.set(purpose, true, 0);
    await session.report('tag_share', now - 120 * day).catch(() => {}); // where the budget of a session begins is spent; by now it is not
    for (const installment of [1, 2]) session.record({ type: 'repayment', at: now - day, loan: 'a', installment, days_past_due: 9 });
    session.portrait(now);
    return session;
  };
  const kept = new Map();
  Object.assign(globalThis, {
    load, forgetVault, openVault, openSealed, inIndexedDB, packStore, engine, now, keys, kept, showSwitch() {}, showTag() {},
    session: await fill(engine.open({ locale: 'en' })), stored: await fill(await openVault(engine, { name: String(Math.random()) })),
    place: { get: async () => kept.get('pack'), put: async (bytes) => void kept.set('pack', bytes) },
  });
}
`;
/** And in Node. */
const NODE = `
import { readFileSync } from 'node:fs';
import { loadAuthor } from 'silhouette-wasm/author';
const policy = ${source('policies/retail.json')};
const author = await loadAuthor();
const riskText = '{ "profile": { "seniority": { "type": "int" } } }';
async function begin() {
  Object.assign(globalThis, {
    author, policy, policyText: policy, text: policy, riskText, before: policy, after: policy.replace('"1.0.0"', '"1.1.0"'),
    pack: new Uint8Array(readFileSync('retail.pack')), pmmlText: ${source('author/tests/fixtures/models/card.pmml')},
    customers: '{"id":"c1","now":0,"profile":{},"events":[]}\\n',
    monaco: { languages: { json: { jsonDefaults: { setDiagnosticsOptions() {} } } } },
  });
}
`;
const PRELUDES = { page: PAGE, node: NODE, wx: 'async function begin() {}\n' };

/** The blocks under the headings of examples, each once. */
function examplesOf(page) {
  const text = read(page);
  const lines = text.split('\n');
  const seen = new Set();
  return parse(text).blocks.filter(({ line, text: code }) => {
    const heading = lines.slice(0, line - 1).findLast((some) => some.startsWith('#'));
    if (!/^#+ Examples?$/.test(heading ?? '') || seen.has(code)) return false;
    seen.add(code);
    return true;
  });
}

/** All of them as one program: imports first, then each in a block of its own, with a beginning of its own. */
function together(examples, prelude) {
  const imports = new Set(prelude.match(/^import .*;$/gm) ?? []);
  const bodies = examples.map(({ line, text }) => {
    const body = text.replace(/^import .*;$/gm, (statement) => {
      imports.add(statement);
      return '';
    }).replace(/^export /gm, '');
    return `await begin(); where = ${line};\n{\n${body}\n}\n`;
  });
  const named = [...imports].filter((statement, index, all) => all.findIndex((other) => other.split(' from ')[0] === statement.split(' from ')[0]) === index);
  return `${named.join('\n')}\nlet where = 0;\n${prelude.replace(/^import .*;$/gm, '')}\ntry {\n${bodies.join('')}} catch (error) { throw new Error(\`line \${where}: \${error}\`); }\n`;
}

let browser;
let folder;
before(async () => {
  browser = await launch();
  folder = folderFor('examples');
  const made = await run(folder, 'bash', ['-euc', `silhouette new retail --template retail && silhouette keygen -o key.pem > public.json
    silhouette build retail/policy.json -o retail.pack --key key.pem --key-id 2026a && silhouette types retail/policy.json -o policy.d.ts`]);
  assert.equal(made.status, 0, made.stderr);
  for (const name of ['examples.d.ts', 'wx.d.ts']) copyFileSync(here(`hosts/${name}`), join(folder.path, name));
});
after(async () => {
  folder?.close();
  await browser?.close();
});

for (const page of pages().filter((name) => name.startsWith('docs/api/'))) {
  const examples = examplesOf(page);
  const place = PLACES[basename(page)];
  if (examples.length === 0) continue;
  test(`the ${examples.length} examples of ${page}`, async (t) => {
    assert.notEqual(place, undefined, 'nobody says where they run');
    const files = examples.map(({ line, text }) => {
      const path = join(folder.path, `${basename(page)}-${line}.ts`);
      writeFileSync(path, `${text}export {};\n`);
      return path;
    });
    const hosts = ['examples.d.ts', 'wx.d.ts'].map((name) => join(folder.path, name));
    assert.deepEqual(complaints([...files, ...hosts]).map(({ file, line, message }) => `${basename(file)}:${line} ${message}`), []);
    if (place === null) return;
    const program = together(examples, PRELUDES[place]);
    if (place === 'page') {
      if (browser === null) return t.skip('no browser was asked for');
      const { faults } = await inPage(browser, { code: program, headers: {}, folder: folder.path });
      assert.deepEqual(faults, []);
      return;
    }
    const { code } = await esbuild.transform(program, { loader: 'ts', target: 'es2022', format: 'esm' });
    writeFileSync(join(folder.path, 'examples.mjs'), code);
    const host = place === 'wx' ? ['--import', pathToFileURL(here('hosts/wx.mjs')).href] : [];
    const { status, stderr } = await run(folder, process.execPath, [...host, 'examples.mjs']);
    assert.equal(status, 0, stderr);
  });
}

test('an example that does not hold is found', async (t) => {
  if (browser === null) return t.skip('no browser was asked for');
  const wrong = together([{ line: 7, text: "session.explain('tag:none', now);\n" }], PAGE);
  const { faults } = await inPage(browser, { code: wrong, headers: {}, folder: folder.path });
  assert.match(faults.join(), /line 7: .*input\/item/);
});

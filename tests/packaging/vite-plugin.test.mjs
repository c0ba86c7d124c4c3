// The plugin for Vite, from the installed tarball, by the real Vite: a policy is compiled where it is imported. A build of a right
// one shows the portrait that Node gives, a build of a broken one stops at its place, and the development server shows what is
// wrong over the page until it is mended.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createServer, resolveConfig } from 'vite';
import { launch } from '../browser/harness.mjs';
import { SCORE, expectation } from './story.mjs';
import { host, noBrowser, openVisitor, shown } from './visitor.mjs';
import { openWorkshop, root } from './workshop.mjs';

let workshop, expected, visitor;
before(async () => {
  workshop = await openWorkshop();
  ({ portrait: expected } = await expectation(workshop.installed));
  visitor = noBrowser === false ? await openVisitor() : null;
});
after(async () => {
  await visitor?.close();
  workshop?.close();
});

/** A misspelt fact, which stands in one line of the policy. */
const mistake = (text) => {
  const broken = text.replace("expr\": \"age < 35\"", "expr\": \"agee < 35\"");
  assert.notEqual(broken, text);
  return broken;
};
/** Line and column, from 1, of a part of a text. */
const placeOf = (text, part) => {
  const lines = text.slice(0, text.indexOf(part)).split('\n');
  return `${lines.length}:${lines.at(-1).length + 1}`;
};

/** The project with the shipped policy as its own. */
function project(as) {
  const made = workshop.project('vite-policy', as);
  const policy = join(made.folder, 'policy.json');
  copyFileSync(join(root, 'policies/retail.json'), policy);
  return { ...made, policy };
}

async function look(page) {
  const portrait = await shown(page);
  assert.equal(portrait.scores[0].value, SCORE);
  assert.equal(JSON.stringify(portrait), JSON.stringify(expected));
  return page.title();
}

test('a build holds the compiled policy under a name of its content, and its declarations stand beside it', async (t) => {
  const { folder, npm, policy } = project('plugin-build');
  await npm('build');
  const packs = readdirSync(join(folder, 'dist/assets')).filter((name) => name.endsWith('.pack'));
  assert.equal(packs.length, 1);
  assert.match(packs[0], /^policy-[\w-]{8}\.pack$/);
  assert.deepEqual(readFileSync(join(folder, 'dist/assets', packs[0])), readFileSync(join(workshop.installed, 'dist/policies/retail.pack')));
  assert.equal(readFileSync(join(folder, 'policy.d.ts'), 'utf8'), readFileSync(join(root, 'tests/fixtures/types/retail.d.ts'), 'utf8'));
  await npm('types');
  // The compiler knows what the policy does not.
  const main = join(folder, 'main.ts');
  const text = readFileSync(main, 'utf8');
  writeFileSync(main, text.replace('age: 31', 'agee: 31'));
  await assert.rejects(npm('types'), /'agee' does not exist in type 'Profile'/);
  if (visitor === null) return t.skip(noBrowser);
  const site = await host(join(folder, 'dist'));
  try {
    assert.equal(await visitor.visit(site.url, look), JSON.parse(readFileSync(policy, 'utf8')).version);
  } finally {
    await site.close();
  }
});

test('a build of a broken policy stops, and says where', async () => {
  const { folder, npm, policy } = project('plugin-broken');
  const text = mistake(readFileSync(policy, 'utf8'));
  writeFileSync(policy, text);
  await assert.rejects(npm('build'), ({ message }) => {
    assert.match(message, /expr\/unknown-name at \/tags\/0\/when\/all\/0\/expr/);
    assert.ok(message.includes('agee') && message.includes('age'), message);
    assert.ok(message.includes(`(${placeOf(text, 'agee')})`), message);
    return true;
  });
  assert.ok(!existsSync(join(folder, 'policy.d.ts')));
});

test('a server gets the bytes', async () => {
  const { folder } = project('plugin-inline');
  const server = await createServer({ root: folder, configFile: join(folder, 'vite.config.ts'), logLevel: 'silent', server: { middlewareMode: true, ws: false }, appType: 'custom' });
  try {
    const { policy } = await server.ssrLoadModule('/inline.ts');
    assert.equal(await policy(), 'retail-portrait');
  } finally {
    await server.close();
  }
});

test('fragments are joined, signed packs are signed, and warnings stop where they should', async () => {
  const { folder, npm, policy } = project('plugin-options');
  const whole = JSON.parse(readFileSync(policy, 'utf8'));
  const { warnings, tests, ...rest } = whole;
  writeFileSync(policy, JSON.stringify(rest));
  mkdirSync(join(folder, 'parts'));
  writeFileSync(join(folder, 'parts/warnings.json'), JSON.stringify({ warnings }));
  const { loadAuthor } = await import(pathToFileURL(join(workshop.installed, 'dist/author-node.js')).href);
  const author = await loadAuthor();
  const { files } = author.run(['keygen', '-o', 'key.pem']);
  writeFileSync(join(folder, 'key.pem'), files['key.pem']);
  const config = (options) => writeFileSync(join(folder, 'vite.config.ts'), `import { silhouette } from 'silhouette-wasm/vite';\nexport default { plugins: [silhouette(${options})] };\n`);
  config(`{ types: false, fragments: { 'policy.json': ['parts/warnings.json'] }, sign: { key: 'key.pem', id: '2026a' } }`);
  await npm('build');
  const [name] = readdirSync(join(folder, 'dist/assets')).filter((name) => name.endsWith('.pack'));
  const pack = readFileSync(join(folder, 'dist/assets', name));
  const verified = author.run(['verify', 'x.pack', '--key', 'key.pem', '--key-id', '2026a'], { files: { 'x.pack': pack, 'key.pem': files['key.pem'] } });
  assert.equal(verified.code, 0, verified.stderr);
  assert.equal(author.inspect(pack).counts.warnings, warnings.length);
  assert.ok(!existsSync(join(folder, 'policy.d.ts')));
  // A condition that always holds is doubtful, and no error.
  writeFileSync(policy, JSON.stringify(rest).replace('age < 35', 'age < 121'));
  const parts = { 'parts/warnings.json': readFileSync(join(folder, 'parts/warnings.json')) };
  const report = author.check(readFileSync(policy), { fragments: parts });
  assert.ok(report.errors === 0 && report.warnings > 0, JSON.stringify(report));
  await npm('build');
  config(`{ strict: true, fragments: { 'policy.json': ['parts/warnings.json'] } }`);
  await assert.rejects(npm('build'), ({ message }) => message.includes(report.diagnostics.find(({ severity }) => severity === 'warning').code));
});

test('what is wrong stands over the page while one develops, and goes when it is mended', async (t) => {
  if (visitor === null) return t.skip(noBrowser);
  const { folder, policy } = project('plugin-dev');
  const right = readFileSync(policy, 'utf8');
  const wrong = mistake(right);
  const told = [];
  const logger = { info() {}, warn() {}, warnOnce() {}, error: (text) => told.push(text), clearScreen() {}, hasErrorLogged: () => false, hasWarned: false };
  const server = await createServer({ root: folder, configFile: join(folder, 'vite.config.ts'), customLogger: logger, server: { host: '127.0.0.1', port: 0 } });
  const browser = await launch();
  try {
    await server.listen();
    const page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(server.resolvedUrls.local[0]);
    await shown(page);
    const overlay = page.locator('vite-error-overlay');

    await page.evaluate(() => { globalThis.stayed = true; });
    writeFileSync(policy, wrong);
    await overlay.waitFor({ state: 'attached' });
    const said = await overlay.evaluate(({ shadowRoot }) => ['.message-body', '.file', '.frame'].map((part) => shadowRoot.querySelector(part).textContent).join('\n'));
    assert.ok(said.includes('agee') && said.includes(`policy.json:${placeOf(wrong, 'agee')}`), said);
    assert.ok(told.some((text) => text.includes('agee')), told.join('\n'));
    await page.waitForTimeout(500);
    assert.ok(await page.evaluate(() => globalThis.stayed), 'what the page was doing goes on under the overlay');

    // A page that is opened now has it too.
    const late = await browser.newPage();
    late.setDefaultTimeout(20_000);
    await late.goto(server.resolvedUrls.local[0]);
    await late.locator('vite-error-overlay').waitFor({ state: 'attached' });

    const newer = right.replace(/"version": "[^"]+"/, '"version": "9.9.9"');
    writeFileSync(policy, newer);
    for (const each of [page, late]) {
      await each.waitForFunction(() => document.title === '9.9.9');
      await each.locator('vite-error-overlay').waitFor({ state: 'detached' });
    }
    // And once more, from right to right.
    writeFileSync(policy, newer.replace('9.9.9', '9.9.10'));
    await page.waitForFunction(() => document.title === '9.9.10');
    assert.match(readFileSync(join(folder, 'policy.d.ts'), 'utf8'), /retail-portrait 9\.9\.10/);
  } finally {
    await browser.close();
    await server.close();
  }
});

test('the development server leaves the scripts of the package where their wasm is, which Vite before 8 would not', async () => {
  const { folder } = project('plugin-settings');
  const { silhouette } = await import(pathToFileURL(join(folder, 'node_modules/silhouette-wasm/dist/vite.js')).href);
  const kept = { optimizeDeps: { exclude: ['silhouette-wasm'] } };
  // In these words Vite 6 and 7 say which they are.
  for (const older of [undefined, { meta: { viteVersion: '7.3.8', rollupVersion: '4.68.7' } }]) assert.deepEqual(silhouette().config.call(older), kept);
  const { optimizeDeps } = await resolveConfig({ root: folder, plugins: [silhouette()] }, 'serve');
  assert.ok(!optimizeDeps.exclude?.includes('silhouette-wasm'));
});

// When something is wrong the page says so in words, and recovers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ruin, serveWorker, withMemory } from './faults.mjs';
import { openPage, packs, start } from './harness.mjs';

let stage;
const pack = readFileSync(join(packs, 'retail.pack'));

before(async () => { stage = await start(); });
after(() => stage?.close());

/** The pack with one bit of one byte turned over. */
function flipped(at) {
  const bytes = Buffer.from(pack);
  bytes[at] ^= 1;
  return bytes;
}

const servePack = (body) => (page) => page.route('**/packs/*.pack', (route) => route.fulfill({ contentType: 'application/octet-stream', body }));

for (const [name, body] of [
  ['a flipped byte at the start', flipped(0)],
  ['a flipped byte in the middle', flipped(pack.length >> 1)],
  ['a flipped byte at the end', flipped(pack.length - 1)],
  ['half a pack', pack.subarray(0, pack.length >> 1)],
  ['an empty file', Buffer.alloc(0)],
  ['a web page in the place of the pack', Buffer.from('<!doctype html><p>login</p>')],
]) {
  for (const [lang, title] of [['zh-CN', '画像暂时无法显示'], ['en', 'The portrait cannot be shown']]) {
    test(`${lang}: ${name}`, async () => {
      const { page, close } = await openPage(stage, { lang, prepare: servePack(body) });
      assert.equal(await page.getByRole('alert').getByRole('heading').textContent(), title);
      assert.match(await page.locator('#error code').first().textContent(), /^pack\/[a-z-]+$/);
      assert.equal(await page.locator('#acts').isVisible(), false, 'there is nothing to act on');
      assert.equal(await page.locator('.tag, .offer, .hero').count(), 0, 'nothing of the pack is used');
      await close();
    });
  }
}

test('trying again after the trouble has passed shows the portrait', async () => {
  const { page, close } = await openPage(stage, { lang: 'en', prepare: servePack(flipped(pack.length >> 1)) });
  await page.unroute('**/packs/*.pack');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('#about').waitFor();
  assert.equal(await page.locator('#error').count(), 0);
  await close();
});

const UNREACHED = 'The server could not be reached, so a file is missing. Check the network and try again.';

for (const [name, pattern, words, code] of [
  ['the customers are out of reach', '**/fixtures/*', 'The data could not be loaded. Check the network and try again.', null],
  ['the pack is out of reach', '**/packs/*', UNREACHED, 'pack/unavailable'],
  ['the engine is out of reach', '**/*.wasm', UNREACHED, 'wasm/unavailable'],
]) {
  test(name, async () => {
    const { page, close } = await openPage(stage, { lang: 'en', prepare: (page) => page.route(pattern, (route) => route.abort()) });
    assert.ok((await page.getByRole('alert').innerText()).includes(words));
    assert.deepEqual(await page.locator('#error code').allTextContents(), code === null ? [] : [code]);
    await close();
  });
}

test('a customer file that is no JSON is told like any other trouble', async () => {
  const { page, close } = await openPage(stage, {
    lang: 'en', prepare: (page) => page.route('**/fixtures/cdnow.ndjson', (route) => route.fulfill({ body: '{"id":' })),
  });
  assert.ok((await page.getByRole('alert').innerText()).includes('The data could not be loaded.'));
  await close();
});

for (const [lang, title, words, retry] of [
  ['zh-CN', '画像暂时无法显示', '计算引擎意外停止，刚才的操作没有计入。重试会重新开始。', '重试'],
  ['en', 'The portrait cannot be shown', 'The engine stopped unexpectedly; the last action was not counted. Trying again starts afresh.', 'Try again'],
]) {
  test(`${lang}: the engine stops in the middle of a visit, and trying again starts afresh`, async () => {
    const { page, problems, close } = await openPage(stage, { lang, prepare: withMemory });
    assert.equal(await page.locator('.hero').count(), 1, 'the control: before the fault there is a portrait');
    await ruin(page);
    await page.locator('[data-act="lateTwice"]').click();
    const alert = page.getByRole('alert');
    assert.equal(await alert.getByRole('heading').textContent(), title);
    assert.ok((await alert.innerText()).includes(words));
    assert.deepEqual(await page.locator('#error code').allTextContents(), ['engine/trap']);
    assert.equal(await page.locator('#acts').isVisible(), false, 'there is nothing to act on');
    assert.equal(await page.locator('.tag, .offer, .hero, .warning').count(), 0, 'nothing computed is left on the page');
    await page.getByRole('button', { name: retry }).click();
    await page.locator('#about').waitFor();
    assert.equal(await page.locator('#error').count(), 0);
    await page.locator('[data-act="lateTwice"]').click();
    assert.equal(await page.locator('.warning').count(), 1, 'the new engine works');
    // Whatever was told on the console is the one fault, and no mistake of the page's own.
    assert.ok(problems.length > 0 && problems.every((problem) => problem.includes('engine/trap') || problem.includes('internal fault')), problems.join('\n'));
    await close();
  });
}

test('after a fault another language shows the visit as it was before', async () => {
  const { page, close } = await openPage(stage, { lang: 'zh-CN', prepare: withMemory });
  await page.locator('[data-act="lateTwice"]').click();
  await ruin(page);
  await page.locator('[data-act="onTime"]').click();
  assert.equal(await page.locator('#error').count(), 1);
  await page.locator('#languages [lang="en"]').click();
  assert.equal(await page.locator('#error').count(), 0);
  assert.equal(await page.locator('.warning:not(.resolved)').count(), 1, 'what had been done is still there, what failed is not');
  await close();
});

test('an engine that stops while it reads its first subject is told like any other trouble', async () => {
  // Every way into a session stops.
  const broken = serveWorker(`
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async (...given) => {
      const made = await instantiate(...given);
      const stop = () => { throw new WebAssembly.RuntimeError('unreachable'); };
      return made.exports === undefined ? made : { exports: { ...made.exports, wasmsession_call: stop } };
    };
  `);
  const { page, close } = await openPage(stage, { lang: 'en', prepare: broken });
  assert.ok((await page.getByRole('alert').innerText()).includes('The engine stopped unexpectedly'));
  assert.deepEqual(await page.locator('#error code').allTextContents(), ['engine/trap']);
  await close();
});

test('a worker that is not cut off from the network is refused, and the page says so', async () => {
  // As if the browser did not hold to the frame's policy.
  const open = serveWorker(`self.fetch = async () => new Response('');`);
  const { page, close } = await openPage(stage, { lang: 'en', prepare: open });
  assert.ok((await page.getByRole('alert').innerText()).includes('cut off from the network cannot be had'));
  assert.deepEqual(await page.locator('#error code').allTextContents(), ['worker/unsealed']);
  assert.equal(await page.locator('.tag, .offer, .hero').count(), 0);
  await close();
});

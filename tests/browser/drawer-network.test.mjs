// The drawer's count of requests, and its trial of the seal: beside the log of the server, and with controls that let things pass.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { SEAL } from '../../www/drawer/probe.js';
import { DRAWER } from '../../www/drawer/words.js';
import { act, openDrawer, settled } from './drawer-page.mjs';
import { root, start } from './harness.mjs';

let stage;
before(async () => { stage = await start(); });
after(() => stage?.close());

const opened = (options) => openDrawer(stage, { lang: 'en', width: 1280, height: 800, ...options });
const meter = (page) => page.locator('.meter strong').textContent();
const told = (page) => page.locator('.addresses code').allTextContents();

test('taps ask nothing of any network: the drawer says 0, and so does the server', async () => {
  const { page, problems, close } = await opened();
  const before = stage.site.requests.length;
  await act(page, 'record', { type: 'product_view', product: 'fund_equity' });
  await act(page, 'travel', 86_400_000);
  await act(page, 'removeTag', 'evening_user');
  await act(page, 'speak', 'zh-CN');
  await page.locator('[data-key="why-not"]').selectOption('member_loan');
  await settled(page);
  await page.waitForTimeout(200);
  assert.deepEqual([await meter(page), await told(page)], ['0', []]);
  assert.equal(stage.site.requests.length, before);
  assert.deepEqual(problems, []);
  await close();
});

test('a request of the page is counted, one that the browser stopped is told', async () => {
  const { page, close } = await opened();
  const before = stage.site.requests.length;
  await page.evaluate(() => fetch('icon.svg?asked'));
  await page.locator('.meter .some').waitFor();
  assert.deepEqual([await meter(page), await told(page)], ['1', [`${stage.site.url}icon.svg?asked`]]);
  assert.equal(stage.site.requests.length, before + 1);
  await page.evaluate(() => fetch('https://bank.example/leak').catch(() => undefined));
  await page.waitForFunction(() => document.querySelectorAll('.addresses code').length === 2);
  assert.deepEqual([await meter(page), (await told(page))[1]], ['1', 'https://bank.example/leak']);
  // Other ways to ask, each with an address of its own.
  await page.evaluate(() => {
    navigator.sendBeacon('icon.svg?beacon', 'x');
    new Image().src = 'icon.svg?image';
    const request = new XMLHttpRequest();
    request.open('GET', 'icon.svg?request');
    request.send();
  });
  await page.waitForFunction(() => document.querySelector('.meter strong').textContent === '4');
  assert.deepEqual((await told(page)).slice(1, 4).map((address) => address.split('?')[1]).sort(), ['beacon', 'image', 'request']);
  assert.equal(stage.site.requests.length, before + 4);
  await close();
});

test('the room of the trial is sealed as the package seals the engine', () => {
  const [, seal] = /export const SEAL = "([^"]+)"/.exec(readFileSync(join(root, 'pkg-config/src/sealed/seal.ts'), 'utf8'));
  assert.equal(SEAL, seal);
});

async function tried(page) {
  const before = stage.site.requests.length;
  await page.locator('[data-key="probe"]').click();
  await page.locator('.attempts').waitFor();
  const outcome = await page.locator('.attempts li').evaluateAll((rows) => rows.map((row) => [row.dataset.attempt, row.className]));
  return { outcome, verdict: await page.locator('#drawer-network .verdict').textContent(), asked: stage.site.requests.slice(before).map(({ url }) => url) };
}

test('the trial: three ways out, all stopped, and nothing reaches the server', async () => {
  const { page, close } = await opened();
  const { outcome, verdict, asked } = await tried(page);
  assert.deepEqual(outcome, [['data', 'stopped'], ['own', 'stopped'], ['foreign', 'stopped']]);
  assert.equal(verdict, DRAWER.en.probeSealed);
  assert.deepEqual([asked, stage.elsewhere.asked], [[], []]);
  assert.equal(await page.locator('iframe').count(), 1, 'the engine’s own; that of the trial is gone');
  await close();
});

test('control: a room without the seal is not called sealed, and its request reaches the server', async () => {
  const { page, close } = await opened({
    prepare: (page) => page.route('**/drawer/probe.js', (route) => route.fulfill({
      contentType: 'text/javascript', body: readFileSync(join(root, 'www/drawer/probe.js'), 'utf8').replace(SEAL, "default-src 'self' 'unsafe-inline' data: blob:"),
    })),
  });
  const { outcome, verdict, asked } = await tried(page);
  assert.deepEqual(outcome[1], ['own', 'passed']);
  assert.equal(verdict, DRAWER.en.probeOpen);
  assert.deepEqual(asked, ['/icon.svg']);
  await close();
});

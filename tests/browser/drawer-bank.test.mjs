// The drawer in the bank: taps there are seen here, what is decided here counts there, and nothing is asked of any network.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DRAWER } from '../../www/drawer/words.js';
import { go, openBank, portrait, settled, tap } from './bank.mjs';
import { settled as drawn } from './drawer-page.mjs';
import { root, start } from './harness.mjs';

let stage;
before(async () => { stage = await start(); });
after(() => stage?.close());

const beside = (options) => openBank(stage, { lang: 'en', width: 1280, height: 800, mobile: false, ...options });
const texts = (page, selector) => page.locator(selector).allInnerTexts();
const press = async (page, key) => {
  await page.locator(`.drawer-whole [data-key="${key}"]`).click();
  await settled(page);
  await drawn(page);
};

test('one tap of the bank that lets time pass and pays late is told as one step of the portrait', async () => {
  const { page, problems, close } = await beside({ customer: 'manager', hash: '#/repay' });
  await tap(page, 'pay-late');
  await tap(page, 'late/3');
  await tap(page, 'pay-late');
  const before = await portrait(page);
  await tap(page, 'late/12');
  await drawn(page);
  const after = await portrait(page);
  assert.deepEqual((await texts(page, '#drawer-changed .did p')).map((text) => text.split(' Jul')[0]), ['Time passed', 'Repayment']);
  const told = await texts(page, '#drawer-changed .change-list li');
  const [old, now] = [before, after].map(({ scores }) => Object.fromEntries(scores.map(({ id, value }) => [id, value])));
  for (const expected of [/^New alert\s*Late in a row$/, new RegExp(`^Retail credit score: ${old.retail_risk} → ${now.retail_risk}$`), new RegExp(`^Engagement: ${old.engagement} → ${now.engagement}$`)]) {
    assert.ok(told.some((text) => expected.test(text)), `${expected} in ${told}`);
  }
  // Seen to in the drawer, it is seen to in the bank.
  assert.equal(await page.locator('.phone .alert[data-warning="two_overdue"]').count(), 1);
  await press(page, 'acknowledge/two_overdue');
  assert.equal(await page.locator('.phone .alert[data-warning="two_overdue"]').count(), 0);
  assert.deepEqual(problems, []);
  await close();
});

test('what the home page shows by itself is no change that the customer made', async () => {
  const { page, problems, close } = await beside({ customer: 'employee', hash: '#/' });
  await drawn(page);
  const outcomes = await page.evaluate(async () => (await import('/bank/app.js')).visit.customer.history.map(({ act }) => act?.outcome));
  assert.ok(outcomes.includes('shown'), 'something was shown');
  const [line] = await texts(page, '.strip-changes');
  const told = await texts(page, '#drawer-changed .change-list li');
  assert.deepEqual([line, told], ['no change', []]);
  assert.deepEqual(problems, []);
  await close();
});

test('another persona and another language: the drawer follows, and the count of requests stays 0', async () => {
  const { page, problems, close } = await beside({ customer: 'employee', hash: '#/me' });
  const before = stage.site.requests.length;
  const shown = () => texts(page, '.chips .tag-label');
  const labels = async () => (await portrait(page)).tags.map(({ label }) => label);
  assert.deepEqual(await shown(), await labels());
  await page.locator('#persona').selectOption('client');
  await page.locator('.chips [data-tag="hnw"]').waitFor();
  await settled(page);
  assert.deepEqual(await shown(), await labels());
  await tap(page, 'tongue');
  await page.locator('.drawer-title', { hasText: DRAWER['zh-CN'].title }).waitFor();
  await drawn(page);
  assert.deepEqual(await shown(), await labels());
  for (const hash of ['#/', '#/products', '#/products/fund_equity', '#/repay', '#/discover', '#/messages', '#/me']) await go(page, hash);
  await page.waitForTimeout(300);
  assert.deepEqual([await page.locator('.addresses code').allTextContents(), await page.locator('.meter strong').textContent()], [[], DRAWER['zh-CN'].networkCount(0)]);
  assert.equal(stage.site.requests.length, before);
  assert.deepEqual(problems, []);
  await close();
});

test('a tag that is removed in the drawer is gone in the bank; an erasure leaves the bank for everybody', async () => {
  const { page, close } = await beside({ customer: 'employee', hash: '#/me' });
  await page.locator('.chips [data-tag="credit_interest"] summary').click();
  await press(page, 'not-me/credit_interest');
  assert.ok(!(await portrait(page)).tags.some(({ id }) => id === 'credit_interest'));
  assert.equal(await page.locator('.phone [data-tag="credit_interest"]').count(), 0);
  await press(page, 'erase');
  await press(page, 'erase-yes');
  assert.deepEqual((await portrait(page)).tags, []);
  assert.equal(await page.locator('.chips .tag').count(), 0);
  await close();
});

for (const lang of ['zh-CN', 'en']) {
  test(`${lang}: whoever is in the bank, the drawer speaks one language, says no ids, keeps within its width, and can be tapped`, async () => {
    for (const customer of ['client', 'student', 'nobody']) {
      const { page, problems, close } = await openBank(stage, { lang, width: 360, height: 740, customer });
      await page.locator('.drawer-handle').click();
      await drawn(page);
      const select = page.locator('#why-not');
      await select.selectOption(await select.locator('option').last().getAttribute('value'));
      await drawn(page);
      await page.evaluate(() => { for (const node of document.querySelectorAll('.drawer-whole details')) node.open = true; });
      const text = await page.evaluate(() => {
        const whole = document.querySelector('.drawer-whole');
        return [whole.innerText, ...[...whole.querySelectorAll('[aria-label], title, desc')].map((node) => node.getAttribute('aria-label') ?? node.textContent)].join('\n');
      });
      assert.deepEqual(text.match(/[^\n]*(\b[a-z0-9]+_[a-z0-9_]+\b|undefined|NaN|\[object|\b[a-z]+:[a-z])[^\n]*/g), null, `${customer}: ids, gaps`);
      assert.deepEqual(text.match(lang === 'en' ? /[^\n]*[\u3400-\u9fff][^\n]*/g : /[^\n]*\b[a-z]{3,}\b[^\n]*/g), null, `${customer}: the other language`);
      const places = await page.evaluate(() => [...document.querySelectorAll('.drawer-whole :is(button, select, summary)')].map((node) => [node.outerHTML.slice(0, 80), node.getBoundingClientRect(), node.matches('.switch')]));
      assert.deepEqual(places.filter(([, { width, height }, small]) => width > 0 && !small && (width < 43.5 || height < 43.5)), []);
      const over = await page.evaluate(() => [...document.querySelectorAll('.drawer-body *')].filter((node) => node.closest('.unseen, svg') === null && node.getBoundingClientRect().right > innerWidth + 0.5).length);
      assert.equal(over, 0);
      assert.deepEqual(problems, []);
      await close();
    }
  });
}

test('beside the bank, in both schemes, axe-core finds nothing serious in the two together', async () => {
  const { page, close } = await beside({ customer: 'student' });
  await page.evaluate(readFileSync(join(root, 'www/node_modules/axe-core/axe.min.js'), 'utf8'));
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate(async () => {
      const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
      return violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target}`));
    });
    assert.deepEqual(found, [], colorScheme);
  }
  await close();
});

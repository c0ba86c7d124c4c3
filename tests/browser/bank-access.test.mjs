// The bank for everybody: screen readers and keyboards, narrow screens, both languages, light and dark; and silence.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { during, go, history, openBank, settled, tap } from './bank.mjs';
import { ruin, withMemory } from './faults.mjs';
import { openIn, root, start } from './harness.mjs';

const axe = readFileSync(join(root, 'www/node_modules/axe-core/axe.min.js'), 'utf8');
const PAGES = ['#/', '#/products', '#/products?q=xyz', '#/products/consumer_loan', '#/products/deposit_std', '#/products/fund_equity', '#/apply/consumer_loan/1', '#/apply/consumer_loan/2',
  '#/apply/consumer_loan/3', '#/apply/consumer_loan/done', '#/repay', '#/discover', '#/articles/ratings', '#/refer', '#/messages', '#/pay', '#/gift/winback', '#/me', '#/nowhere/at/all'];

let stage;
before(async () => { stage = await start(); });
after(() => stage?.close());

const focused = (page) => page.evaluate(() => document.activeElement.dataset.key ?? document.activeElement.id);

/** Violations of a page, serious or not, each with the first element that it is about; of one rule or of all. */
const violations = (page, rule = null) => page.evaluate(async (only) => {
  const { violations: found } = await globalThis.axe.run(document, { resultTypes: ['violations'], ...(only === null ? {} : { runOnly: [only] }) });
  return found.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary}`);
}, rule);

for (const lang of ['zh-CN', 'en']) {
  test(`${lang}: no violation on any page, light or dark, nothing runs over its edge, nothing is said in the other language`, async () => {
    // The student has warnings, contacts and a long list of what is left out.
    const { page, problems, close } = await openBank(stage, { lang, width: 360, height: 740, customer: 'student' });
    await page.evaluate(axe);
    for (const hash of PAGES) {
      if (hash === '#/apply/consumer_loan/3') await page.locator('[data-key="agree"]').check();
      await go(page, hash);
      if (hash === '#/products/consumer_loan') await tap(page, 'calculate');
      await page.evaluate(() => { for (const node of document.querySelectorAll('.phone details')) node.open = true; });
      assert.deepEqual(await violations(page), [], hash);
      await page.emulateMedia({ colorScheme: 'dark' });
      assert.deepEqual(await violations(page, 'color-contrast'), [], `${hash}, dark`);
      await page.emulateMedia({ colorScheme: 'light' });
      const over = await page.evaluate(() => {
        const wide = [...document.querySelectorAll('.phone *')].filter((node) => node.closest('.scroll, .unseen, .skip, svg') === null && node.getBoundingClientRect().width > 0
          && (node.getBoundingClientRect().right > innerWidth + 0.5 || node.getBoundingClientRect().left < -0.5));
        return [document.documentElement.scrollWidth, document.querySelector('#page').scrollWidth, ...wide.map((node) => node.outerHTML.slice(0, 90))];
      });
      assert.deepEqual(over, [360, 360], hash);
      const text = await page.evaluate(() => document.querySelector('.phone').innerText);
      assert.deepEqual(text.match(/\b[a-z0-9]+_[a-z0-9_]+\b|[^\n]*(undefined|NaN|\[object)[^\n]*/g), null, `${hash}: ids, gaps`);
      if (lang === 'en') assert.deepEqual(text.replaceAll('中文', '').match(/[^\n]*[\u3400-\u9fff][^\n]*/g), null, `${hash}: Chinese`);
      else assert.deepEqual(text.match(/\b[a-z]{3,}\b/g), null, `${hash}: English`);
      const small = await page.evaluate(() => [...document.querySelectorAll('.phone button, .phone a, .phone select, .phone input:not([type="checkbox"]), .phone summary')]
        .filter((node) => node.getClientRects().length > 0 && !node.matches('.skip, .switch') && (node.getBoundingClientRect().height < 43.5 || node.getBoundingClientRect().width < 43.5))
        .map((node) => `${node.outerHTML.slice(0, 100)} ${node.getBoundingClientRect().width}×${node.getBoundingClientRect().height}`));
      assert.deepEqual(small, [], `${hash}: large enough to touch`);
    }
    assert.deepEqual(problems, []);
    await close();
  });

  test(`${lang}: the sheet, the empty pages and the error have no violation`, async () => {
    const { page, close } = await openBank(stage, { lang, customer: 'nobody' });
    await page.evaluate(axe);
    for (const hash of ['#/', '#/repay', '#/messages', '#/me']) {
      await go(page, hash);
      assert.deepEqual(await violations(page), [], hash);
    }
    await tap(page, 'erase');
    assert.deepEqual(await violations(page), [], 'sheet');
    await close();
    const beside = await openBank(stage, { lang, customer: 'student', width: 1280, height: 800, mobile: false });
    await beside.page.evaluate(axe);
    for (const hash of ['#/', '#/messages', '#/me']) {
      await go(beside.page, hash);
      assert.deepEqual(await violations(beside.page), [], `${hash}, beside the drawer`);
    }
    await beside.close();
    const broken = await openBank(stage, { lang, prepare: (one) => one.route('**/packs/*.pack', (route) => route.abort()) });
    await broken.page.evaluate(axe);
    assert.equal(await broken.page.getByRole('alert').count(), 1);
    assert.deepEqual(await violations(broken.page), [], 'error');
    await broken.close();
  });
}

test('a new page takes the focus to its heading, and the browser’s way back leads back', async () => {
  const { page, problems, close } = await openBank(stage, { lang: 'en' });
  await tap(page, 'tab/products');
  assert.equal(await focused(page), 'heading');
  await tap(page, 'product/deposit_std');
  assert.equal(await page.locator('#heading').textContent(), 'Fixed deposit');
  assert.equal(await page.title(), 'Fixed deposit · Silhouette Bank');
  assert.equal(await page.locator('.tabs [aria-current]').getAttribute('data-key'), 'tab/products');
  await page.goBack();
  await settled(page);
  assert.equal(await page.locator('#heading').textContent(), 'Products');
  assert.equal(await focused(page), 'heading');
  await page.goForward();
  await settled(page);
  await tap(page, 'back');
  assert.equal(await page.evaluate(() => location.hash), '#/products');
  await page.goBack();
  await settled(page);
  assert.equal(await page.evaluate(() => location.hash), '');
  assert.deepEqual(problems, []);
  await close();
});

test('an address leads straight to its page, and from there back to the page above', async () => {
  const { page, close } = await openBank(stage, { lang: 'en', hash: '#/articles/annuity' });
  assert.equal(await page.locator('#heading').textContent(), 'How equal instalments come about');
  await tap(page, 'back');
  assert.equal(await page.locator('#heading').textContent(), 'Discover');
  for (const hash of ['#/products/none', '#/apply/consumer_loan/7', '#/gift/none', '#/%E0%A4%A', '#/me/x']) {
    await go(page, hash);
    assert.equal(await page.locator('#heading').textContent(), 'There is no such page', hash);
  }
  await tap(page, 'to-home');
  assert.equal(await page.locator('.assets').count(), 1);
  await close();
});

test('by keyboard alone: to the content, through a form, in a sheet and out of it', async () => {
  const { page, problems, close } = await openBank(stage, { lang: 'en', hash: '#/messages', mobile: false });
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), 'page');
  await page.locator('[data-key="complain"]').focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('#sheet').isVisible(), true);
  const keys = [];
  for (let i = 0; i < 8; i += 1) {
    await page.keyboard.press('Tab');
    keys.push(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest('#sheet') !== null));
  }
  assert.ok(keys.every(Boolean), 'the focus stays in the sheet');
  const told = await during(page, () => page.keyboard.press('Escape'));
  assert.deepEqual(told, []);
  assert.equal(await page.locator('#sheet').isVisible(), false);
  assert.equal(await focused(page), 'complain');
  await page.locator('[data-key="score/9"]').focus();
  await page.keyboard.press('Space');
  assert.equal(await focused(page), 'score/9', 'the focus stays where it was');
  await page.locator('[data-key="survey-send"]').focus();
  assert.deepEqual(await during(page, () => page.keyboard.press('Enter')), [{ type: 'survey_answer', score: 9, kept: true }]);
  await page.waitForFunction(() => document.querySelector('#spoken').textContent === 'Thank you for the score.');
  assert.deepEqual(problems, []);
  await close();
});

test('every page has its landmarks, one heading of the first rank, and names for all that can be operated', async () => {
  const { page, close } = await openBank(stage, { lang: 'en' });
  for (const role of ['banner', 'main']) assert.equal(await page.getByRole(role).count(), 1, role);
  await page.getByRole('navigation', { name: 'Main', exact: true }).waitFor();
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
  await close();
});

test('after it has loaded, the bank asks its server for nothing, whatever is done in it', async () => {
  const { page, problems, close } = await openBank(stage);
  const before = stage.site.requests.length;
  await page.context().setOffline(true);
  for (const hash of PAGES) await go(page, hash);
  await go(page, '#/me');
  await page.locator('#persona').selectOption('owner');
  await page.locator('#page[aria-busy="false"]').waitFor();
  await settled(page);
  await page.locator('[data-key="tongue"]').click();
  await settled(page);
  assert.ok((await history(page)).length > 0);
  assert.equal(stage.site.requests.length, before);
  assert.deepEqual(stage.elsewhere.asked, []);
  assert.deepEqual(problems, []);
  await close();
});

test('what went wrong is said in words, and trying again opens the bank', async () => {
  const { page, close } = await openBank(stage, { lang: 'en', prepare: (one) => one.route('**/fixtures/*', (route) => route.abort()) });
  assert.match(await page.getByRole('alert').innerText(), /The data could not be loaded/);
  assert.equal(await page.locator('.assets, .slot').count(), 0);
  await page.unroute('**/fixtures/*');
  await page.locator('[data-key="retry"]').click();
  await page.locator('.assets').waitFor();
  await close();
});

test('the engine stops in the middle of a visit: what failed is said and not counted, and the visit goes on', async () => {
  const { page, close } = await openBank(stage, { lang: 'en', prepare: withMemory });
  const before = await history(page);
  await ruin(page);
  await tap(page, 'tab/products');
  await page.waitForFunction(() => document.querySelector('#spoken').textContent === 'That did not work. Please try again. Error code engine/trap');
  assert.deepEqual(await history(page), before);
  await tap(page, 'product/deposit_std');
  assert.deepEqual((await history(page)).slice(before.length), [{ type: 'product_view', product: 'deposit_std', kept: true }]);
  await close();
});

test('while the bank opens it says so', async () => {
  const { page, close } = await openIn(stage, { lang: 'en' });
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route('**/packs/*.pack', async (route) => { await held; await route.continue(); });
  await page.goto(`${stage.site.url}?lang=en`);
  assert.equal(await page.locator('.waiting').getByRole('status').textContent(), 'Opening the bank…');
  release();
  await page.locator('.assets').waitFor();
  await close();
});

test('the bank, the portraits and the playground lead to one another', async () => {
  const { page, close } = await openBank(stage, { lang: 'en', hash: '#/me' });
  const led = () => page.locator('a[href]').evaluateAll((nodes) => nodes.map(({ href }) => new URL(href).pathname));
  for (const from of ['/', '/portrait.html', '/playground.html']) {
    await page.goto(new URL(`${from}?lang=en${from === '/' ? '#/me' : ''}`, stage.site.url).href);
    await page.locator({ '/': '[data-key="to-portrait"]', '/portrait.html': '#pages a', '/playground.html': 'a[href]' }[from]).first().waitFor();
    const links = new Set((await led()).map((path) => (path === '/index.html' ? '/' : path)));
    for (const to of ['/', '/portrait.html', '/playground.html']) if (to !== from) assert.ok(links.has(to), `${from} leads to ${to}`);
  }
  await close();
});

// axe-core finds nothing serious in the drawer: both languages, both schemes, closed, open, unfolded, at the side.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { act, openDrawer, settled } from './drawer-page.mjs';
import { root, start } from './harness.mjs';

const AXE = readFileSync(join(root, 'www/node_modules/axe-core/axe.min.js'), 'utf8');

let stage;
before(async () => { stage = await start(); });
after(() => stage?.close());

/** What axe calls serious or critical, as rule and place. */
async function serious(page) {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target}`));
  });
}

for (const [lang, dark, width] of [['zh-CN', false, 360], ['en', true, 360], ['zh-CN', true, 1280], ['en', false, 1280]]) {
  test(`${lang}, ${dark ? 'dark' : 'light'}, ${width} wide`, async () => {
    const { page, phone, close } = await openDrawer(stage, { lang, dark, width });
    await act(page, 'removeTag', 'evening_user');
    for (const installment of [1, 2]) await act(page, 'record', { type: 'repayment', loan: 'a', installment, days_past_due: 20, amount: '812.50' });
    assert.deepEqual(await serious(page), []);
    if (phone) await page.locator('.drawer-handle').click();
    await settled(page);
    for (const summary of await page.locator('.drawer-body summary').all()) await summary.click();
    await page.locator('[data-key="why-not"]').selectOption('member_loan');
    await settled(page);
    await page.locator('[data-key="probe"]').click();
    await page.locator('.attempts').waitFor();
    await page.locator('[data-key="erase"]').click();
    await settled(page);
    await page.evaluate(() => fetch('icon.svg'));
    await page.locator('.meter .some').waitFor();
    assert.deepEqual(await serious(page), []);
    await close();
  });
}

test('control: axe would find a button without a name', async () => {
  const { page, close } = await openDrawer(stage, {});
  await page.evaluate(() => document.querySelector('main').append(document.createElement('button')));
  assert.deepEqual(await serious(page), ['button-name main > button']);
  await close();
});

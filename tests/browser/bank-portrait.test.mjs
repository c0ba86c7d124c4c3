// The bank: what taps do to the portrait, and what the portrait does to the pages.
//
// Expected values are worked out by hand from policies/retail.json and the lines of the fixtures.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { during, go, history, now, openBank, portrait, settled, tap } from './bank.mjs';
import { start } from './harness.mjs';

const DAY = 86_400_000;
let stage;
before(async () => { stage = await start(); });
after(() => stage?.close());

const tags = async (page) => (await portrait(page)).tags.map(({ id }) => id);
const suggested = async (page) => (await portrait(page)).suggestions.map(({ product }) => product);
const slots = (page) => page.locator('.phone .slot').evaluateAll((nodes) => nodes.map((node) => node.dataset.product));
const score = async (page, id) => (await portrait(page)).scores.find((one) => one.id === id).value;
const changeLocale = async (page) => { await page.locator('[data-key="tongue"]').click(); await settled(page); };

for (const [lang, name, evidence] of [['zh-CN', '连续逾期', /连续逾期期数\s*2\s*条件：不少于 2/], ['en', 'Late in a row', /Consecutive overdue instalments\s*2\s*needs? |2/]]) {
  test(`${lang}: two late repayments raise the warning with its reason on the home page; it is seen to, and a payment on time ends it`, async () => {
    const { page, problems, close } = await openBank(stage, { lang, customer: 'manager', hash: '#/repay' });
    const before = await score(page, 'retail_risk');
    await tap(page, 'pay-late');
    await tap(page, 'late/3');
    assert.equal((await portrait(page)).warnings.length, 0);
    // One instalment late costs 40 points, two in a row 90.
    assert.equal(await score(page, 'retail_risk'), before - 40);
    await tap(page, 'pay-late');
    await tap(page, 'late/12');
    assert.equal(await score(page, 'retail_risk'), before - 90);
    await tap(page, 'tab/home');
    const alert = page.locator('.phone .alert[data-warning="two_overdue"]');
    assert.equal(await alert.locator('h2').textContent(), name);
    assert.match(await alert.locator('> p').first().textContent(), lang === 'en' ? /^2 instalments in a row are overdue, the last by 12 days/ : /^您已连续 2 期逾期还款，最近一期逾期 12 天/);
    await alert.locator('summary').click();
    assert.match(await alert.locator('.facts').innerText(), evidence);
    assert.equal(await page.locator('[data-key="bell"] .count').textContent(), '1');
    await tap(page, 'acknowledge/two_overdue');
    assert.equal((await portrait(page)).warnings[0].state, 'acknowledged');
    assert.equal(await alert.count(), 0);
    await tap(page, 'tab/repay');
    await page.locator('[data-key="pay-on-time"], [data-key="pay-now"]').click();
    await settled(page);
    const [warning] = (await portrait(page)).warnings;
    // The third fell due while the second was waited for by 12 days; it is not late yet.
    assert.equal(warning.state, 'resolved');
    assert.equal(await score(page, 'retail_risk'), before);
    assert.deepEqual(problems, []);
    await close();
  });
}

test('an application that is left comes back as a suggestion that leads to it, and is gone when it is submitted', async () => {
  // The owner has nothing begun.
  const { page, problems, close } = await openBank(stage, { customer: 'owner' });
  assert.ok(!(await suggested(page)).includes('continue_application'));
  await go(page, '#/products/card_cashback');
  await tap(page, 'apply');
  await tap(page, 'apply-next');
  const left = await during(page, async () => {
    await tap(page, 'apply-leave');
    await tap(page, 'sheet-yes');
  });
  assert.deepEqual(left, [{ type: 'application_abandon', product: 'card_cashback', step: 2, kept: false }, { type: 'product_view', product: 'card_cashback', kept: true }]);
  assert.ok((await tags(page)).includes('application_open'));
  await tap(page, 'back');
  await go(page, '#/');
  assert.equal((await slots(page))[0], 'continue_application', 'what is new comes first');
  const taken = await during(page, async () => {
    await tap(page, 'open/continue_application');
    assert.equal(await page.locator('#heading').textContent(), '申请 · 返现信用卡');
    await tap(page, 'apply-next');
    await page.locator('[data-key="agree"]').check();
    await tap(page, 'apply-next');
    await tap(page, 'apply-submit');
  }, { all: true });
  assert.deepEqual(taken.filter(({ kind }) => kind === 'feedback').map(({ outcome, product }) => [outcome, product]), [['clicked', 'continue_application'], ['applied', 'continue_application']]);
  assert.deepEqual(taken.filter(({ type }) => type === 'application_start'), [], 'it goes on, it does not begin again');
  assert.ok(!(await tags(page)).includes('application_open'));
  await go(page, '#/');
  assert.ok(!(await slots(page)).includes('continue_application'));
  assert.deepEqual(problems, []);
  await close();
});

test('what is dismissed goes away at once, stays away for its cool-down of 14 days, and comes back', async () => {
  const { page, problems, close } = await openBank(stage, { customer: 'client' });
  const [wish, first] = await slots(page);
  assert.deepEqual([wish, first], ['birthday_gift', 'wealth_steady'], 'the wish of the day, then the first by rank');
  await tap(page, `dismiss/${first}`);
  assert.deepEqual(await slots(page), [wish]);
  assert.equal((await portrait(page)).excluded.find(({ product }) => product === first).gate, 'contact');
  const after = async (key, times) => {
    await go(page, '#/me');
    for (let i = 0; i < times; i += 1) await tap(page, key);
    return suggested(page);
  };
  assert.ok(!(await after('travel/week', 1)).includes(first));
  assert.ok(!(await after('travel/day', 6)).includes(first), 'the 13th day');
  await tap(page, 'tab/home');
  assert.ok(!(await slots(page)).includes(first));
  assert.ok((await after('travel/day', 1)).includes(first), 'the 14th day has passed');
  assert.deepEqual(problems, []);
  await close();
});

test('time travel: tomorrow, next week and next month by the bank’s own clock', async () => {
  const { page, close } = await openBank(stage, { hash: '#/me' });
  const begun = await now(page);
  const passed = async () => Math.round((await now(page) - begun) / DAY);
  await tap(page, 'travel/day');
  assert.equal(await passed(), 1);
  await tap(page, 'travel/week');
  assert.equal(await passed(), 8);
  assert.ok((await tags(page)).includes('credit_interest'), 'given for 14 days');
  await tap(page, 'travel/month');
  assert.equal(await passed(), 38);
  assert.ok(!(await tags(page)).includes('credit_interest'), 'two views of a month ago are not worth the 1.5 that count');
  assert.equal(await page.locator('[data-now]').textContent(), '手机银行里现在是 2026年6月9日周二 10:00');
  await close();
});

test('personalisation off: the general list, the same for everybody; on: what was there', async () => {
  const seen = new Set();
  for (const customer of ['employee', 'owner']) {
    const { page, problems, close } = await openBank(stage, { lang: 'en', customer, hash: '#/me' });
    const had = await tags(page);
    await page.getByRole('switch', { name: 'Personalisation', exact: true }).first().click();
    await settled(page);
    assert.deepEqual(await tags(page), []);
    await tap(page, 'tab/home');
    seen.add(await page.locator('[data-panel="slots"]').innerText());
    assert.deepEqual(await slots(page), ['deposit_std', 'card_cashback', 'consumer_loan']);
    await tap(page, 'tab/me');
    await page.getByRole('switch', { name: 'Personalisation', exact: true }).first().click();
    await settled(page);
    assert.deepEqual(await tags(page), had);
    assert.deepEqual(problems, []);
    await close();
  }
  assert.equal(seen.size, 1);
});

test('a newcomer has agreed to nothing: the general list, until they agree', async () => {
  const { page, problems, close } = await openBank(stage, { customer: 'nobody' });
  assert.match(await page.locator('[data-panel="slots"]').innerText(), /您还没有同意个性化推荐/);
  await tap(page, 'shortcut/wealth');
  await tap(page, 'product/wealth_cash');
  assert.deepEqual((await history(page)).filter(({ type }) => type === 'product_view'), [{ type: 'product_view', product: 'wealth_cash', kept: false }], 'nothing is kept without a consent');
  await go(page, '#/me');
  await tap(page, 'consent/marketing');
  await go(page, '#/products/wealth_cash');
  assert.equal((await history(page)).at(-1).kept, true);
  assert.deepEqual(problems, []);
  await close();
});

test('an investment above the customer’s tolerance cannot be bought, and the page says why', async () => {
  // The employee is C1; the fund is R3.
  const { page, problems, close } = await openBank(stage, { hash: '#/products/wealth_steady' });
  assert.match(await page.locator('[data-panel="fit"]').innerText(), /没有与之匹配的有效风险测评，暂不能购买/);
  assert.equal(await page.locator('[data-key="apply"]').count(), 0);
  await go(page, '#/products/wealth_cash');
  assert.equal(await page.locator('[data-key="apply"]').count(), 1, 'R1 can be bought');
  await go(page, '#/apply/wealth_steady/1');
  assert.equal(await page.locator('[data-key="apply-next"]').count(), 0, 'nor by its address');
  assert.deepEqual(problems, []);
  await close();
});

test('another language keeps the visit, the page, its forms and the history', async () => {
  const { page, problems, close } = await openBank(stage, { hash: '#/products/consumer_loan' });
  await page.locator('#calculator-amount').fill('10000');
  await tap(page, 'months/12');
  await tap(page, 'calculate');
  const before = await history(page);
  // 10,000.00 at 7.20 % over 12 months: 60 × 1.0744242 / 0.0744242 = 866.19 a month.
  assert.match(await page.locator('.result .strong').innerText(), /¥866\.19/);
  await changeLocale(page);
  assert.equal(await page.locator('#heading').textContent(), 'Online consumer loan');
  assert.equal(await page.locator('#calculator-amount').inputValue(), '10000');
  assert.match(await page.locator('.result .strong').innerText(), /Each month\s*¥866\.19/);
  assert.deepEqual(await history(page), before);
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  await changeLocale(page);
  assert.equal(await page.locator('#heading').textContent(), '线上消费贷');
  assert.deepEqual(problems, []);
  await close();
});

test('quiet hours: at night nothing is suggested on the home page', async () => {
  const { page, close } = await openBank(stage, { customer: 'manager' });
  assert.ok((await slots(page)).length > 0);
  await page.evaluate(async () => {
    const { visit } = await import('/bank/app.js');
    // From ten in the morning to eleven at night, the next day.
    await visit.customer.travel((24 + 13) * 3_600_000);
  });
  await tap(page, 'tab/me');
  await tap(page, 'tab/home');
  assert.match(await page.locator('[data-panel="slots"]').innerText(), /免打扰时段/);
  await close();
});

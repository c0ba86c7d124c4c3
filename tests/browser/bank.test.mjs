// The bank: every tap of the main flows records the event that it stands for, and nothing else.
//
// Expected events are written down by hand: they are what policies/retail.json reads, or else are dropped at its door.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { during, go, history, openBank, settled, tap } from './bank.mjs';
import { start } from './harness.mjs';

let stage;
before(async () => { stage = await start(); });
after(() => stage?.close());

const viewed = (page) => ({ type: 'page_view', page, kept: false });

test('the bank opens with a login and what stands on the home page is told as shown, once', async () => {
  const { page, problems, close } = await openBank(stage);
  const told = await history(page);
  assert.deepEqual(told[0], { type: 'login', kept: true });
  // Of the policy's suggestions for this customer the first two for the app.
  assert.deepEqual(told.slice(1).map(({ kind, outcome, product, channel }) => [kind, outcome, product, channel]),
    [['feedback', 'shown', 'consumer_loan', 'app'], ['feedback', 'shown', 'continue_application', 'app']]);
  assert.deepEqual(await page.locator('.slot').evaluateAll((nodes) => nodes.map((node) => node.dataset.product)), ['consumer_loan', 'continue_application']);
  // Coming again the same day shows them without telling it again.
  const again = await during(page, async () => { await tap(page, 'tab/products'); await tap(page, 'tab/home'); }, { all: true });
  assert.deepEqual(again, [viewed('products'), viewed('home')]);
  assert.equal(await page.locator('.slot').count(), 2);
  assert.deepEqual(problems, []);
  await close();
});

test('what this is, is said until it is closed, whoever the customer is then', async () => {
  const { page, problems, close } = await openBank(stage, { lang: 'en' });
  const said = page.getByRole('region', { name: 'How to use this' });
  assert.equal(await said.count(), 1);
  assert.deepEqual(await during(page, () => tap(page, 'intro-close')), []);
  assert.equal(await said.count(), 0);
  await tap(page, 'tab/me');
  await page.locator('#persona').selectOption('owner');
  await page.waitForFunction(() => document.querySelector('.who strong').textContent === 'Zhou Qiming');
  await settled(page);
  await tap(page, 'tab/home');
  assert.equal(await said.count(), 0);
  assert.deepEqual(problems, []);
  await close();
});

test('products: filter, search, view, calculate', async () => {
  const { page, problems, close } = await openBank(stage, { hash: '#/products' });
  const told = await during(page, async () => {
    await tap(page, 'family/wealth');
    await page.locator('#search').fill('稳健理财');
    await page.locator('#search').press('Enter');
    await settled(page);
    await tap(page, 'product/wealth_steady');
  });
  assert.deepEqual(told, [
    { type: 'click', element: 'filter_wealth', kept: false }, { type: 'search', text: '稳健理财', kept: true },
    { type: 'product_view', product: 'wealth_steady', kept: true },
  ]);
  const loan = await during(page, async () => {
    await go(page, '#/products/consumer_loan');
    await tap(page, 'months/24');
    await tap(page, 'calculate');
  });
  assert.deepEqual(loan, [{ type: 'product_view', product: 'consumer_loan', kept: true }, { type: 'calculator_use', product: 'consumer_loan', term: 24, kept: false }]);
  assert.deepEqual(problems, []);
  await close();
});

test('an application: started, gone on with, submitted', async () => {
  const { page, problems, close } = await openBank(stage, { hash: '#/products/card_cashback' });
  const told = await during(page, async () => {
    await tap(page, 'apply');
    await tap(page, 'apply-next');
    await page.locator('[data-key="agree"]').check();
    await tap(page, 'apply-next');
    await tap(page, 'apply-submit');
  });
  assert.deepEqual(told, [
    { type: 'application_start', product: 'card_cashback', kept: true },
    { type: 'application_step', product: 'card_cashback', step: 2, kept: false }, viewed('apply'),
    { type: 'application_step', product: 'card_cashback', step: 3, kept: false }, viewed('apply'),
    { type: 'application_submit', product: 'card_cashback', kept: true }, viewed('apply'),
  ]);
  assert.equal(await page.locator('.finished h2').textContent(), '申请已提交');
  // Back from there is no way into the application that was submitted: it leads to a new one.
  const again = await during(page, async () => {
    await page.goBack();
    await settled(page);
  });
  assert.equal(await page.evaluate(() => location.hash), '#/apply/card_cashback/1');
  assert.deepEqual(again, [viewed('apply'), { type: 'application_start', product: 'card_cashback', kept: true }]);
  assert.deepEqual(problems, []);
  await close();
});

test('an application is not submitted before what must be read is ticked, whatever the address', async () => {
  const { page, problems, close } = await openBank(stage, { lang: 'en', hash: '#/apply/family_insurance/1' });
  await go(page, '#/apply/family_insurance/3');
  assert.equal(await page.locator('[data-key="apply-submit"]').count(), 0);
  await tap(page, 'apply-next');
  assert.equal(await page.getByRole('alert').textContent(), 'Please read and tick it first.');
  await page.locator('[data-key="agree"]').check();
  await tap(page, 'apply-next');
  assert.deepEqual(await during(page, () => tap(page, 'apply-submit')), [{ type: 'application_submit', product: 'family_insurance', kept: true }, viewed('apply')]);
  assert.deepEqual(problems, []);
  await close();
});

test('repaying: on time on the due day, late so many days after it', async () => {
  const { page, problems, close } = await openBank(stage, { hash: '#/repay' });
  const told = await during(page, async () => {
    await tap(page, 'pay-on-time');
    await tap(page, 'pay-late');
    await tap(page, 'late/12');
  }, { all: true });
  // 3,000.00 at 6.90 % a year over 24 months: 134.18 a month.
  assert.deepEqual(told.filter(({ type }) => type !== undefined), [
    { type: 'repayment', loan: 'a', installment: 1, days_past_due: 0, amount: '134.18', kept: true },
    { type: 'repayment', loan: 'a', installment: 2, days_past_due: 12, amount: '134.18', kept: true },
  ]);
  assert.deepEqual(told.map(({ type, kind }) => type ?? kind), ['travel', 'repayment', 'travel', 'repayment']);
  assert.deepEqual(await page.locator('[data-installment] .mark').evaluateAll((nodes) => nodes.slice(0, 3).map((node) => node.textContent)), ['已还', '逾期 12 天还款', '待还']);
  assert.deepEqual(problems, []);
  await close();
});

test('reading, favourites, sharing, community, friends', async () => {
  const { page, problems, close } = await openBank(stage, { hash: '#/discover' });
  const told = await during(page, async () => {
    await tap(page, 'join/saving');
    await tap(page, 'article/ratings');
    await tap(page, 'favourite');
    await tap(page, 'share');
    await tap(page, 'favourite');
    await go(page, '#/refer');
    await tap(page, 'refer-share');
    await tap(page, 'refer-joined');
  });
  assert.deepEqual(told, [
    { type: 'community_join', community: 'saving', kept: false },
    { type: 'content_read', topic: 'wealth', content: 'ratings', kept: false }, { type: 'product_view', product: 'wealth_class', kept: true },
    { type: 'click', element: 'favourite', favourite: 'ratings', on: true, kept: false }, { type: 'click', element: 'share', content: 'ratings', kept: false },
    { type: 'click', element: 'favourite', favourite: 'ratings', on: false, kept: false },
    viewed('refer'), { type: 'referral_share', kept: false }, { type: 'referral_join', kept: true },
  ]);
  assert.equal(await page.locator('.front .count').textContent(), '已有 1 位好友加入');
  assert.deepEqual(problems, []);
  await close();
});

test('messages: contacts are accepted and declined, a score, a complaint', async () => {
  const { page, problems, close } = await openBank(stage, { hash: '#/messages' });
  const told = await during(page, async () => {
    await tap(page, 'decline/lead_call');
    await tap(page, 'score/4');
    await tap(page, 'survey-send');
    await tap(page, 'complain');
    await tap(page, 'sheet-yes');
    await tap(page, 'accept/care_call');
  }, { all: true });
  assert.deepEqual(told.map(({ kept, suggestion, ...rest }) => rest), [
    { kind: 'feedback', outcome: 'shown', product: 'lead_call', channel: 'phone' }, { kind: 'feedback', outcome: 'dismissed', product: 'lead_call', channel: 'phone' },
    { type: 'touch', channel: 'phone', outcome: 'dismissed' },
    { type: 'survey_answer', score: 4 }, { type: 'complaint' },
    { kind: 'feedback', outcome: 'shown', product: 'care_call', channel: 'phone' }, { kind: 'feedback', outcome: 'clicked', product: 'care_call', channel: 'phone' },
    { type: 'touch', channel: 'phone', outcome: 'clicked' },
  ]);
  assert.deepEqual(problems, []);
  await close();
});

test('paying in a shop, and not more than there is', async () => {
  const { page, problems, close } = await openBank(stage, { hash: '#/pay', customer: 'student' });
  const told = await during(page, async () => {
    await tap(page, 'shop/coffee');
    await tap(page, 'shop/phone');
    await page.locator('#pay-amount').fill('1,000.5');
    await tap(page, 'pay-go');
    await page.locator('#pay-amount').fill('ten');
    await tap(page, 'pay-go');
  });
  assert.deepEqual(told, [{ type: 'purchase', amount: '28.00', quantity: 1, kept: true }, { type: 'purchase', amount: '1000.50', quantity: 1, kept: true }]);
  assert.match(await page.getByRole('alert').textContent(), /请填写金额/);
  // 2,318.66 less both.
  assert.equal(await page.locator('.balance b').textContent(), '¥1,290.16');
  assert.deepEqual(problems, []);
  await close();
});

test('settings: another customer, a gift, an erasure; what was chosen stays', async () => {
  const { page, problems, close } = await openBank(stage, { hash: '#/me' });
  await page.locator('#persona').selectOption('client');
  await page.waitForFunction(() => document.querySelector('.who strong').textContent === '沈若兰');
  await settled(page);
  assert.deepEqual(await history(page), [{ type: 'login', kept: true }], 'a visit of its own');
  assert.match(page.url(), /customer=client/);
  const told = await during(page, async () => {
    await go(page, '#/gift/birthday_gift');
    await tap(page, 'gift-take');
    await page.locator('[data-key="gift-take"]').click({ force: true });
    await go(page, '#/me');
    await tap(page, 'consent/risk');
    await tap(page, 'erase');
    await tap(page, 'sheet-no');
    await tap(page, 'erase');
  }, { all: true });
  assert.deepEqual(told, [viewed('gift'), { type: 'click', element: 'gift_birthday_gift', kept: false }, viewed('me'), { kind: 'consent', purpose: 'risk', on: false }]);
  await tap(page, 'sheet-yes');
  assert.deepEqual(await history(page), [{ kind: 'consent', purpose: 'risk', on: false }, { kind: 'erase' }]);
  assert.equal(await page.locator('[data-panel="tags"]').innerText(), '标签一览\n\n暂时没有标签。');
  assert.equal(await page.getByRole('switch', { name: '风险评估' }).first().getAttribute('aria-checked'), 'false');
  assert.deepEqual(problems, []);
  await close();
});

test('the calculators of a loan and of a deposit, to the cent', async () => {
  const { page, problems, close } = await openBank(stage, { hash: '#/products/deposit_std' });
  const result = async () => (await page.locator('.result .pairs').innerText()).split(/\n+/);
  await page.locator('#calculator-amount').fill('12,345.67');
  await tap(page, 'months/24');
  await tap(page, 'calculate');
  // 12,345.67 × 1.05 % × 2 = 259.2591.
  assert.deepEqual(await result(), ['到期利息', '¥259.26', '到期本息', '¥12,604.93', '年利率', '1.05%']);
  await go(page, '#/products/consumer_loan');
  await page.locator('#calculator-amount').fill('10000');
  await tap(page, 'months/12');
  await tap(page, 'rate/345');
  await tap(page, 'calculate');
  // 10,000 × 0.002875 × 1.0350508 / 0.0350508 = 848.9882.
  const [, payment] = await result();
  assert.equal(payment, '¥848.99');
  await page.locator('details[data-key="plan"] summary').click();
  const rows = await page.locator('.scroll tbody tr').evaluateAll((nodes) => nodes.map((node) => node.innerText.split(/\s+/)));
  // 10,000 × 0.2875 % = 28.75; 848.99 − 28.75 = 820.24.
  assert.deepEqual([rows.length, rows[0], rows.at(-1).at(-1)], [12, ['1', '¥820.24', '¥28.75', '¥9,179.76'], '¥0.00']);
  for (const [wrong, said] of [['999', '金额须在 ¥1,000.00 与 ¥200,000.00 之间。'], ['1e5', '请填写金额，例如 50000 或 50,000.00。']]) {
    await page.locator('#calculator-amount').fill(wrong);
    await tap(page, 'calculate');
    assert.equal(await page.getByRole('alert').textContent(), said);
    assert.equal(await page.locator('.result .pairs').count(), 0);
  }
  assert.deepEqual(problems, []);
  await close();
});

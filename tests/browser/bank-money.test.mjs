// The bank's sums, days and figures, without a browser: to the cent, to the day, and as the policy has them.
//
// Expected sums are worked out by hand, those of annuities also by Python's decimal with 60 digits; none comes from the code under test.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { accountOf, daysLate, dueDay } from '../../www/bank/account.js';
import { amount, annuity, cents, depositInterest, monthlyInterest, plan } from '../../www/bank/calculator.js';
import { ARTICLES, COMMUNITIES, GIFTS, PRODUCTS, SHOPS } from '../../www/bank/catalogue.js';
import { routeOf } from '../../www/bank/router.js';
import { fill, stay } from '../../www/bank/slots.js';
import { ARTICLES as articleWords } from '../../www/bank/words/articles.js';
import { WORDS as en } from '../../www/bank/words/en.js';
import { PRODUCTS as productWords } from '../../www/bank/words/products.js';
import { WORDS as zh } from '../../www/bank/words/zh-CN.js';

const policy = JSON.parse(readFileSync(new URL('../../policies/retail.json', import.meta.url), 'utf8'));
const DAY = 86_400_000;

test('the equal monthly payment of a loan', () => {
  // 10,000 at 6 %: 10,000 × 0.005 × 1.0616778 / 0.0616778 = 860.6643.
  assert.equal(annuity(1_000_000, 600, 12), 86_066);
  // A million over 30 years at 4.9 %, as tables of mortgages have it.
  assert.equal(annuity(100_000_000, 490, 360), 530_727);
  // 50,000 at 7.2 %: 300 × 1.0744242 / 0.0744242 = 4,330.948.
  assert.equal(annuity(5_000_000, 720, 12), 433_095);
  // One month: the principal and a month's interest. Nothing to pay for: the principal in equal parts.
  assert.equal(annuity(100_000, 1200, 1), 101_000);
  assert.equal(annuity(120_000, 0, 12), 10_000);
});

test('the plan of a loan, month by month', () => {
  const rows = plan(1_000_000, 600, 12);
  // 10,000.00 × 0.5 % = 50.00; 860.66 − 50.00 = 810.66; then 9,189.34 × 0.5 % = 45.9467.
  assert.deepEqual(rows.slice(0, 2), [{ payment: 86_066, interest: 5_000, principal: 81_066, left: 918_934 }, { payment: 86_066, interest: 4_595, principal: 81_471, left: 837_463 }]);
  assert.equal(rows.at(-1).left, 0);
  // What the article tells: 11 × 860.66 and a last one of 860.70 are 10,327.96.
  assert.equal(rows.at(-1).payment, 86_070);
  assert.equal(rows.reduce((sum, { interest }) => sum + interest, 0), 32_796);
  for (const words of Object.values(articleWords)) assert.match(words.annuity.text[1], /860\.66.*50\.00.*327\.96/);
});

test('a plan pays back the principal exactly, whatever was rounded on the way', () => {
  for (const principal of [1, 100, 99_999, 5_000_000, 300_000_001]) {
    for (const rate of [0, 1, 345, 720, 2400]) {
      for (const months of [1, 6, 36, 60]) {
        const rows = plan(principal, rate, months);
        assert.equal(rows.reduce((sum, row) => sum + row.principal, 0), principal);
        assert.ok(rows.every((row) => row.principal >= 0 && row.interest >= 0 && row.payment === row.principal + row.interest));
        assert.ok(Math.abs(rows.at(-1).payment - rows[0].payment) <= months, `${principal} ${rate} ${months}: the last differs by what was rounded`);
      }
    }
  }
});

test('interest, half a cent up', () => {
  assert.equal(depositInterest(5_000_000, 95, 12), 47_500); // 50,000 × 0.95 %
  assert.equal(depositInterest(1_000_000, 105, 24), 21_000); // 10,000 × 1.05 % × 2
  assert.equal(depositInterest(5_001, 65, 3), 8); // 50.01 × 0.65 % / 4 = 0.0813
  assert.equal(depositInterest(100_000, 65, 6), 325); // 1,000 × 0.65 % / 2
  assert.equal(depositInterest(100, 100, 6), 1); // 1.00 × 1 % / 2 = half a cent
  assert.equal(monthlyInterest(918_934, 600), 4_595);
});

test('amounts as people write them', () => {
  const written = { 50000: 5_000_000, '50,000.00': 5_000_000, '1,234,567.8': 123_456_780, '0.5': 50, ' 7 ': 700, '10，000': 1_000_000 };
  for (const [text, value] of Object.entries(written)) assert.equal(cents(text), value, text);
  for (const text of ['', 'ten', '-5', '1,00', '1.234', '1e3', '.5', '1 000', '12345678901']) assert.equal(cents(text), null, text);
  assert.deepEqual([81_250, 5, 100].map(amount), ['812.50', '0.05', '1.00']);
});

test('due days are days of the bank, the last of a month where it has no such day', () => {
  const at = (text) => Date.parse(`${text}T00:00:00+08:00`);
  assert.deepEqual([0, 1, 2, 13].map((months) => dueDay('2026-01-31', months)), [at('2026-01-31'), at('2026-02-28'), at('2026-03-31'), at('2027-02-28')]);
  assert.equal(dueDay('2026-11-08', 2), at('2027-01-08'));
  const due = at('2026-05-08');
  assert.deepEqual([due - DAY, due, due + DAY - 1, due + DAY, due + 12 * DAY + 5].map((now) => daysLate(due, now)), [0, 0, 0, 1, 12]);
});

test('the books follow from what was done', () => {
  const persona = {
    assets: { account: 100_000, deposits: 5, wealth: 6 }, loan: { id: 'a', each: 10_000, months: 3, first: '2026-01-31', paid: 1 },
    events: [{ type: 'application_start', product: 'card_cashback' }, { type: 'referral_join' }],
  };
  const of = (...events) => accountOf({ persona, history: [...events.map((event) => ({ event })), { act: { kind: 'travel' } }] });
  const account = of({ type: 'purchase', amount: '28.00' }, { type: 'repayment', loan: 'a', installment: 2, days_past_due: 4, amount: '100.00' },
    { type: 'application_start', product: 'consumer_loan' }, { type: 'application_submit', product: 'card_cashback' }, { type: 'referral_join' });
  // 1,000.00 − 28.00 − 100.00.
  assert.deepEqual(account.assets, { account: 87_200, deposits: 5, wealth: 6 });
  assert.deepEqual(account.instalments.map(({ number, paid, late }) => [number, paid, late]), [[1, true, 0], [2, true, 4], [3, false, 0]]);
  assert.deepEqual(account.applications, ['consumer_loan']);
  assert.equal(account.referred, 2);
  const liked = (on) => ({ type: 'click', element: 'favourite', favourite: 'fraud', on });
  assert.deepEqual(of(liked(true)).favourites, ['fraud']);
  assert.deepEqual(of(liked(true), liked(false)).favourites, []);
});

test('the catalogue says what the policy says', () => {
  const products = new Map(policy.products.map((product) => [product.id, product]));
  const hundredths = (percent) => Math.round(percent * 100);
  for (const { id, family, rates, months, rating, disclosures } of PRODUCTS) {
    const { terms, suitability, disclosures: told = [] } = products.get(id);
    assert.deepEqual(disclosures, told, id);
    if (family === 'loan') assert.deepEqual([rates.from, rates.to, Math.max(...months)], [hundredths(terms.aprMin), hundredths(terms.aprMax), terms.maxMonths], id);
    const ratings = [suitability?.riskRating, suitability?.issuerRating].filter(Boolean).sort();
    assert.equal(rating, ratings.at(-1), id);
  }
  const elsewhere = ['continue_application', 'lead_call', 'care_call', 'wealth_class', 'referral_reward'];
  assert.deepEqual([...products.keys()].sort(), [...PRODUCTS.map(({ id }) => id), ...GIFTS, ...elsewhere].sort(), 'everything that can be suggested has a place');
});

test('both languages have the same words', () => {
  const shape = (words) => Object.fromEntries(Object.entries(words).map(([key, value]) => [key, typeof value === 'object' && !Array.isArray(value) ? shape(value) : Array.isArray(value) ? value.length : typeof value]));
  assert.deepEqual(shape(en), shape(zh));
  assert.deepEqual(shape(productWords.en), shape(productWords['zh-CN']));
  assert.deepEqual(shape(articleWords.en), shape(articleWords['zh-CN']));
  const ids = (list) => list.map((one) => one.id ?? one[0] ?? one).sort();
  for (const words of [zh, en]) {
    assert.deepEqual(Object.keys(words.communities).sort(), [...COMMUNITIES].sort());
    assert.deepEqual(Object.keys(words.pay.shops).sort(), ids(SHOPS));
  }
  for (const lang of ['zh-CN', 'en']) {
    assert.deepEqual(Object.keys(productWords[lang]).sort(), ids(PRODUCTS));
    assert.deepEqual(Object.keys(articleWords[lang]).sort(), ids(ARTICLES));
  }
});

test('addresses', () => {
  const named = (hash) => { const { page, id, step } = routeOf(hash); return [page, id, step]; };
  for (const hash of ['', '#', '#/']) assert.deepEqual(named(hash), ['home', null, null]);
  assert.deepEqual(named('#/products'), ['products', null, null]);
  assert.deepEqual(named('#/products/a'), ['products', 'a', null]);
  assert.deepEqual(named('#/apply/a/2'), ['apply', 'a', '2']);
  for (const hash of ['#/apply/a/2/x', '#/other', '#/%']) assert.equal(named(hash)[0], 'missing', hash);
  assert.equal(routeOf('#/products?family=loan&q=%E8%B4%B7').query.get('q'), '贷');
});

const suggestion = (product, channel = 'app', from = 0) => ({ id: `${product}:${channel}`, product, channel, window: { from, to: from + DAY } });
const shown = (slots) => slots.map(({ suggestion: { product } }) => product);
const all = new Set(['a', 'b', 'c', 'new']);

test('the first suggestions for the app fill the slots; those for later and for other channels do not', () => {
  const slots = fill([], { suggestions: [suggestion('a', 'phone'), suggestion('b'), suggestion('c', 'app', 9), suggestion('d'), suggestion('e')], excluded: [] }, 5, new Set());
  assert.deepEqual(slots.map(({ suggestion: { product }, at }) => [product, at]), [['b', 5], ['d', 5]]);
  assert.deepEqual(shown(fill([], { suggestions: [suggestion('a'), suggestion('b'), suggestion('birthday_gift')], excluded: [] }, 0, new Set())), ['birthday_gift', 'a'], 'good wishes first');
});

test('what was shown stays for its day, unless it no longer fits; what is new since comes first', () => {
  const before = fill([], { suggestions: [suggestion('a'), suggestion('b'), suggestion('c')], excluded: [] }, 0, new Set());
  const contact = [{ product: 'a', gate: 'contact' }, { product: 'b', gate: 'contact' }];
  assert.deepEqual(shown(fill(before, { suggestions: [suggestion('c')], excluded: contact }, DAY - 1, all)), ['a', 'b']);
  assert.deepEqual(shown(fill(before, { suggestions: [suggestion('c')], excluded: contact }, DAY, all)), ['c']);
  assert.deepEqual(shown(stay(before, { suggestions: [], excluded: [{ product: 'a', gate: 'eligibility' }, contact[1]] }, 1)), ['b']);
  const known = new Set(['a', 'b', 'c']);
  assert.deepEqual(fill(before, { suggestions: [suggestion('c'), suggestion('new')], excluded: contact }, 9, known).map(({ suggestion: { product }, at }) => [product, at]), [['new', 9], ['a', 0]]);
});

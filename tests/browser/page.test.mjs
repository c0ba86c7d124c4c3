// The page as a person uses it, on a phone, in both languages.
//
// What must be on the page is not read from the page's own code: it is the portrait that the package gives in
// Node for the same customer, and, for single customers, what can be counted by hand in their fixture lines.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openPage, packs, root, start } from './harness.mjs';

const LOCALES = ['zh-CN', 'en'];
const lines = (file) => readFileSync(join(root, 'tests/fixtures', file), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
const customers = ['composed', 'german', 'cdnow'].flatMap((file) => lines(`customers/${file}.ndjson`));
const made = (policy) => lines(`subjects/${policy}.ndjson`);

/** The tier and the score that stand first, by policy. */
const MAIN = {
  retail: { tier: 'retail', score: 'retail_risk' },
  enterprise: { tier: 'enterprise', score: 'rating' },
  assessment: { tier: 'ranking', score: 'total' },
};
const POLICIES = Object.keys(MAIN);

let stage;
const engines = {};

before(async () => {
  stage = await start();
  const { load } = await import(pathToFileURL(join(root, 'pkg-config/dist/node.js')).href);
  for (const policy of POLICIES) engines[policy] = await load(join(packs, `${policy}.pack`));
});

after(async () => {
  await stage?.close();
  for (const engine of Object.values(engines)) engine.close();
});

/** Lines may hold RFC 3339 texts; the engine takes milliseconds. */
const millis = (time) => (typeof time === 'string' ? Date.parse(time) : time);

/** The portrait that Node gives for a line, with the main tier and score first, as on the page. */
function portraitAs(policy, { profile, events, now }, locale) {
  const session = engines[policy].open({ locale });
  for (const { purpose } of session.consent.get()) session.consent.set(purpose, true, millis(now));
  session.setProfile(profile);
  session.record(events.map((event) => ({ ...event, at: millis(event.at) })));
  const portrait = session.portrait(millis(now));
  session.close();
  const first = (list, main) => [...list.filter(({ id }) => id === main), ...list.filter(({ id }) => id !== main)];
  return { ...portrait, tiers: first(portrait.tiers, MAIN[policy].tier), scores: first(portrait.scores, MAIN[policy].score) };
}

/** The portrait that Node gives for a retail customer of the fixtures. */
const portraitOf = (id, locale) => portraitAs('retail', customers.find((customer) => customer.id === id), locale);

const composed = (number) => customers.find(({ id }) => id.startsWith(`composed-german-${number}-`)).id;
const act = (page, name) => page.locator(`[data-act="${name}"]`).click();
const texts = (page, selector) => page.locator(selector).allTextContents();
const ids = (page, selector, name) => page.locator(selector).evaluateAll((nodes, key) => nodes.map((node) => node.dataset[key]), name);
const announced = (page) => page.getByRole('status').textContent();

async function viewProduct(page, product) {
  await act(page, 'view');
  await page.locator(`#sheet [data-product="${product}"]`).click();
}

/** Every part of a portrait is on the page. */
async function isShown(page, portrait, who) {
  assert.deepEqual(await ids(page, '#tags .tag', 'tag'), portrait.tags.map((tag) => tag.id), who);
  assert.deepEqual(await texts(page, '#tags .tag-label'), portrait.tags.map((tag) => tag.label));
  assert.deepEqual(await texts(page, '.hero-level'), [...portrait.tiers, ...portrait.lifecycle].map(({ label }) => label));
  assert.deepEqual((await texts(page, '.hero-score')).map((text) => Number(text.replaceAll(',', '').replace('−', '-'))),
    portrait.scores.map((score) => score.value));
  // A reason of no points is a reason to PMML, and none to a reader.
  assert.deepEqual(await texts(page, '.reason-codes > li > span'),
    portrait.scores.flatMap((score) => score.reasonCodes.filter(({ points }) => points > 0).map(({ message }) => message)));
  assert.equal(await page.locator('.points-row:not(.first, .last)').count(),
    portrait.scores.reduce((count, score) => count + score.contributions.length, 0));
  assert.deepEqual(await texts(page, '.warning-text'), portrait.warnings.map(({ message }) => message));
  assert.deepEqual(await ids(page, '.offer', 'product'), portrait.suggestions.map(({ product }) => product));
  assert.deepEqual(await texts(page, '.offer > p:first-of-type'), portrait.suggestions.map(({ message }) => message));
  assert.deepEqual(await ids(page, '.left-out', 'product'), portrait.excluded.map(({ product }) => product));
  assert.deepEqual(await ids(page, '.plain-offers > li', 'product'), portrait.general.map(({ product }) => product));
  for (const { label, mattersTo } of portrait.unknown) {
    for (const ref of mattersTo) assert.ok((await page.locator(`.gaps > li[data-item="${ref}"] small`).textContent()).includes(label), `${ref}: ${label}`);
  }
  assert.equal(await page.locator('.gaps > li').count(), new Set(portrait.unknown.flatMap(({ mattersTo }) => mattersTo)).size);
}

for (const lang of LOCALES) {
  for (const policy of POLICIES) {
    test(`${lang}, ${policy}: every part of the portrait is on the page`, async () => {
      const { page, problems, close } = await openPage(stage, { lang, policy });
      const chosen = customers.filter(({ id }) => [composed('0002'), composed('0018'), 'german-0009', 'cdnow-12798'].includes(id));
      for (const subject of [...(policy === 'retail' ? chosen : []), ...made(policy)]) {
        await page.locator('#choice').selectOption(subject.id);
        await isShown(page, portraitAs(policy, subject, lang), subject.id);
      }
      assert.deepEqual(problems, []);
      await close();
    });

    test(`${lang}, ${policy}: nothing is left in the other language or as a bare id`, async () => {
      const { page, problems, close } = await openPage(stage, { lang, policy });
      const acts = await ids(page, '#acts button', 'act');
      for (const { id } of [...(policy === 'retail' ? customers : []), ...made(policy), { id: 'new' }]) {
        await page.locator('#choice').selectOption(id);
        for (const name of acts.filter((one) => one !== 'view')) await act(page, name);
        // Everything unfolded; the policy's own id and digest stand in the last card.
        const text = await page.evaluate(() => {
          for (const node of document.querySelectorAll('details')) node.open = true;
          document.querySelector('#about')?.remove();
          return document.querySelector('main').innerText;
        });
        assert.deepEqual(text.match(/\b[a-z0-9]+_[a-z0-9_]+\b/g), null, `${id}: ids`);
        assert.deepEqual(text.match(/[^\n]*(undefined|NaN|\[object)[^\n]*/g), null, `${id}: broken`);
        if (lang === 'en') assert.deepEqual(text.match(/[^\n]*[\u3400-\u9fff][^\n]*/g), null, `${id}: Chinese`);
        // Names of channels and ratings are written in Latin letters; words are not left in English.
        else assert.deepEqual(text.match(/\b[a-z]{3,}\b/g), null, `${id}: English`);
        await page.locator('#acts').waitFor();
      }
      assert.deepEqual(problems, []);
      await close();
    });

    test(`${lang}, ${policy}: nothing runs over the edge of a narrow or a wide phone`, async () => {
      for (const width of [320, 360, 430]) {
        const { page, close } = await openPage(stage, { lang, policy, width, customer: policy === 'retail' ? composed('0002') : null });
        await page.locator('#acts button').last().click();
        const over = await page.evaluate(() => {
          for (const node of document.querySelectorAll('details')) node.open = true;
          const wide = [...document.querySelectorAll('main *, header *, nav *')].filter((node) => {
            const { left, right } = node.getBoundingClientRect();
            return left < -0.5 || right > document.documentElement.clientWidth + 0.5;
          });
          return [document.documentElement.scrollWidth, ...wide.map((node) => node.className)];
        });
        assert.deepEqual(over, [width]);
        await close();
      }
    });
  }

  test(`${lang}: a tag unfolds its evidence`, async () => {
    const id = composed('0018');
    const { page, close } = await openPage(stage, { lang, customer: id });
    const [tag] = portraitOf(id, lang).tags;
    const node = page.locator(`.tag[data-tag="${tag.id}"]`);
    assert.equal(await node.locator('.fact').first().isVisible(), false);
    await node.locator('summary').click();
    assert.deepEqual(await node.locator('.fact-label').allTextContents(), tag.because.flatMap(({ evidence }) => evidence.map(({ label }) => label)));
    assert.equal(await node.locator('.fact').first().isVisible(), true);
    await close();
  });

  test(`${lang}: repaying late twice raises the warning at once, repaying on time ends it`, async () => {
    const { page, problems, close } = await openPage(stage, { lang, customer: composed('0041') });
    assert.equal(await page.locator('.warning').count(), 0);
    const score = page.locator('.hero-score[data-score="retail_risk"]');
    const before = await score.textContent();
    await act(page, 'lateTwice');
    assert.equal(await page.locator('.warning').count(), 1);
    const message = await page.locator('.warning-text').textContent();
    assert.ok((await announced(page)).includes(message), 'the live region says it');
    assert.equal((await texts(page, '#changes .alert')).length, 1, 'the changes list it');
    assert.equal(await page.locator('#toast').isVisible(), true, 'a short form is shown');
    assert.equal(await page.locator('.arranged li').count(), 2);
    assert.notEqual(await score.textContent(), before, 'the score follows');
    await page.locator('.acknowledge').click();
    assert.equal(await page.locator('.acknowledge').count(), 0, 'seen to once');
    assert.match(await page.locator('.warning-state').textContent(), /^(已知悉|Acknowledged)$/);
    await act(page, 'onTime');
    assert.equal(await page.locator('.warning:not(.resolved)').count(), 0);
    assert.match(await page.locator('.warning-state').textContent(), /^(已解除|Resolved)$/);
    assert.equal((await texts(page, '#changes .lost')).length > 0, true);
    assert.deepEqual(problems, []);
    await close();
  });
}

// Counted by hand in the fixture lines and the policy:
// - german-0002: 447 −33 (from_0_to_200) −9 (paid_till_now) −19 (below_100) +0 (from_1y_to_4y) −22 (48 months)
//   +22 (radio_tv) +13 (real_estate) +9 (own) +4 (none) +0 (nothing overdue) = 412, fair; two late in a row: −90 = 322.
//   Below the baseline by 91 (R01), 73 (R06), 72 (R04), 50 (R02), 24 (R05); two late in a row add 90 (R11).
//   22 years old and a skilled employee: a young employee.
// - cdnow-13403: one purchase in 30 days, 259.81 spent in 90 days: an active shopper, tier B (no good score for A).
// - ranking before any view: 0.3 × value: consumer_loan 0.6, card_cashback 0.55, deposit_std 0.5; one view of the
//   card adds 0.6 × 1/3 to it alone.
test('customer 2: tags, tier, score and reasons as counted by hand; being late moves them', async () => {
  const { page, close } = await openPage(stage, { lang: 'en', customer: composed('0002') });
  assert.deepEqual(await ids(page, '#tags .tag', 'tag'), ['young_salaried', 'active_shopper']);
  assert.equal(await page.locator('.hero-level[data-tier="retail"]').textContent(), 'B – middle');
  const standing = async () => [await texts(page, '.hero-score[data-score="retail_risk"]'), await texts(page, '.hero-band'),
    await ids(page, '#scores > [data-score="retail_risk"] .reason-codes > li', 'code')];
  assert.deepEqual(await standing(), [['412'], ['Fair'], ['R01', 'R06', 'R04', 'R02']]);
  await act(page, 'lateTwice');
  assert.deepEqual(await standing(), [['322'], ['Weak'], ['R01', 'R11', 'R06', 'R04']]);
  assert.match(await page.locator('.warning-text').textContent(), /^2 instalments in a row are overdue, the last by 31 days; 1,625\.00 was repaid in 90 days\./);
  assert.ok((await texts(page, '#changes li')).includes('Retail credit score: 412 → 322'));
  assert.deepEqual(await ids(page, '.offer', 'product'), ['deposit_std'], 'no credit while something is overdue');
  await close();
});

test('customer 2: one view of the card moves it to the top of the personal list, not of the general one', async () => {
  const { page, close } = await openPage(stage, { lang: 'zh-CN', customer: composed('0002') });
  const general = await ids(page, '.plain-offers > li', 'product');
  assert.deepEqual(await ids(page, '.offer', 'product'), ['consumer_loan', 'card_cashback', 'deposit_std']);
  await viewProduct(page, 'card_cashback');
  assert.deepEqual(await ids(page, '.offer', 'product'), ['card_cashback', 'consumer_loan', 'deposit_std']);
  // Potential: 15 for an interest of one view, 10 for the first step towards an application.
  assert.match(await announced(page), /^您浏览了“返现信用卡”\n潜力评分：0 → 25\n“返现信用卡”升至推荐第 1 位$/);
  assert.deepEqual(await ids(page, '.plain-offers > li', 'product'), general);
  await close();
});

test('customer 2: two views of the loan give a tag, and time takes it away', async () => {
  const { page, close } = await openPage(stage, { lang: 'zh-CN', customer: composed('0002') });
  await viewProduct(page, 'consumer_loan');
  await viewProduct(page, 'consumer_loan');
  assert.deepEqual(await ids(page, '#tags .tag', 'tag'), ['young_salaried', 'active_shopper', 'credit_interest']);
  assert.ok((await texts(page, '#changes .gained')).includes('新增标签关注消费信贷'));
  // In 30 days two views weigh 2 × 2^(−30/14) = 0.45 and the tag's 14 days are over.
  await page.getByRole('button', { name: '快进 30 天' }).click();
  assert.ok(!(await ids(page, '#tags .tag', 'tag')).includes('credit_interest'));
  assert.ok((await texts(page, '#changes .lost')).includes('移除标签关注消费信贷'));
  await close();
});

// german-0010: 28 years old, management or self-employed, 5,234 marks; cdnow-05444: 3 purchases in 30 days for 58.42
// of 86.88 in 90 days. cdnow-00018: one purchase, 543 days ago.
test('tags of two more customers as counted by hand', async () => {
  const { page, close } = await openPage(stage, { lang: 'en', customer: composed('0010') });
  assert.deepEqual(await ids(page, '#tags .tag', 'tag'), ['young_high_income', 'active_shopper', 'growing_spend']);
  await page.locator('#choice').selectOption('cdnow-00018');
  assert.deepEqual(await ids(page, '#tags .tag', 'tag'), ['dormant']);
  assert.match(await page.locator('.tag .reason > p').textContent(), /^The last purchase was 543 days ago\.$/);
  await close();
});

// Of the made-up subjects, by hand:
// - in trouble: credit standing 0, operating 0 + 0 + 4 + 0, willingness 0: rating 0 + 1 + 0.
// - the county branch: 160 + 190.5 + 205 + 170 + 80 and 20 of bonus = 825.5; a violation takes 50.
// - the manufacturer: two signals take all 20 points for none of operating: 72 − 20 = 52; a quarter of 20 is 5: 81 − 5 = 76.
test('the switch leads to the other policies, each with its subjects and acts', async () => {
  const { page, problems, close } = await openPage(stage, { lang: 'en' });
  await page.locator('[data-policy="enterprise"]').click();
  await page.locator('#choice').selectOption('illustrative-in-trouble');
  assert.equal(await page.title(), 'Enterprise portrait');
  assert.equal(await page.locator('[data-policy="enterprise"]').getAttribute('aria-pressed'), 'true');
  assert.deepEqual(await ids(page, '#acts button', 'act'), ['view', 'onTime', 'lateTwice', 'signals']);
  assert.equal(await page.locator('.hero-score[data-score="rating"]').textContent(), '1');
  assert.equal(await page.locator('.warning').count(), 5);
  await page.locator('#choice').selectOption('illustrative-manufacturer');
  assert.deepEqual(await texts(page, '.pills li'), ['Dedicated team', 'Published preferential rates', 'Decision in 7 working days']);
  await act(page, 'signals');
  assert.equal(await page.locator('.hero-score[data-score="operating"]').textContent(), '52');
  assert.equal(await page.locator('.hero-score[data-score="rating"]').textContent(), '76');
  // 76 is no longer strong, and a level is kept for 90 days; the renewal is off while there are signals.
  assert.equal(await page.locator('.hero-level[data-tier="enterprise"]').textContent(), 'Strategic');
  assert.ok((await texts(page, '#changes .lost')).includes('No longer suggested: “Automatic renewal”'));

  await page.locator('[data-policy="assessment"]').click();
  await page.locator('#choice').selectOption('illustrative-county');
  assert.equal(await page.locator('.hero-score[data-score="total"]').textContent(), '825.5');
  await act(page, 'redLine');
  assert.equal(await page.locator('.hero-score[data-score="total"]').textContent(), '775.5');
  assert.equal(await page.locator('.hero-level[data-tier="ranking"]').textContent(), 'D – to improve');
  await act(page, 'report');
  await act(page, 'salon');
  assert.ok(!(await ids(page, '#tags .tag', 'tag')).includes('online_only'));

  await page.getByRole('button', { name: '中文' }).click();
  assert.equal(await page.title(), '社群运营考核');
  await page.locator('[data-policy="retail"]').click();
  await page.locator('#choice').waitFor();
  assert.equal(await page.title(), '我的画像');
  assert.deepEqual(problems, []);
  await close();
});

test('made-up subjects are called so', async () => {
  for (const [lang, words] of [['zh-CN', '虚构'], ['en', 'made-up']]) {
    for (const policy of POLICIES) {
      const { page, close } = await openPage(stage, { lang, policy, customer: made(policy)[0].id });
      assert.ok((await page.locator('#customer .note').textContent()).toLowerCase().includes(words));
      await close();
    }
  }
});

test('the language changes in place: same customer, same acts, other words', async () => {
  const { page, problems, close } = await openPage(stage, { lang: 'zh-CN', customer: composed('0002') });
  await act(page, 'lateTwice');
  const chinese = await page.locator('.warning-text').textContent();
  await page.getByRole('button', { name: 'English' }).click();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.equal(await page.title(), 'My portrait');
  assert.equal(await page.locator('#choice').inputValue(), composed('0002'));
  const english = await page.locator('.warning-text').textContent();
  assert.match(chinese, /[\u4e00-\u9fff]/);
  assert.doesNotMatch(english, /[\u4e00-\u9fff]/);
  assert.equal((await texts(page, '#changes .alert')).length, 1, 'what changed is told again in English');
  await page.getByRole('button', { name: '中文' }).click();
  assert.equal(await page.locator('.warning-text').textContent(), chinese);
  assert.deepEqual(problems, []);
  await close();
});

test('a new customer is met with words, not with gaps', async () => {
  const { page, problems, close } = await openPage(stage, { lang: 'zh-CN', customer: 'new' });
  assert.equal(await page.locator('.tag').count(), 0);
  assert.equal(await page.locator('#tags .empty').textContent(), '资料不足，暂时没有标签。');
  assert.ok(await page.locator('.gaps > li').count() > 0, 'what is unknown is listed');
  assert.ok(await page.locator('.plain-offers > li').count() > 0, 'the general list is there for everyone');
  assert.deepEqual(problems, []);
  await close();
});

test('the general list is the same for every customer', async () => {
  const { page, close } = await openPage(stage, { lang: 'en' });
  const lists = new Set();
  for (const id of [composed('0002'), 'cdnow-15562', 'german-0009', 'new']) {
    await page.locator('#choice').selectOption(id);
    lists.add(await page.locator('#general').innerText());
  }
  assert.equal(lists.size, 1);
  await close();
});

test('personalisation off leaves only what everyone sees, and on brings it back', async () => {
  const { page, problems, close } = await openPage(stage, { lang: 'en', customer: composed('0018') });
  const toggle = page.getByRole('switch', { name: 'Personalisation' });
  const tags = await ids(page, '#tags .tag', 'tag');
  assert.ok(tags.length > 0);
  const seen = new Set();
  for (const id of [composed('0018'), 'cdnow-15562']) {
    await page.locator('#choice').selectOption(id);
    await toggle.click();
    assert.equal(await toggle.getAttribute('aria-checked'), 'false');
    assert.equal(await page.locator('.hero, .tag, .offer, .warning, .gaps').count(), 0);
    assert.ok(await page.locator('.plain-offers > li').count() > 0);
    seen.add(await page.locator('#portrait').innerText());
  }
  assert.equal(seen.size, 1, 'two customers see the same');
  await page.locator('#choice').selectOption(composed('0018'));
  await toggle.click();
  await toggle.click();
  assert.deepEqual(await ids(page, '#tags .tag', 'tag'), tags);
  assert.deepEqual(problems, []);
  await close();
});

test('it works by keyboard alone, and the focus stays where it was', async () => {
  const { page, close } = await openPage(stage, { lang: 'en', customer: composed('0002') });
  await page.locator('[data-act="lateTwice"]').focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.warning').count(), 1);
  assert.equal(await page.evaluate(() => document.activeElement.dataset.act), 'lateTwice');
  await page.locator('[data-act="view"]').focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('#sheet').isVisible(), true);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#sheet').isVisible(), false);
  assert.equal(await page.evaluate(() => document.activeElement.dataset.act), 'view');
  await close();
});

test('every control has a name, every card a heading', async () => {
  const { page, close } = await openPage(stage, { lang: 'en', customer: composed('0018') });
  await page.getByRole('combobox', { name: 'Choose a customer' }).waitFor();
  for (const name of ['View product', 'Repay on time', 'Late twice', 'Purchase', 'Skip 30 days']) {
    await page.getByRole('button', { name, exact: true }).waitFor();
  }
  for (const name of ['Suggested for you', 'Tags', 'How the score came about', 'General list']) {
    await page.getByRole('region', { name, exact: true }).waitFor();
  }
  assert.equal(await page.getByRole('status').getAttribute('aria-live'), 'polite');
  await close();
});

test('what was unfolded stays unfolded when the portrait changes', async () => {
  const { page, close } = await openPage(stage, { lang: 'en', customer: composed('0018') });
  const details = page.locator('details[data-key="excluded"]');
  await details.locator('summary').first().click();
  await act(page, 'buy');
  assert.equal(await details.evaluate((node) => node.open), true);
  await close();
});

test('dark mode follows the phone', async () => {
  const ground = async (dark) => {
    const { page, close } = await openPage(stage, { dark });
    const colour = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await close();
    return colour.match(/\d+/g).map(Number);
  };
  assert.ok((await ground(false)).every((part) => part > 200));
  assert.ok((await ground(true)).every((part) => part < 60));
});

test('data are shown as text, never as markup', async () => {
  const hostile = '<img src=x onerror="document.title=\'broken\'">';
  const line = { id: 'german-0001', now: Date.UTC(1998, 6, 1), profile: { age: 30, credit_amount: '1.00', purpose: hostile }, events: [] };
  const { page, close } = await openPage(stage, {
    lang: 'en',
    prepare: (page) => page.route('**/fixtures/german.ndjson', (route) => route.fulfill({ contentType: 'application/x-ndjson', body: `${JSON.stringify(line)}\n` })),
  });
  await page.locator('#choice').selectOption('german-0001');
  assert.equal(await page.locator('main img').count(), 0);
  assert.ok(!(await page.title()).includes('broken'));
  await close();
});

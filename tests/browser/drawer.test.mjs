// The drawer shows what the portrait says, lets the customer decide, and tells how much was asked of the network.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { WORDS as BANK } from '../../www/bank/words/en.js';
import { DRAWER } from '../../www/drawer/words.js';
import { WORDS } from '../../www/i18n/words.js';
import { retail } from '../../www/policies/retail.js';
import { act, live, openDrawer, policy, settled } from './drawer-page.mjs';
import { start } from './harness.mjs';

const DAY = 24 * 60 * 60 * 1000;
const late = (installment, days) => ({ type: 'repayment', loan: 'a', installment, days_past_due: days, amount: '812.50' });

let stage;
before(async () => { stage = await start(); });
after(() => stage?.close());

/** The open drawer, on a phone. */
async function opened(options) {
  const drawer = await openDrawer(stage, options);
  if (drawer.phone) await drawer.page.locator('.drawer-handle').click();
  await settled(drawer.page);
  return drawer;
}

const portraitOf = (page) => page.evaluate(() => window.customer.portrait);
const texts = (page, selector) => page.locator(selector).allInnerTexts();
const numberOf = (text) => Number(text.replace(/[^\d.+-]/g, ''));
const press = async (page, key) => {
  await page.locator(`[data-key="${key}"]`).click();
  await settled(page);
};

test('what the page knows of dimensions and ladders is what the policy says', () => {
  for (const [id, { from, to, bands }] of Object.entries(retail.dimensions)) {
    const { initial = 0, characteristics, bands: declared } = policy.scores.find((score) => score.id === id);
    const bound = (pick) => characteristics.reduce((sum, { attributes }) => sum + pick(...attributes.map(({ points }) => points)), initial);
    assert.deepEqual([id, from, to, bands], [id, bound(Math.min), bound(Math.max), declared.slice(1).map((band) => band.from)]);
  }
  assert.deepEqual(Object.keys(retail.dimensions), policy.scores.map(({ id }) => id));
  for (const { id, levels } of policy.tiers) assert.deepEqual(retail.ladders[id], levels.map((level) => level.id).reverse());
});

test('both languages have the same words, and none is missing', () => {
  const shape = (value) => (typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)])) : typeof value);
  assert.deepEqual(shape(DRAWER.en), shape(DRAWER['zh-CN']));
});

for (const lang of ['zh-CN', 'en']) {
  test(`${lang}: every section shows what the portrait says`, async () => {
    const { page, problems, close } = await opened({ lang });
    const portrait = await portraitOf(page);
    const words = WORDS[lang];
    assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN', 'the language of the page is the page’s own');
    assert.equal(await page.locator('.drawer-whole').getAttribute('lang'), lang);

    const axes = await page.locator('.axes li').evaluateAll((rows) => rows.map((row) => [row.dataset.score, row.querySelector('strong').textContent]));
    assert.deepEqual(axes, portrait.scores.map(({ id, value }) => [id, String(value)]));
    const radar = await page.locator('.radar desc').textContent();
    for (const { value } of portrait.scores) assert.ok(radar.includes(String(value)), radar);
    assert.equal(await page.locator('.radar').getAttribute('role'), 'img');

    assert.deepEqual(await texts(page, '.chips .tag-label'), portrait.tags.map(({ label }) => label));
    await page.locator('.chips summary').first().click();
    const said = await texts(page, '.chips li:first-child .reason > p');
    assert.deepEqual(said, portrait.tags[0].because.map(({ message }) => message));

    const [tier] = portrait.tiers;
    assert.equal(await page.locator('.rung[aria-current]').getAttribute('data-level'), tier.level);
    assert.deepEqual(await page.locator('.rung').evaluateAll((rungs) => rungs.map(({ dataset }) => dataset.level)), policy.tiers[0].levels.map(({ id }) => id));
    assert.deepEqual(await texts(page, `.rung[data-level="${tier.next.level}"] .gap strong`), [tier.next.missing.map(({ label }) => label).join(words.listJoin)]);
    assert.deepEqual(await texts(page, `.rung[data-level="${tier.next.level}"] .fact-label`), tier.next.changes.map(({ label }) => label));
    assert.ok((await texts(page, '.stage'))[0].includes(portrait.lifecycle[0].label));

    const main = portrait.scores.find(({ id }) => id === 'retail_risk');
    assert.equal(await page.locator('#drawer-score .gauge-value').first().textContent(), String(main.value));
    assert.equal(await page.locator('#drawer-score .gauge').first().locator('.gauge-band.here').count(), 1);
    const codes = await page.locator('[data-score="retail_risk"] .reason-codes li').evaluateAll((rows) => rows.map(({ dataset }) => dataset.code));
    assert.deepEqual(codes, main.reasonCodes.filter(({ points }) => points > 0).map(({ code }) => code));

    const offers = await page.locator('#drawer-offers .offer').evaluateAll((rows) => rows.map((row) => [row.dataset.product, row.querySelector('.rank').textContent, row.querySelector(':scope > p').textContent]));
    assert.deepEqual(offers, portrait.suggestions.map(({ product, rank, message }) => [product, String(rank), message]));
    const remaining = await texts(page, '#drawer-offers .offer .meta span:last-child');
    assert.deepEqual(remaining, portrait.suggestions.map((one) => words.remaining(one.remaining)));
    await page.locator('[data-key="excluded/summary"]').click();
    const excluded = await page.locator('#drawer-offers .left-out').evaluateAll((rows) => rows.map((row) => [row.dataset.product, row.querySelector('.left-out-head small').textContent]));
    assert.deepEqual(excluded, portrait.excluded.map(({ product, gate }) => [product, words.gate[gate]]));
    assert.deepEqual(problems, []);
    await close();
  });
}

test('a score is what its waterfall adds up to, to the digit that is shown', async () => {
  for (const customer of ['illustrative-young-employee', 'illustrative-private-client', 'illustrative-student']) {
    const { page, close } = await opened({ customer });
    const portrait = await portraitOf(page);
    for (const { id, value, contributions } of portrait.scores) {
      const fold = page.locator(`#drawer-score [data-key="score/${id}/summary"]`);
      if (await fold.count() > 0) await fold.click();
      const rows = (await texts(page, `#drawer-score [data-score="${id}"] .points-row .points`)).map(numberOf);
      assert.equal(rows.length, contributions.length + 2);
      assert.equal(rows.slice(0, -1).reduce((sum, points) => sum + points, 0), rows.at(-1));
      assert.equal(rows.at(-1), value);
      const bars = await page.locator(`#drawer-score [data-score="${id}"] .points-row .bar i`).evaluateAll((marks) => (
        marks.map(({ style }) => ['--from', '--share'].map((name) => Number(style.getPropertyValue(name))))
      ));
      for (const [from, share] of bars) assert.ok(from >= 0 && share >= 0 && from + share <= 1 + 1e-9, `${from} ${share}`);
    }
    await close();
  }
});

test('a removed tag goes, stays away after events and time, and comes back when it is restored', async () => {
  const { page, close } = await opened();
  const has = async () => (await portraitOf(page)).tags.some(({ id }) => id === 'evening_user');
  const chip = page.locator('.chips [data-tag="evening_user"]');
  assert.equal(await chip.count(), 1);
  await chip.locator('summary').click();
  await press(page, 'not-me/evening_user');
  assert.deepEqual([await chip.count(), await has()], [0, false]);
  assert.equal(await page.locator('.removed [data-tag="evening_user"]').count(), 1);
  await act(page, 'record', { type: 'login' });
  await act(page, 'travel', DAY / 2);
  await act(page, 'record', { type: 'login' });
  assert.deepEqual([await chip.count(), await has()], [0, false]);
  await press(page, 'restore/evening_user');
  assert.deepEqual([await chip.count(), await has(), await page.locator('.removed').count()], [1, true, 0]);
  await close();
});

test('the last tap: what was gained and lost, what moved, and what no rule needed', async () => {
  const { page, close } = await opened({ lang: 'en' });
  const drawer = DRAWER.en;
  assert.deepEqual(await texts(page, '#drawer-changed .empty'), [drawer.noStep]);
  const before = await portraitOf(page);
  for (const installment of [1, 2, 3]) await act(page, 'record', late(installment, 0));
  const after = await portraitOf(page);
  assert.ok(after.tags.some(({ id }) => id === 'good_payer') && !before.tags.some(({ id }) => id === 'good_payer'));
  assert.deepEqual(await page.locator('.chips .fresh').evaluateAll((rows) => rows.map(({ dataset }) => dataset.tag)), ['good_payer']);
  assert.match((await texts(page, '#drawer-changed .change-list .gained'))[0], /New tag\s*Pays on time/);
  assert.match((await texts(page, '#drawer-changed .did'))[0], /^Repayment May 2, 10:00 · /);

  const scored = async () => (await portraitOf(page)).scores[0].value;
  const good = await scored();
  await act(page, 'record', late(4, 31));
  const bad = await scored();
  assert.ok(bad < good);
  assert.equal(await page.locator('.drawer-head [role="status"]').textContent(), WORDS.en.changed(await page.locator('#drawer-changed .change-list li').count()));
  assert.ok((await texts(page, '#drawer-changed .moved')).includes(`Retail credit score: ${good} → ${bad}`));
  assert.match((await texts(page, '.axes [data-score="retail_risk"] small'))[0], new RegExp(`${bad - good} by the last tap`));

  await act(page, 'record', { type: 'coffee' });
  assert.match((await texts(page, '#drawer-changed .did'))[0], new RegExp(`^coffee .* · ${BANK.strip.dropped}`));
  assert.deepEqual(await texts(page, '#drawer-changed .empty'), [WORDS.en.noChange]);
  await close();
});

test('what one tap leaves behind is told together, and as the portraits tell it themselves', async () => {
  const { page, close } = await opened({ lang: 'en' });
  // One tap, several steps: the alert came with the second of them.
  await act(page, 'record', late(1, 20));
  await live(page, 'record', late(2, 20));
  await live(page, 'record', { type: 'page_view', page: 'repay' });
  await live(page, 'feedback', 'shown', (await portraitOf(page)).suggestions[0]);
  assert.match((await texts(page, '#drawer-changed .alert'))[0], /New alert\s*Late in a row/);
  assert.deepEqual((await texts(page, '#drawer-changed .did p')).map((text) => text.split(' May')[0]), ['Repayment', 'Repayment']);
  await close();
});

test('what came, went and moved between two portraits in a row is what the later one says, and a removed tag besides', async () => {
  const { page, close } = await opened({ customer: 'illustrative-student' });
  let compared = 0;
  const steps = [
    ...[1, 2, 3, 4].map((installment) => ['record', late(installment, installment > 2 ? 0 : 20)]), ['acknowledge', 'two_overdue'], ['record', late(5, 40)],
    ['record', late(6, 40)], ['acknowledge', 'two_overdue'], ['travel', 40 * DAY], ['record', { type: 'purchase', amount: '900.00', quantity: 1 }],
    ['removeTag', 'advocate'], ['restoreTag', 'advocate'], ['travel', 200 * DAY],
  ];
  for (const [method, ...given] of steps) {
    await act(page, method, ...given);
    const [own, engine] = await page.evaluate(async () => {
      const { between } = await import('./view/changes.js');
      const { previous, portrait } = window.customer;
      return [between(previous, portrait), portrait.changes];
    });
    const told = (list) => list.map(({ item, change }) => `${change} ${item}`).filter((text) => !/ (score|product|feature):/.test(text)).sort();
    // A portrait does not speak of what the customer does to its tags; the drawer does.
    const besides = { removeTag: 'lost tag:advocate', restoreTag: 'gained tag:advocate' }[method];
    assert.deepEqual(told(own), [...new Set([...told(engine), besides].filter(Boolean))], `${method} ${JSON.stringify(given)}`);
    compared += own.length;
  }
  assert.ok(compared >= 10, `only ${compared}`);
  await close();
});

test('an alert opens, is confirmed here, and is resolved; the times are those of the portraits', async () => {
  const { page, close } = await opened({ lang: 'en' });
  assert.deepEqual(await texts(page, '#drawer-warnings .empty'), [DRAWER.en.noTimeline]);
  for (const installment of [1, 2]) await act(page, 'record', late(installment, 20));
  const states = () => page.locator('.timeline li').evaluateAll((steps) => steps.map((step) => [step.dataset.state, step.classList.contains('done'), step.hasAttribute('aria-current')]));
  assert.deepEqual(await states(), [['open', true, true], ['acknowledged', false, false], ['resolved', false, false]]);
  await act(page, 'travel', 60 * 60 * 1000);
  await press(page, 'acknowledge/two_overdue');
  assert.equal((await portraitOf(page)).warnings[0].state, 'acknowledged');
  assert.deepEqual(await states(), [['open', true, false], ['acknowledged', true, true], ['resolved', false, false]]);
  assert.deepEqual((await texts(page, '.timeline small')).map((text) => text.slice(-5)), ['10:00', '11:00', 't yet']);
  await act(page, 'record', late(3, 0));
  assert.deepEqual(await states(), [['open', true, false], ['acknowledged', true, false], ['resolved', true, true]]);
  await close();
});

test('why not, for every product that the portrait speaks of', async () => {
  const { page, close } = await opened({ lang: 'en' });
  const portrait = await portraitOf(page);
  const products = await page.locator('#why-not option').evaluateAll((options) => options.map(({ value }) => value).filter(Boolean));
  assert.deepEqual(products, [...new Set([...portrait.suggestions, ...portrait.general, ...portrait.excluded].map(({ product }) => product))].sort());
  for (const product of products) {
    await page.locator('#why-not').selectOption(product);
    await settled(page);
    const left = portrait.excluded.find((one) => one.product === product);
    const offered = portrait.suggestions.find((one) => one.product === product);
    const verdict = left === undefined ? DRAWER.en.offered(offered.rank) : DRAWER.en.leftOut(WORDS.en.gate[left.gate]);
    assert.deepEqual(await texts(page, '.answer .verdict'), [verdict]);
    const said = await page.evaluate((id) => window.customer.explain(`product:${id}`), product);
    const sentences = await texts(page, '.answer .sentences li');
    for (const sentence of [...said.sentences, ...(left?.because ?? []).map(({ message }) => message)]) assert.ok(sentences.includes(sentence), `${product}: ${sentence}`);
  }
  await close();
});

test('a consent taken back empties what needs it; personalisation off leaves the general list', async () => {
  const { page, close } = await opened();
  await press(page, 'drawer-consent-marketing');
  const portrait = await portraitOf(page);
  assert.deepEqual(portrait.tags.filter(({ id }) => policy.tags.find((tag) => tag.id === id).purpose === 'marketing'), []);
  assert.equal(await page.locator('.chips .tag').count(), portrait.tags.length);
  assert.deepEqual(await page.locator('.axes li').evaluateAll((rows) => rows.map(({ dataset }) => dataset.score)), ['retail_risk']);
  assert.equal(await page.locator('.radar').count(), 0, 'one direction is no area');
  assert.equal(await page.locator('.rung').count(), 0);
  assert.deepEqual(await texts(page, '#drawer-ladder .empty'), ['您没有同意“个性化推荐”，这里不作计算。']);
  assert.equal(await page.locator('[data-key="drawer-consent-marketing"]').getAttribute('aria-checked'), 'false');
  await press(page, 'drawer-consent-risk');
  assert.equal(await page.locator('#drawer-score .points-row').count(), 0);
  assert.ok((await texts(page, '#drawer-changed .lost')).some((text) => /移除评分\s*零售信用评分/.test(text)));
  await press(page, 'drawer-consent-marketing');
  assert.ok(await page.locator('.chips .tag').count() > 0, 'what the bank knows by itself is supplied again');
  await press(page, 'drawer-personal');
  assert.deepEqual(await texts(page, '#drawer-tags .empty, #drawer-score .empty'), [DRAWER['zh-CN'].personalOff, DRAWER['zh-CN'].personalOff]);
  assert.equal(await page.locator('#why-not').count(), 0);
  await close();
});

test('the copy is a file that holds the events; what is listed as held is what is held', async () => {
  const { page, close } = await opened();
  await act(page, 'record', { type: 'search', text: '理财 基金' });
  await act(page, 'travel', 60_000);
  await act(page, 'record', late(7, 3));
  const coming = page.waitForEvent('download');
  await press(page, 'download');
  const download = await coming;
  assert.equal(download.suggestedFilename(), DRAWER['zh-CN'].file);
  const held = JSON.parse(readFileSync(await download.path(), 'utf8'));
  assert.deepEqual(held, await page.evaluate(() => window.customer.exportData()));
  assert.equal(held.profile.age, 26);
  assert.equal(held.events.length, 14, 'twelve of the fixture and two of this visit');
  assert.ok(held.events.some(({ type, text }) => type === 'search' && text === 'wealth'), 'only the topic of what was searched for');
  assert.deepEqual(await texts(page, '.told'), [DRAWER['zh-CN'].downloaded({ facts: Object.keys(held.profile).length, events: 14 }), '']);
  await page.locator('[data-key="recorded/summary"]').click();
  const listed = await texts(page, '.recorded li');
  assert.equal(listed.length, 8);
  assert.match(listed[0], /^还款\s[^]*逾期天数：3/);
  assert.match(listed[1], /^搜索\s[^]*主题：理财/);
  await close();
});

test('erasing asks first, and leaves a portrait of nobody', async () => {
  const { page, close } = await opened();
  await press(page, 'erase');
  await page.waitForFunction(() => document.activeElement.dataset.key === 'erase-no', null, { timeout: 5000 }); // the harmless answer has the focus
  await press(page, 'erase-no');
  assert.equal((await portraitOf(page)).tags.length, 5);
  await press(page, 'erase');
  await press(page, 'erase-yes');
  const portrait = await portraitOf(page);
  assert.deepEqual([portrait.tags, portrait.warnings, portrait.tiers[0].level], [[], [], 'C']);
  assert.equal(await page.locator('.chips .tag').count(), 0);
  const held = await page.evaluate(() => window.customer.exportData());
  assert.deepEqual([held.profile, held.events], [{}, []]);
  await page.locator('[data-key="recorded/summary"]').click();
  assert.deepEqual(await texts(page, '#drawer-data .empty'), [DRAWER['zh-CN'].noRecorded]);
  assert.ok((await texts(page, '.told')).includes(DRAWER['zh-CN'].erased));
  await close();
});

test('another customer and another language take the place of what was shown', async () => {
  const { page, close } = await opened();
  await page.evaluate(async () => {
    window.customer.close();
    window.customer = await window.openCustomer('illustrative-private-client', 'en');
    window.drawer.show(window.customer, window.bankSpeaker('en'));
  });
  await settled(page);
  const portrait = await portraitOf(page);
  assert.deepEqual(await texts(page, '.chips .tag-label'), portrait.tags.map(({ label }) => label));
  assert.deepEqual(await texts(page, '.drawer-title'), [DRAWER.en.title]);
  assert.equal(await page.locator('.trouble').textContent(), '');
  await page.evaluate(() => window.drawer.unmount());
  assert.equal(await page.locator('.drawer-whole, .drawer-handle, .drawer-sheet, .drawer-side').count(), 0);
  await close();
});

test('what a finger is on is not drawn anew under it', async () => {
  const { page, close } = await opened({ lang: 'en', width: 1280 });
  const button = page.locator('[data-key="drawer-consent-risk"]');
  await button.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await button.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await live(page, 'record', { type: 'login' });
  await page.mouse.up();
  await page.waitForFunction(() => document.querySelector('[data-key="drawer-consent-risk"]').getAttribute('aria-checked') === 'false');
  await close();
});

test('what fails is said, and the portrait stays', async () => {
  const { page, close } = await opened({ lang: 'en' });
  const tags = await texts(page, '.chips .tag-label');
  await act(page, 'removeTag', 'no_such_tag');
  assert.equal(await page.locator('.trouble').textContent(), DRAWER.en.failed);
  assert.deepEqual(await texts(page, '.chips .tag-label'), tags);
  await act(page, 'record', { type: 'login' });
  assert.equal(await page.locator('.trouble').textContent(), '');
  await close();
});

test('the drawer fits its width, and its language is read aloud as such', async () => {
  for (const [lang, width, height] of [['zh-CN', 360, 740], ['en', 360, 740], ['en', 1280, 800]]) {
    const { page, close } = await opened({ lang, width, height });
    for (const installment of [1, 2]) await act(page, 'record', late(installment, 20));
    for (const summary of await page.locator('.drawer-body summary').all()) await summary.click();
    const wide = await page.evaluate(() => [...document.querySelectorAll('.drawer-body, .drawer-body *, html')].filter((node) => (
      node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).display !== 'inline' && !node.closest('svg')
    )).map((node) => `${node.tagName}.${node.className}`));
    assert.deepEqual(wide, []);
    await close();
  }
});

test('by keyboard: open, walk through everything that can be used, close; the focus comes back', async () => {
  const { page, close } = await openDrawer(stage, { lang: 'en' });
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'drawer-handle');
  assert.equal(await page.locator('.drawer-handle').getAttribute('aria-haspopup'), 'dialog');
  await page.keyboard.press('Enter');
  await settled(page);
  assert.equal(await page.locator('.drawer-sheet[open]').count(), 1);
  const usable = await page.locator('.drawer-whole').evaluate((root) => (
    [...root.querySelectorAll('button, summary, select')].filter((node) => node.getClientRects().length > 0).length
  ));
  const seen = new Set();
  for (let step = 0; step < usable + 3; step += 1) {
    const here = await page.evaluate(() => {
      const node = document.activeElement;
      const { top, bottom } = node.getBoundingClientRect();
      return { key: node.dataset.key ?? node.className, inside: node.closest('.drawer-sheet') !== null || node === document.body, shown: bottom > 0 && top < innerHeight };
    });
    assert.ok(here.inside, `${here.key} is behind the sheet`);
    assert.ok(here.shown, `${here.key} has the focus and is not to be seen`);
    seen.add(here.key);
    await page.keyboard.press('Tab');
  }
  for (const key of ['part/network', 'tag/young_salaried/summary', 'tier/retail/summary', 'suggestion/consumer_loan/summary', 'why-not', 'drawer-personal', 'drawer-consent-risk', 'download', 'erase', 'proof/summary', 'probe']) {
    assert.ok(seen.has(key), `${key} cannot be reached`);
  }
  // A part of the portrait by its button: the heading has the focus and is in sight.
  await page.locator('[data-key="part/data"]').focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'drawer-data-title');
  // What was pressed keeps the focus although all is drawn anew.
  await page.locator('[data-key="drawer-consent-risk"]').focus();
  await page.keyboard.press('Space');
  await settled(page);
  await page.waitForFunction(() => document.querySelector('[data-key="drawer-consent-risk"]').getAttribute('aria-checked') === 'false');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'drawer-consent-risk');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.drawer-sheet[open]').count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.className), 'drawer-handle');
  await close();
});

test('on a phone the handle counts what changed behind it; where there is room the drawer stands open', async () => {
  const { page, close } = await openDrawer(stage, { lang: 'en' });
  assert.equal(await page.locator('.drawer-handle .count').count(), 0);
  for (const installment of [1, 2]) await act(page, 'record', late(installment, 20));
  const count = numberOf(await page.locator('.drawer-handle .count').textContent());
  assert.equal(await page.locator('.drawer-handle .unseen').textContent(), DRAWER.en.opened(count));
  await page.locator('.drawer-handle').click();
  await settled(page);
  assert.equal(await page.locator('#drawer-changed .change-list li').count(), count);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.locator('.drawer-side .drawer-whole').waitFor();
  assert.equal(await page.locator('.drawer-handle:visible, .drawer-sheet[open]').count(), 0);
  await close();
});

test('what changed is highlighted, and stands still for whoever asked for less motion', async () => {
  for (const [motion, moves] of [['no-preference', true], ['reduce', false]]) {
    const { page, close } = await openDrawer(stage, { width: 1280, height: 800, motion });
    const running = await page.evaluate(async () => {
      await window.customer.record({ type: 'repayment', loan: 'a', installment: 1, days_past_due: 30, amount: '1.00' });
      return document.querySelector('.drawer-whole').getAnimations({ subtree: true }).length;
    });
    assert.equal(running > 0, moves, `${motion}: ${running}`);
    await close();
  }
});

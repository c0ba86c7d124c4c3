// The playground: a policy is checked and a portrait computed while one types, and nothing of it leaves the page.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openIn, root, start } from './harness.mjs';

let stage;
before(async () => {
  stage = await start();
});
after(() => stage?.close());

const axe = readFileSync(join(root, 'www/node_modules/axe-core/axe.min.js'), 'utf8');
const RETAIL = readFileSync(join(root, 'policies/retail.json'), 'utf8');

/** The page, when it shows the first portrait. */
async function open({ lang = 'zh-CN', width = 1280, height = 800, policy = 'retail', dark = false } = {}) {
  const opened = await openIn(stage, { lang, width, height, dark, mobile: false });
  opened.page.setDefaultTimeout(15_000);
  await opened.page.goto(`${stage.site.url}playground.html?lang=${lang}&policy=${policy}`);
  await right(opened.page);
  return opened;
}

/** Waits until all is well and the newest portrait is there. */
const right = (page) => page.waitForFunction(() => document.querySelector('#standing-line').dataset.state === 'ok' && document.querySelector('#portrait').getAttribute('aria-busy') === 'false'
  && document.querySelector('#standing') !== null && document.querySelector('.stale') === null);
const wrong = (page) => page.waitForFunction(() => document.querySelector('#standing-line').dataset.state === 'error');
const content = (page, id) => page.locator(`#${id} .cm-content`);

/** Types over the first place of some words, as a person does who has searched for them. */
async function replace(page, id, words, by) {
  await content(page, id).focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+f');
  const field = page.locator(`#${id} .cm-search [name=search]`);
  await field.fill(words);
  await field.dispatchEvent('change');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.insertText(by);
}

/** Line and column, from 1, of a part of a text. */
function placeOf(text, part) {
  const lines = text.slice(0, text.indexOf(part)).split('\n');
  return [lines.length, lines.at(-1).length + 1];
}

for (const lang of ['zh-CN', 'en']) {
  test(`a mistake is shown at its place with code and hint, and goes when it is mended: ${lang}`, async () => {
    const { page, problems, close } = await open({ lang });
    try {
      assert.equal(await page.title(), lang === 'en' ? 'Policy playground' : '规则编写台');
      const before = await page.locator('[data-score=retail_risk]').first().textContent();

      await replace(page, 'policy', 'age < 35', 'agee < 35');
      await wrong(page);
      const finding = page.locator('.finding.error');
      assert.equal(await finding.count(), 1);
      const told = await finding.textContent();
      const [line, column] = placeOf(RETAIL, 'age < 35');
      assert.equal(await finding.getAttribute('data-code'), 'expr/unknown-name');
      assert.ok(told.includes('/tags/0/when/all/0/expr') && told.includes(lang === 'en' ? `line ${line}, column ${column}` : `第 ${line} 行第 ${column} 列`), told);
      assert.ok(told.includes(lang === 'en' ? 'did you mean "age"?' : '是不是想写 "age"？'), told);
      // The mark stands under the misspelt word, in its line.
      const mark = page.locator('#policy .cm-lintRange-error');
      assert.equal(await mark.first().textContent(), 'agee');
      assert.ok((await page.locator('#policy .cm-line', { has: page.locator('.cm-lintRange-error') }).first().textContent()).includes('"young"'));
      // The portrait from before stays, and says so.
      assert.equal(await page.locator('[data-score=retail_risk]').first().textContent(), before);
      await page.locator('.stale').waitFor();
      assert.ok(await page.locator('#tool-savePack').isDisabled());

      // From the list to the place, from wherever one is.
      await content(page, 'customer').click();
      await finding.click();
      assert.equal(await page.evaluate(() => document.activeElement.id), 'policy');
      await page.keyboard.insertText('age');
      await right(page);
      assert.equal(await page.locator('.finding').count(), 0);
      assert.deepEqual(problems, []);
    } finally {
      await close();
    }
  });
}

test('the portrait follows the policy and the customer as one types', async () => {
  const { page, problems, close } = await open({ lang: 'en' });
  try {
    const level = page.locator('#standing [data-tier=retail]').first();
    assert.equal(await level.textContent(), 'B – middle');
    await replace(page, 'policy', '"en": "B – middle"', '"en": "B, as I call it"');
    await page.waitForFunction(() => document.querySelector('#standing [data-tier=retail]').textContent === 'B, as I call it');
    await replace(page, 'customer', '"aum_band": "below_50k"', '"aum_band": "from_6m"');
    await page.waitForFunction(() => document.querySelector('#standing [data-tier=retail]').textContent.startsWith('A'));
    // What the engine does not take is told with its place, and marked there.
    await replace(page, 'customer', '"from_6m"', '"from_7m"');
    const finding = page.locator('#customer-findings .finding');
    await finding.waitFor();
    const told = await finding.textContent();
    assert.ok(told.includes('input/enum') && told.includes('/profile/aum_band') && !told.includes('from_7m'), told);
    assert.equal(await page.locator('#customer .cm-lintRange-error').first().textContent(), '"from_7m"');
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test('every starting point has a portrait, in both languages, and the languages change in place', async () => {
  for (const [policy, level] of [['enterprise', 'enterprise'], ['assessment', 'ranking']]) {
    const { page, problems, close } = await open({ policy });
    try {
      await page.locator(`#standing [data-tier=${level}]`).first().waitFor();
      const chinese = await page.locator('#portrait').textContent();
      await page.locator('#languages [lang=en]').click();
      await page.waitForFunction((before) => document.documentElement.lang === 'en' && document.querySelector('#portrait').textContent !== before
        && document.querySelector('#portrait').getAttribute('aria-busy') === 'false', chinese);
      assert.doesNotMatch(await page.locator('#standing').textContent(), /[\u4e00-\u9fff]/);
      assert.deepEqual(problems, []);
    } finally {
      await close();
    }
  }
  const { page, close } = await open();
  try {
    await page.locator('#template').selectOption('assessment');
    await page.locator('#standing [data-tier=ranking]').first().waitFor();
  } finally {
    await close();
  }
});

test('keys and words complete from the schema', async () => {
  const { page, problems, close } = await open({ lang: 'en' });
  try {
    // A new key in the first purpose: one that it does not have yet is offered, with what it means.
    await replace(page, 'policy', '"basis": "contract"', '"basis": ');
    await page.keyboard.type('"'); // which closes itself
    await page.keyboard.press('Control+Space');
    const options = page.locator('#policy .cm-tooltip-autocomplete li');
    await options.first().waitFor();
    assert.deepEqual((await options.allTextContents()).sort(), ['consent', 'contract', 'legal_duty']);
    await options.filter({ hasText: 'legal_duty' }).click();
    await page.waitForFunction(() => document.querySelector('#policy').shadowRoot.textContent.includes('"basis": "legal_duty"'));
    await replace(page, 'policy', '"timezone"', '"');
    await page.keyboard.type('no');
    await options.filter({ hasText: 'notBefore' }).waitFor();
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test('files: a policy is opened, the policy and the pack are downloaded, and all can be taken back', async () => {
  const work = mkdtempSync(join(tmpdir(), 'silhouette-playground-'));
  const { page, problems, close } = await open({ lang: 'en' });
  try {
    const file = join(work, 'mine.json');
    writeFileSync(file, JSON.stringify({ id: 'mine', version: '1.0.0', locales: ['en'], timezone: '+08:00', profile: { age: { type: 'int' } }, tags: [{ id: 'adult', label: 'Of age', when: { expr: 'age >= 18' } }] }, null, 2));
    await page.locator('#file').setInputFiles(file);
    await page.locator('[data-tag=adult], #tags', { hasText: 'Of age' }).first().waitFor();
    await right(page).catch(() => undefined); // it has no tier to stand first
    const saved = async (tool) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.locator(tool).click()]);
      const path = join(work, download.suggestedFilename());
      await download.saveAs(path);
      return [download.suggestedFilename(), readFileSync(path)];
    };
    const [name, text] = await saved('#tool-savePolicy');
    assert.deepEqual([name, text.toString()], ['mine.json', readFileSync(file, 'utf8')]);
    const [packName, pack] = await saved('#tool-savePack');
    assert.equal(packName, 'mine.pack');
    const { load } = await import(join(root, 'pkg-config/dist/node.js'));
    const engine = await load(new Uint8Array(pack));
    assert.equal(engine.policy.id, 'mine');
    engine.close();

    await replace(page, 'policy', 'Of age', 'Grown up');
    await page.locator('#tags', { hasText: 'Grown up' }).waitFor();
    page.once('dialog', (dialog) => dialog.accept());
    await page.locator('#tool-reset').click();
    await page.locator('#tags', { hasText: 'Of age' }).waitFor();

    // Dropped anywhere; what is no JSON is refused.
    const drop = (name, content) => page.evaluate(([name, content]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], name, { type: name.endsWith('json') ? 'application/json' : 'text/plain' }));
      for (const type of ['dragenter', 'dragover', 'drop']) document.querySelector('#portrait').dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, composed: true, dataTransfer }));
    }, [name, content]);
    await drop('dropped.json', readFileSync(file, 'utf8').replace('Of age', 'Dropped'));
    await page.locator('#tags', { hasText: 'Dropped' }).waitFor();
    await drop('words.txt', 'hello');
    await page.locator('#toast', { hasText: 'Only JSON' }).waitFor();
    assert.deepEqual(problems, []);
  } finally {
    await close();
    rmSync(work, { recursive: true, force: true });
  }
});

test('nothing is requested after the page is ready', async () => {
  const { page, problems, close } = await open();
  try {
    const asked = stage.site.requests.length;
    await replace(page, 'policy', 'age < 35', 'agee < 35');
    await wrong(page);
    await replace(page, 'policy', 'agee < 35', 'age < 36');
    await right(page);
    await replace(page, 'customer', '"age": 26', '"age": 62');
    await page.waitForTimeout(500);
    await right(page);
    assert.deepEqual(stage.site.requests.slice(asked), []);
    assert.deepEqual([stage.elsewhere.asked, problems], [[], []]);
  } finally {
    await close();
  }
});

test('on a phone: tabs, by finger and by arrow keys, and Escape leaves the editor', async () => {
  const { page, problems, close } = await open({ width: 360, height: 740 });
  try {
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    assert.ok(await content(page, 'policy').isVisible() && !(await content(page, 'customer').isVisible()));
    await page.locator('#tab-portrait').click();
    assert.ok(await page.locator('#standing').isVisible());
    await page.keyboard.press('ArrowLeft');
    assert.equal(await page.locator('#tab-customer').getAttribute('aria-selected'), 'true');
    assert.ok(await content(page, 'customer').isVisible());
    await content(page, 'customer').click();
    const before = await content(page, 'customer').textContent();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    assert.notEqual(await page.evaluate(() => document.activeElement.id), 'customer');
    assert.equal(await content(page, 'customer').textContent(), before);
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test('axe has nothing serious to say: with a portrait and with an error, light and dark, wide and narrow', async () => {
  for (const options of [{ lang: 'zh-CN' }, { lang: 'en', dark: true }, { lang: 'en', width: 360, height: 740 }]) {
    const { page, close } = await open(options);
    try {
      // By the debugger, since the page's content policy lets nobody else add a script.
      await page.evaluate(axe);
      const serious = async () => {
        const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
        assert.ok(passes.length > 10);
        return violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)]);
      };
      assert.deepEqual(await serious(), []);
      await replace(page, 'policy', 'age < 35', 'agee < 35');
      await wrong(page);
      assert.deepEqual(await serious(), []);
    } finally {
      await close();
    }
  }
});

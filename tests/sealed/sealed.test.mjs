// The sealed worker in three browser engines: nothing that is in it gets out, and what it computes is the same.
//
// The oracle is the log of a second server in this process, and the site's own. That they would notice is shown by
// the same escape from a worker that is not sealed: a way that does not arrive from there proves nothing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { FILES, cases } from './cases.mjs';
import { ENGINES, missing, openIn } from '../engines/engines.mjs';
import { prove } from '../engines/proof.mjs';
import { flow } from './page.js';
import { dist, elsewhere, packs, root, site } from './site.mjs';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 4, 2, 2);

/** Ten thousand events of a year. */
const history = {
  now: NOW,
  profile: { age: 31, duration_months: 12, credit_amount: '5000' },
  events: Array.from({ length: 10_000 }, (_, index) => {
    const at = NOW - DAY - Math.floor(((10_000 - index) * 365 * DAY) / 10_000);
    if (index % 10 === 0) return { type: 'purchase', at, amount: '12.50', quantity: 1 + (index % 3) };
    if (index % 300 === 1) return { type: 'repayment', at, loan: 'a', installment: index, days_past_due: index > 9000 ? 12 : 0, amount: '812.50' };
    return { type: 'product_view', at, product: 'deposit_std' };
  }),
};

/** How the worker is sealed, and whether it keeps what it has. */
const FLOWS = ['file', 'frame', 'vault-file', 'vault-frame'];

/** The ways that a worker of each engine has at least, when nothing seals it. */
const WAYS = ['fetch', 'fetchPost', 'fetchRequest', 'fetchOwn', 'xhr', 'xhrSync', 'webSocket', 'eventSource', 'importScripts', 'cache', 'workerOwn', 'workerModule', 'workerBlob', 'compileStreaming'];

/** The names of the ways by which a tag arrived at one of the logs. */
const arrived = (logs, tag) => [...new Set(logs.flat().flatMap((line) => new RegExp(`leak\\?${tag}\\.(\\w+)`).exec(line)?.[1] ?? []))].sort();

test('SECURITY.md names the ways that are tried', () => {
  const tried = [...readFileSync(new URL('escape.js', import.meta.url), 'utf8').matchAll(/^ {6}(\w+): (?:async )?\(\) => /gm)].map(([, way]) => way);
  assert.ok(tried.length >= WAYS.length && WAYS.every((way) => tried.includes(way)));
  const [, listed] = /^The ways: ([^]*?)\.\n/m.exec(readFileSync(join(root, 'SECURITY.md'), 'utf8'));
  assert.deepEqual([...listed.matchAll(/`(\w+)`/g)].map(([, way]) => way), tried);
});

let expected;
async function inNode() {
  const { load } = await import(pathToFileURL(join(dist, 'node.js')).href);
  const engine = await load(join(packs, 'retail.pack'));
  const out = await flow(engine.open({ locale: 'en' }), history);
  engine.close();
  return JSON.parse(JSON.stringify(out));
}

for (const name of Object.keys(ENGINES)) {
  test(name, { skip: missing(name), timeout: 120_000 }, async (t) => {
    expected ??= await inNode();
    const there = await elsewhere();
    const here = await site(cases({ elsewhere: there.origin, history }), FILES);
    const browser = await openIn(name, here.first);
    t.after(async () => {
      await browser.end();
      await Promise.all([here.close(), there.close()]);
    });
    const began = performance.now();
    const over = await Promise.race([here.all, wait(90_000, null, { ref: false })]);
    assert.ok(over !== null, `after ${Object.keys(here.found).join(', ') || 'nothing'} it went on no more\n${here.log.slice(-5).join('\n')}\n${browser.said()}`);
    const found = (which) => {
      assert.equal(here.found[which].error, undefined, which);
      return here.found[which].value;
    };
    const ways = Object.keys(found('escape-open'));
    const open = arrived([here.log, there.log], 'open');
    const afterLoading = (recipe) => {
      const from = here.log.indexOf(`GET /case/flow-${recipe}/loaded`);
      const to = here.log.indexOf(`POST /case/flow-${recipe}/done`);
      assert.ok(from > 0 && to > from);
      return here.log.slice(from + 1, to);
    };
    prove('escape', name, {
      'ways tried': ways.length, 'arrived from an open worker': open.length,
      'sealed by header': arrived([here.log, there.log], 'file').length, 'sealed by frame': arrived([here.log, there.log], 'frame').length,
      'requests after loading, 10,000 events': FLOWS.flatMap(afterLoading).length,
    });
    console.log(`${name}: in ${((performance.now() - began) / 1000).toFixed(1)} s; not arrived unsealed: ${ways.filter((way) => !open.includes(way)).join(', ')}`);
    const paces = Object.entries(found('flow-frame').took).map(([what, ms]) => `${what} ${ms.toFixed(2)} ms`);
    console.log(`${name}: with 10,000 events in the sealed worker: ${paces.join(', ')}`);

    await t.test('control: what is not sealed gets out', () => {
      assert.deepEqual(WAYS.filter((way) => !open.includes(way)), [], JSON.stringify(found('escape-open')));
    });
    for (const recipe of ['file', 'frame']) {
      await t.test(`nothing gets out of the worker that is sealed by a ${recipe}`, () => {
        assert.deepEqual(Object.keys(found(`escape-${recipe}`)), ways, 'every way was tried');
        assert.deepEqual(arrived([here.log, there.log], recipe), []);
      });
    }
    for (const recipe of FLOWS) {
      await t.test(`10,000 events, ${recipe}: no request after loading, and the results of Node`, () => {
        assert.deepEqual(afterLoading(recipe), []);
        const { bytes, took, ...out } = found(`flow-${recipe}`);
        const { bytes: _, took: __, ...same } = expected; // a salt and a pace of its own
        assert.deepEqual(out, same);
        assert.ok(bytes > 1000);
        assert.ok(out.held > 1000 && out.portrait.tags.length > 0 && out.portrait.warnings.length > 0, 'there is something to get wrong');
      });
    }
    await t.test('what the worker kept in the vault is there for the next page', () => {
      const { held } = expected;
      assert.deepEqual(found('flow-vault-later'), { 'flow-file': ['indexeddb', 'stored', held], 'flow-frame': ['indexeddb', 'stored', held] });
    });
    for (const recipe of ['file', 'frame']) {
      await t.test(`another worker, sealed by a ${recipe} as well, goes on after a fault and after a hang`, () => {
        const { before, refused, ruin, hang, recorded, after } = found(`recovery-${recipe}`);
        assert.deepEqual(refused, ['engine/trap', 'engine/trap', 'worker/timeout', 'worker/timeout']);
        assert.equal(recorded, 50);
        assert.ok(before > 0);
        assert.deepEqual([ruin, hang, after > before], [before, before, true], 'what was answered is there, what was refused is not');
      });
    }
    await t.test('what is not sealed is refused', () => {
      const { '/other/build.js': build, '/other/page.js': page, '/other/missing.js': missing, ...unsealed } = found('refusals');
      assert.deepEqual([build, page, missing], ['worker/version', 'worker/unavailable', 'worker/unavailable']);
      assert.ok(Object.keys(unsealed).length >= 8);
      for (const [file, code] of Object.entries(unsealed)) assert.equal(code, 'worker/unsealed', file);
      assert.equal(found('page-forbids-blob'), 'worker/blocked');
      assert.equal(found('page-forbids-wasm'), 'worker/blocked');
    });
    await t.test('accepted packs are kept in the browser, from one page to the next, for the sealed worker too', () => {
      const twice = (...outcomes) => outcomes.flatMap((outcome) => [outcome, outcome]);
      assert.deepEqual(found('kept-first'), twice('pack/unavailable', ['2.0.0', false, null], ['2.0.0', true, 'pack/rollback']));
      assert.deepEqual(found('kept-later'), twice(['2.0.0', true, 'pack/rollback'], ['2.0.0', true, 'pack/unavailable'], ['2.0.0', false, null]));
    });
    await t.test('a script and a wasm with another hash than the list names are refused', () => {
      assert.deepEqual(found('integrity'), { 'web.js': ['loaded', 'refused'], 'sealed.js': ['loaded', 'refused'], wasm: ['opened', 'wasm/unavailable'] });
    });
    await t.test('where the browser would report what is refused, the worker is refused; else nothing is reported', () => {
      const reported = here.log.includes('POST /report');
      assert.ok(reported ? found('page-reports') === 'worker/unsealed' : ['opened', 'worker/unsealed'].includes(found('page-reports')));
    });
    await t.test('to find out takes no request; WebKit asks for the header of the worker file, and once for an own address that is open', () => {
      const asked = here.log.filter((line) => line.startsWith('HEAD '));
      const known = name === 'webkit' ? /^HEAD \/(broken\/worker\.js|escape\/sealed-worker\.js|sealed\/worker\.js|unsealed\/[\w-]+\.js|case\/refusals)$/ : /^$/;
      assert.deepEqual(asked.filter((line) => !known.test(line)), []);
      assert.ok(asked.filter((line) => line === 'HEAD /case/refusals').length <= 1);
      const rest = here.log.filter((line) => !/^GET \/(case|pkg|packs|page\.js|escape|broken|sealed|unsealed|other|signed)\b|^HEAD |leak\?|^POST \/case\/[\w-]+\/done$|^POST \/report$|favicon/.test(line));
      assert.deepEqual(rest, []);
    });
  });
}

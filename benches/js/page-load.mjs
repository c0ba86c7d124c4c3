// How a first portrait comes to a page, in Chromium: bytes, time and how long the page's own thread is blocked.
//
//   node benches/js/page-load.mjs [--runs 9] [--to docs/page-load.md]
//
// Needs the built package, the packs and the modules of tests/packaging/: `cargo xtask page-load` has them made.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { launch } from '../../tests/browser/harness.mjs';
import { host } from '../../tests/packaging/visitor.mjs';
import { openWorkshop, root } from '../../tests/packaging/workshop.mjs';
import { serve } from '../../www/serve.mjs';
import { compressing } from './compressing.mjs';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '9' }, to: { type: 'string' } } });
const RUNS = Number(values.runs);
if (!Number.isInteger(RUNS) || RUNS < 1) throw new Error('--runs takes a whole number of at least 1');

/** How much slower than this machine the page's thread is. */
const CPU = 4;
/** What Lighthouse calls a slow 4G: 1.6 Mbit/s and 150 ms there and back. */
const SLOW = { offline: false, latency: 150, downloadThroughput: (1.6e6 / 8) * 0.9, uploadThroughput: (750e3 / 8) * 0.9 };
/** Work after the portrait still counts as loading for so long. */
const AFTER = 500;

/** The ways in which each page is loaded. */
const WAYS = { quick: {}, slow: { network: SLOW } };

/** What a page says in its head, so that the module and the policy come while the script does. */
const EARLY = ['silhouette.wasm', 'policies/retail.pack']
  .map((file) => `<link rel="preload" as="fetch" crossorigin href="./node_modules/silhouette-wasm/dist/${file}">`)
  .join('\n');

/** The app as it is, or with what it fetches named in its head. */
async function app(workshop, early) {
  const { folder, npm } = workshop.project('vite', early ? 'vite-early' : 'vite');
  const page = join(folder, 'index.html');
  if (early) writeFileSync(page, readFileSync(page, 'utf8').replace('<meta charset="utf-8">', `<meta charset="utf-8">\n${EARLY}`));
  await npm('build');
  return host(join(folder, 'dist'));
}

/** The pages: where they are, and what is there once a portrait is. */
async function pages(workshop) {
  const [plain, early, demo] = [await app(workshop, false), await app(workshop, true), await serve()];
  return {
    list: [
      { name: 'the app of fifteen lines, built by Vite', site: plain, path: '', ready: '#portrait:not(:empty)' },
      { name: 'the same, module and policy preloaded', site: early, path: '', ready: '#portrait:not(:empty)' },
      { name: 'the page of portraits, `portrait.html`', site: demo, path: 'portrait.html', ready: '#about' },
      { name: 'the bank, `index.html`', site: demo, path: '', ready: '#page[aria-busy="false"]' },
    ],
    close: () => Promise.all([plain, early, demo].map((site) => site.close())),
  };
}

/** Runs in the page, before anything of it. */
function observe(ready) {
  const seen = (window.pageLoad = { portrait: null, tasks: [] });
  new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
  const look = new MutationObserver(() => {
    if (document.querySelector(ready) === null) return;
    look.disconnect();
    requestAnimationFrame(() => (seen.portrait = performance.now()));
  });
  look.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}

/** One load with nothing in the cache. */
async function load(browser, url, ready, network) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: 'zh-CN' });
  try {
    const page = await context.newPage();
    const faults = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    const protocol = await context.newCDPSession(page);
    await protocol.send('Emulation.setCPUThrottlingRate', { rate: CPU });
    if (network !== undefined) {
      await protocol.send('Network.enable');
      await protocol.send('Network.emulateNetworkConditions', network);
    }
    await page.addInitScript(observe, ready);
    await page.goto(url);
    await page.waitForFunction(() => window.pageLoad.portrait !== null, null, { timeout: 60_000, polling: 50 });
    await page.waitForTimeout(AFTER);
    const { portrait, tasks, came } = await page.evaluate(() => {
      const came = performance.getEntriesByType('resource').map(({ name, responseEnd }) => [new URL(name).pathname, responseEnd]);
      return { ...window.pageLoad, came };
    });
    // What came after the portrait had no part in it.
    const last = (kind) => Math.max(0, ...came.filter(([path, at]) => kind.test(path) && at <= portrait).map(([, at]) => at));
    if (faults.length > 0) throw new Error(`${url}: ${faults.join('; ')}`);
    const longest = Math.max(0, ...tasks);
    const blocked = tasks.reduce((sum, task) => sum + Math.max(0, task - 50), 0);
    return { portrait, script: portrait - last(/\.m?js$/), files: portrait - last(/\.(m?js|wasm|pack)$/), blocked, longest };
  } finally {
    await context.close();
  }
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const milliseconds = (time) => (time >= 1000 ? `${(time / 1000).toFixed(2)} s` : `${Math.round(time)} ms`);

/** Every page in turn, each way, so that what slows the machine for a while slows all. */
async function measure(list, browser) {
  const rows = list.map(() => ({ quick: [], slow: [] }));
  for (let run = 1; run <= RUNS; run += 1) {
    console.error(`page-load: run ${run} of ${RUNS}`);
    for (const [index, { front, path, ready }] of list.entries()) {
      for (const [way, { network }] of Object.entries(WAYS)) rows[index][way].push(await load(browser, front.url + path, ready, network));
    }
  }
  return rows;
}

/** What one load transfers, as it is and compressed. */
async function transferred(list, browser) {
  const sizes = [];
  for (const { front, path, ready } of list) {
    const before = { ...front.sent };
    await load(browser, front.url + path, ready);
    sizes.push({ files: front.sent.files - before.files, raw: front.sent.raw - before.raw, compressed: front.sent.compressed - before.compressed });
  }
  return sizes;
}

function document(list, rows, sizes, about) {
  const of = (row, way, what) => milliseconds(median(row[way].map((one) => one[what])));
  const lines = list.map(({ name }, index) => {
    const [row, { files, raw, compressed }] = [rows[index], sizes[index]];
    return `| ${name} | ${files} | ${kilobytes(raw)} | ${kilobytes(compressed)} | ${of(row, 'quick', 'portrait')} | ${of(row, 'quick', 'script')} | ${of(row, 'quick', 'files')} | ${of(row, 'quick', 'blocked')} | ${of(row, 'quick', 'longest')} | ${of(row, 'slow', 'portrait')} |`;
  });
  return `# How a first portrait comes to a page

Written by \`cargo xtask page-load\`; not edited by hand.

A phone-sized page in Chromium with an empty cache, whose own thread is ${CPU} times slower than this machine's. Everything that the page asks
for is counted, the module and the policy too. The two demonstration pages are not bundled: each of their modules is a file.

| page | files | as they are | brotli | first portrait | after its script | after its last file | blocked | longest task | first portrait, slow 4G |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
${lines.join('\n')}

Medians of ${RUNS} loads; the pages take turns. ${about}

- *brotli* is what is transferred when every file is compressed once, at the highest level, and served so; all times are with that. Servers
  compress only the types that they know: a pack, \`application/octet-stream\`, is half as large when they are told to.
- *first portrait* is from the start of the navigation to the frame with the portrait. Files come from the same machine, without delay;
  *slow 4G* is Lighthouse's: 1.6 Mbit/s, and 150 ms there and back, for each request.
- *after its script* is from the arrival of the last script that the portrait needs, *after its last file* from that of the last script,
  module or policy: what is left then is work of the page's own thread, most of it the first run of cold code.
- *preloaded*: the page's head names both, \`<link rel="preload" as="fetch" crossorigin href="…">\`, so they come beside the script, not behind it.
- *blocked* is what tasks of the page's own thread take beyond 50 ms each, until half a second after the portrait: Lighthouse's total blocking time.
- The slowing reaches the page's own thread only. The demonstration pages have their engine in the sealed worker, which runs at full speed here:
  their times would be longer on a slow phone, and their *blocked* would not.
- The slowing is Chromium's own (\`Emulation.setCPUThrottlingRate\`), which is coarse for tasks shorter than some 0.3 s.
`;
}

const [model] = cpus();
const before = loadavg()[0];
const workshop = await openWorkshop();
const made = await pages(workshop);
const browser = await launch();
try {
  for (const page of made.list) page.front = await compressing(page.site.url);
  const sizes = await transferred(made.list, browser);
  const rows = await measure(made.list, browser);
  const load = (number) => number.toFixed(2);
  const about = `${new Date().toISOString().slice(0, 10)}, Chromium ${browser.version()}, ${model.model.trim()}, ${cpus().length} cores, load before ${load(before)} and after
${load(loadavg()[0])}: where the load is not well below the number of cores, other work ran beside, and the times are too long.`;
  const text = document(made.list, rows, sizes, about);
  process.stdout.write(text);
  if (values.to !== undefined) {
    const target = join(root, values.to);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    console.error(`page-load: written to ${values.to}`);
  }
} finally {
  await browser.close();
  await Promise.all(made.list.map(({ front }) => front?.close()));
  await made.close();
  workshop.close();
}

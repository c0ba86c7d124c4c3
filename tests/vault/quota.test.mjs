// A full storage and an emptied one, by Chromium itself: the customer's visit goes on, in memory or from the beginning.
import assert from 'node:assert/strict';
import { before, after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { install, missing } from '../engines/engines.mjs';
import { station } from './station.mjs';

const skip = missing('chromium');

/** What the page was told last, and who waits for what comes of it. */
let tellPage = () => {};
let outcome = () => {};
let here;
let installed;
let browser;
let session;

/** Has the page do something; what came of it, a fault as its code. */
async function page(command, ...args) {
  const came = new Promise((resolve) => (outcome = resolve));
  tellPage({ command, args });
  const { value, error } = await came;
  return error === undefined ? value : error;
}

/** Loads the page anew; it waits for the first command. */
async function visit() {
  const ready = new Promise((resolve) => (outcome = resolve));
  await browser.call('Page.navigate', { url: `${here.origin}/page/puppet` }, session);
  await ready;
}

before(async () => {
  if (skip !== false) return;
  here = await station((what, told) => new Promise((resolve) => {
    tellPage = resolve;
    outcome(told);
  }));
  installed = await install('chromium');
  browser = installed.start([], { tools: true });
  const { targetId } = await browser.call('Target.createTarget', { url: 'about:blank' });
  ({ sessionId: session } = await browser.call('Target.attachToTarget', { targetId, flatten: true }));
});
after(async () => {
  await browser?.kill();
  await installed?.remove();
  await here?.close();
});

/** Nobody has the storage open; the browser then asks again how much room there is. */
async function leave() {
  await browser.call('Page.navigate', { url: 'about:blank' }, session);
  await wait(3000);
}

const quota = (quotaSize) => browser.call('Storage.overrideQuotaForOrigin', quotaSize === undefined ? { origin: here.origin } : { origin: here.origin, quotaSize }, session);
const empty = () => browser.call('Storage.clearDataForOrigin', { origin: here.origin, storageTypes: 'indexeddb' }, session);

test('a full storage: the visit goes on in memory, and all of it is stored when there is room again', { skip, timeout: 60_000 }, async () => {
  await quota(300_000);
  await visit();
  assert.deepEqual(await page('open', 'full'), { storage: 'indexeddb', readOnly: false, origin: 'new', parts: 0, tags: 0 });
  await page('record', 0, 0, 10);
  assert.equal(await page('settled'), undefined);
  // Down to a rest that is far too small for what comes.
  for (const size of [60_000, 6_000, 600]) {
    let last = 0;
    for (let stored = 0; Number.isInteger(last) && stored < 60; stored += 1) last = await page('plain', 'control', size + stored);
    assert.equal(last, 'QuotaExceededError', `control: nothing more of ${size} bytes can be stored`);
  }
  assert.equal(await page('record', 0, 10, 2000), undefined, 'nothing is thrown');
  assert.equal(await page('settled'), 'vault/full');
  const { storage, parts } = await page('state');
  assert.deepEqual([storage, parts], ['memory', 6000]);
  await quota();
  assert.equal(await page('settled'), undefined, 'tried again');
  assert.deepEqual((await page('state')).storage, 'indexeddb');
  await visit();
  const { origin, parts: kept } = await page('open', 'full');
  assert.deepEqual([origin, kept], ['stored', 6000]);
});

test('a storage that is full from the beginning', { skip, timeout: 60_000 }, async () => {
  await leave();
  await quota(1);
  await visit();
  const { origin, parts } = await page('open', 'never');
  assert.deepEqual([origin, parts], ['new', 0]);
  assert.equal(await page('record', 0, 0, 500), undefined);
  assert.equal(await page('settled'), 'vault/full');
  const { storage, parts: held } = await page('state');
  assert.deepEqual([storage, held], ['memory', 1500]);
  await leave();
  await quota();
});

test('emptied in the midst of a visit: what the page has is stored again', { skip, timeout: 60_000 }, async () => {
  await visit();
  await page('open', 'emptied');
  await page('record', 0, 0, 10);
  await page('settled');
  assert.equal(await page('plain', 'control-2', 100), 1);
  await empty();
  assert.equal(await page('plain', 'control-2', 0), 0, 'control: what was stored is gone');
  assert.equal(await page('record', 0, 10, 20), undefined);
  assert.equal(await page('settled'), undefined);
  await visit();
  assert.equal((await page('open', 'emptied')).parts, 60);
});

test('emptied between two visits: a cold start', { skip, timeout: 60_000 }, async () => {
  await visit();
  assert.equal((await page('open', 'emptied')).parts, 60);
  await page('close');
  await leave();
  await empty();
  await visit();
  assert.deepEqual(await page('open', 'emptied'), { storage: 'indexeddb', readOnly: false, origin: 'new', parts: 0, tags: 0 });
  assert.equal(await page('record', 0, 0, 10), undefined);
  assert.equal(await page('settled'), undefined);
  await visit();
  assert.equal((await page('open', 'emptied')).parts, 30);
});

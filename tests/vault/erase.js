// A page that keeps a session twice, as two tabs do, and erases it in one; it tells what is stored then, wherever that is.
import { load } from '/pkg/web.js';
import { forgetVault, openVault } from '/pkg/vault.js';

const NOW = Date.UTC(2026, 0, 1);
const NAME = 'erased';
const tell = (word, body) => fetch(`/tell/${word}`, { method: 'POST', body: JSON.stringify(body) });

/** What stands under the vault's name: in the origin's own storage and, where there are buckets, in that of the copy. */
async function stored() {
  const factories = [indexedDB];
  if (navigator.storageBuckets !== undefined) factories.push((await navigator.storageBuckets.open('silhouette')).indexedDB);
  return Promise.all(factories.map(async (factory) => {
    const opening = factory.open(`silhouette/${NAME}`);
    const db = await new Promise((resolve, reject) => {
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const asking = db.transaction('records').objectStore('records').getAllKeys();
    const keys = await new Promise((resolve, reject) => {
      asking.onsuccess = () => resolve(asking.result);
      asking.onerror = () => reject(asking.error);
    });
    db.close();
    return keys.filter((key) => !`${key}`.startsWith('write ')).map(String);
  }));
}

const step = (number) => [0, 1, 2].map((part) => ({ type: 'step', at: NOW + number * 10 + part, life: 0, step: number, part }));
const parts = (session) => session.exportData(NOW).events.length;
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

async function run() {
  const engine = await load('/steps.pack');
  const [one, other] = [await openVault(engine, { name: NAME }), await openVault(engine, { name: NAME })];
  const found = { began: [one.origin, one.storage] };
  one.setProfile({ last_step: 7 });
  one.record(step(1));
  await one.settled();
  await other.settled();
  other.record(step(2));
  await other.settled();
  await one.settled();
  found.both = [parts(one), parts(other)];
  found.before = await stored();

  // Not stored when the other erases.
  other.record(step(3));
  one.erase();
  await Promise.all([one.settled(), other.settled()]);
  await Promise.all([one.settled(), other.settled()]);
  found.left = [parts(one), parts(other)].map((count) => count <= 3 && count % 3 === 0);
  found.profiles = [one, other].map((session) => session.exportData(NOW).profile);
  await pause(5);
  one.erase();
  await one.settled();
  await other.settled();
  found.nothing = [parts(one), parts(other)];
  // `exportData` leaves its mark on the session, which is then stored: only after that.
  await Promise.all([one.settled(), other.settled()]);
  await pause(5);
  one.erase();
  await one.settled();
  found.erased = await stored();
  const third = await openVault(engine, { name: NAME });
  found.origin = third.origin;
  third.close();

  // It goes on, and is forgotten.
  await pause(5);
  other.record(step(4));
  await other.settled();
  found.later = await stored();
  await forgetVault(NAME);
  found.forgotten = await stored();
  other.close();
  await other.settled().catch(() => undefined);
  found.after = await stored();

  // With a host's secret: another is refused, and nothing is lost by that.
  const keySource = (byte) => async () => new Uint8Array(32).fill(byte);
  const kept = await openVault(engine, { name: NAME, keySource: keySource(1) });
  kept.record(step(5));
  await kept.settled();
  found.wrong = await openVault(engine, { name: NAME, keySource: keySource(2) }).then(() => 'opened', ({ code }) => code);
  found.none = await openVault(engine, { name: NAME }).then(() => 'opened', ({ code }) => code);
  found.right = parts(await openVault(engine, { name: NAME, keySource: keySource(1) }));
  found.buckets = navigator.storageBuckets !== undefined;
  return found;
}

run().then((found) => tell('over', { found }), (error) => tell('over', { found: { error: `${error?.code ?? ''} ${error} ${error?.stack ?? ''}` } }));

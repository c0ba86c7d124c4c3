// A page that records steps and says which are safe, until it has done what it was told, or is ended.
import { STORES } from './stores.js';

const [, tab, group] = /tab=(\d+)&group=(\w+)/.exec(location.search);
/** What the server calls this load of the page. */
let life;
/** Whether the page is going away: what fails from then on fails by that, and Chromium has even other calls throw it. */
let leaving = false;

const never = () => new Promise(() => {});

/** Tells the server, which answers; a page that it does not know any more, or that is going away, stops here. */
async function tell(what, body = {}) {
  if (leaving) return never();
  const answer = await fetch(`/tell/${what}`, { method: 'POST', body: JSON.stringify({ tab: Number(tab), group, life, ...body }) }).catch(never);
  return answer.status === 200 ? answer.json() : never();
}

/** Goes away in the midst of things, and waits for nothing. */
function leave(how) {
  leaving = true;
  if (how === 'reload') location.reload();
  if (how === 'close') {
    setTimeout(() => location.replace('about:blank'), 1000); // where a page may not close itself
    window.close();
  }
  return never();
}

/**
 * Shows first what an earlier life left, then goes on in the same or in a new place.
 *
 * @param {{ store: string, from: string, to: string, most: number, leaves?: { after: number, how: 'reload' | 'close' } }} work
 */
async function write({ store, from, to, most, leaves }) {
  let kept = await STORES[store](from);
  await tell('held', { store, held: await kept.held() });
  if (to !== from) {
    await kept.close();
    kept = await STORES[store](to);
  }
  await tell('begin', { store });
  for (let next = 0; next < most;) {
    // One, two or three steps at a time, as a page that does not wait for each.
    const last = Math.min(next + (next % 3), most - 1);
    for (; next <= last; next += 1) await kept.record(life, next);
    const settled = kept.settled();
    if (leaves !== undefined && last >= leaves.after) return leave(leaves.how);
    await settled;
    await tell('kept', { store, upto: last });
  }
  await kept.close();
  return tell('over', { store });
}

/** A database beside the stores, opened before them: whether it is new, and what the browser says of that, as Chromium does when it has thrown all away. */
async function witness() {
  const opening = indexedDB.open('witness', 1);
  let fresh = false;
  opening.onupgradeneeded = ({ dataLoss = 'none', dataLossMessage = '' }) => (fresh = dataLoss === 'none' ? true : dataLossMessage);
  const db = await new Promise((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  db.close();
  return fresh;
}

const start = await tell('start');
life = start.life;
setInterval(() => tell('alive'), 1000);
await tell('witness', { fresh: await witness() });
await Promise.all(start.writers.map((writer) => write(writer).catch((error) => tell('fault', { store: writer.store, error: `${error?.code ?? ''} ${error} ${error?.stack ?? ''}` }))));

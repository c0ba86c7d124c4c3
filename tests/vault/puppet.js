// A page that does what the test says, one thing after the other, and says what came of it.
import { load } from '/pkg/web.js';
import { openVault } from '/pkg/vault.js';

const NOW = Date.UTC(2026, 0, 1);
let engine;
let session;

const COMMANDS = {
  async open(name) {
    engine ??= await load('/steps.pack');
    session = await openVault(engine, { name });
    return COMMANDS.state();
  },
  /** Records steps; none of it may throw, whatever the storage does. */
  record(life, from, to) {
    for (let step = from; step < to; step += 1) session.record([0, 1, 2].map((part) => ({ type: 'step', at: NOW + step * 10 + part, life, step, part })));
  },
  settled: () => session.settled(),
  state: () => ({ storage: session.storage, readOnly: session.readOnly, origin: session.origin, parts: session.exportData(NOW).events.length, tags: session.portrait(NOW + 86_400_000).tags.length }),
  close: () => session.close(),
  /** As many bytes, stored as they are. */
  async plain(name, bytes) {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('all');
    const db = await new Promise((resolve, reject) => {
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const transaction = db.transaction('all', 'readwrite', { durability: 'strict' });
    if (bytes > 0) transaction.objectStore('all').put(crypto.getRandomValues(new Uint8Array(Math.min(bytes, 65_536))), bytes);
    const count = transaction.objectStore('all').count();
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    db.close();
    return count.result;
  },
};

/** The errors of browsers have numbers for codes. */
const codeOf = ({ code, name }) => (typeof code === 'string' ? code : name);

for (let outcome = null; ;) {
  const answer = await fetch('/tell/next', { method: 'POST', body: JSON.stringify(outcome) });
  const { command, args } = await answer.json();
  outcome = await Promise.resolve().then(() => COMMANDS[command](...args)).then((value) => ({ value }), (error) => ({ error: codeOf(error), message: error.message }));
}

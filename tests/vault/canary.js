// A page that stores what is easy to find again: in the vault, or as it is, or as the vault's state without its key.

const [, what] = /what=(\w+)/.exec(location.search);

const tell = async (word, body = {}) => (await fetch(`/tell/${word}`, { method: 'POST', body: JSON.stringify({ what, ...body }) })).json();

async function plainly(...values) {
  const opening = indexedDB.open('in-the-open', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('all', { autoIncrement: true });
  const db = await new Promise((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const transaction = db.transaction('all', 'readwrite', { durability: 'strict' });
  // Each in a record of its own: what is longer than a page of a database file is cut, and then not found.
  for (const value of values) transaction.objectStore('all').put(value);
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  db.close();
}

/** A customer who has everything; what came out, so that the test knows that there was something. */
async function live(session, { worth, pay, drift, trade, account, cents, amount, shop, at }) {
  session.setProfile({ worth, pay: String(pay), drift, trade });
  for (let time = 0; time < 20; time += 1) session.record({ type: 'paid', at: at + time, account, cents, amount: String(amount), shop });
  session.record({ type: 'paid', at: at + 100, account, cents: 1, amount: '1.00', shop: 'market' });
  session.setProfile({ trade: 'baker' });
  const { tags } = session.portrait(at + 1000);
  session.setProfile({ trade });
  session.journal.write(at + 2000);
  session.record({ type: 'paid', at: at + 200, account, cents, amount: String(amount), shop });
  return tags.map(({ id }) => id);
}

async function run() {
  const { canaries } = await tell('start');
  if (what === 'plain') return plainly(...Object.values(canaries));
  const { load } = await import('/pkg/web.js');
  const engine = await load('/canary.pack');
  if (what === 'state') {
    const session = engine.open();
    const tags = await live(session, canaries);
    await plainly(session.snapshot());
    return { tags };
  }
  const { openVault } = await import('/pkg/vault.js');
  const session = await openVault(engine, { name: 'canary' });
  const before = session.exportData(canaries.at + 3000).events.length;
  const tags = await live(session, canaries);
  await session.settled();
  const { storage } = session;
  await session.close();
  return { before, tags, storage };
}

run().then((found) => tell('over', { found: found ?? {} }), (error) => tell('over', { found: { error: `${error?.code ?? ''} ${error} ${error?.stack ?? ''}` } }));

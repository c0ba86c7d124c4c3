// Stores that hold steps: the package's own, and on the same IndexedDB one that is right and some that are wrong, each
// in its own way. The wrong ones show that the tests would notice.
//
// A step is three parts that belong together. `record` takes one, `settled` says that all so far is safe, `held` gives
// what is there as [life, step, part].

const PARTS = [0, 1, 2];

/** The package's own, under the policy of `steps.json`. */
async function vault(name) {
  const [{ load }, { openVault }] = await Promise.all([import('/pkg/web.js'), import('/pkg/vault.js')]);
  const engine = await load('/steps.pack');
  const session = await openVault(engine, { name });
  const stored = () => {
    if (session.storage !== 'indexeddb' || session.readOnly) throw new Error(`kept in ${session.storage}${session.readOnly ? ', read only' : ''}`);
  };
  stored();
  return {
    record: (life, step) => {
      // Lives are side by side in time, so that what one records comes before what another did.
      session.record(PARTS.map((part) => ({ type: 'step', at: BEGIN + (step * 100 + life) * 10 + part, life, step, part })));
      if (step % 5 === 0) session.setProfile({ last_step: step });
    },
    settled: async () => {
      await session.settled();
      stored();
    },
    held: () => session.exportData(BEGIN).events.map(({ life, step, part }) => [life, step, part]),
    close: async () => {
      await session.close();
      engine.close();
    },
  };
}

/** The same in the sealed worker: what is answered is stored. */
async function sealed(name) {
  const { openSealed } = await import('/pkg/sealed.js');
  const session = await openSealed('/steps.pack', { vault: { name } });
  const stored = async () => {
    const { storage, readOnly } = await session.where();
    if (storage !== 'indexeddb' || readOnly) throw new Error(`kept in ${storage}${readOnly ? ', read only' : ''}`);
  };
  await stored();
  const asked = [];
  return {
    record: (life, step) => {
      asked.push(session.record(PARTS.map((part) => ({ type: 'step', at: BEGIN + (step * 100 + life) * 10 + part, life, step, part }))));
    },
    settled: async () => {
      await Promise.all(asked.splice(0));
      await stored();
    },
    held: async () => (await session.exportData(BEGIN)).events.map(({ life, step, part }) => [life, step, part]),
    close: () => session.close(),
  };
}

/** Some moment; of no meaning. */
const BEGIN = Date.UTC(2026, 0, 1);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function database(name) {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore('parts', { autoIncrement: true });
    opening.result.createObjectStore('waiting', { autoIncrement: true });
  };
  const db = await done(opening);
  /** One transaction; resolves when it is complete, to what the work gave. */
  const transact = (mode, work) => new Promise((resolve, reject) => {
    const transaction = db.transaction(['parts', 'waiting'], mode, { durability: 'strict' });
    const given = work(transaction.objectStore('parts'), transaction.objectStore('waiting'));
    transaction.oncomplete = () => resolve(given?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
  return {
    change: (work) => transact('readwrite', work),
    all: (which) => transact('readonly', (parts, waiting) => ({ parts, waiting })[which].getAll()),
    close: () => db.close(),
  };
}

/** A store over a database: keeps what was recorded until it is settled, then has it written. */
async function storing(name, { write, opened = () => {}, held = (db) => db.all('parts') }) {
  const db = await database(name);
  await opened(db);
  let fresh = [];
  return {
    record: (life, step) => fresh.push(...PARTS.map((part) => [life, step, part])),
    settled: async () => {
      const now = fresh;
      fresh = [];
      await write(db, now);
    },
    held: () => held(db),
    close: db.close,
  };
}

/** Right: what was recorded goes into one transaction, and that is waited for. */
const plain = (name) => storing(name, { write: (db, now) => db.change((parts) => now.forEach((entry) => parts.put(entry))) });

/** Wrong: says that it is safe, and writes a little later. Must be found to lose. */
async function late(name) {
  const store = await plain(name);
  const { settled } = store;
  let writing = false;
  const write = async () => {
    writing = true;
    await pause(400);
    await settled();
    writing = false;
  };
  return { ...store, settled: async () => {
    if (!writing) void write();
  } };
}

/** Wrong: the parts of a step go into transactions of their own. Must be found to hold halves. */
const split = (name) => storing(name, {
  async write(db, now) {
    for (const entry of now) {
      await db.change((parts) => parts.put(entry));
      if (entry[2] !== 2) await pause(100);
    }
  },
});

/** Wrong: keeps a list of what is still to be done, and does it again when it was not crossed out. Must be found to hold doubles. */
const again = (name) => {
  const opened = async (db) => {
    const entries = await db.all('waiting');
    await db.change((parts) => entries.forEach((entry) => parts.put(entry)));
    await pause(300);
    await db.change((parts, waiting) => waiting.clear());
  };
  return storing(name, {
    opened,
    async write(db, now) {
      await db.change((parts, waiting) => now.forEach((entry) => waiting.put(entry)));
      await opened(db);
    },
  });
};

/** Wrong: reads all, adds to it and writes it back, as if it were alone. Must be found to lose where there are several. */
const over = (name) => {
  const held = async (db) => (await db.all('waiting'))[0] ?? [];
  return storing(name, {
    held,
    async write(db, now) {
      const entries = [...(await held(db)), ...now];
      await db.change((_, waiting) => waiting.put(entries, 1));
    },
  });
};

export const STORES = { vault, sealed, plain, late, split, again, over };

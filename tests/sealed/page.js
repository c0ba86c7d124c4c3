// What the pages of these tests share: the escape, the flow of a customer's visit, and the way to tell the outcome.

/** Lets the worker that listens try its ways out; the outcome of each, as the worker sees it. */
export function escape(start, { elsewhere, tag }) {
  const channel = new BroadcastChannel('escape');
  return new Promise((resolve, reject) => {
    let asked = false;
    const ask = () => {
      if (asked) return;
      asked = true;
      channel.postMessage({ elsewhere, own: location.origin, tag });
    };
    channel.onmessage = ({ data }) => (data.outcomes === undefined ? undefined : resolve(data.outcomes));
    Promise.resolve(start()).then(() => setTimeout(ask, 100), reject);
  });
}

/** Consents to everything that the policy asks for. */
async function consent(session) {
  for (const { purpose } of await session.consent.get()) await session.consent.set(purpose, true, 0);
}

/** Records a history and looks at it from every side; all that came out, and under `took` how long some of it took in milliseconds. */
export async function flow(session, { profile, events, now }) {
  const took = {};
  const timed = async (name, times, work) => {
    const began = performance.now();
    for (let time = 0; time < times; time += 1) await work(time);
    took[name] = (performance.now() - began) / times;
  };
  await consent(session);
  const out = { took, set: await session.setProfile(profile) };
  await timed('record 9,000', 1, async () => (out.recorded = await session.record(events.slice(0, 9000))));
  // At once, as a page would that does not wait; then one after the other.
  out.together = await Promise.all(events.slice(9000, 9900).map((event) => session.record(event)));
  await timed('record one', 100, (index) => session.record(events[9900 + index]));
  await timed('portrait', 20, async () => (out.portrait = await session.portrait(now)));
  const tag = out.portrait.tags[0];
  if (tag !== undefined) out.why = await session.explain(`tag:${tag.id}`, now);
  const warning = out.portrait.warnings[0];
  if (warning !== undefined) out.acknowledged = await session.warnings.acknowledge(warning.id, now);
  out.held = (await session.exportData(now)).events.length;
  out.again = await session.portrait(now + 86_400_000);
  await session.setPersonalisation(false);
  out.general = await session.portrait(now + 86_400_000);
  out.bytes = (await session.snapshot()).length;
  return out;
}

/** Makes the worker go wrong, twice; what is refused meanwhile, and what is left. */
export async function recovery(open, { profile, events, now }) {
  const channel = new BroadcastChannel('broken');
  const make = (what) => new Promise((resolve) => {
    channel.onmessage = resolve;
    channel.postMessage(what);
  });
  const held = async () => (await session.exportData(now)).events.length;
  const session = await open();
  await consent(session);
  await session.setProfile(profile);
  await session.record(events.slice(0, 100));
  const out = { before: await held(), refused: [] };
  for (const what of ['ruin', 'hang']) {
    await make(what);
    // Two at once: the second waits behind the first.
    const calls = [session.record(events.slice(100, 150)), session.portrait(now)];
    for (const call of calls) out.refused.push(await call.then(() => 'answered', (error) => error.code));
    out[what] = await held();
  }
  out.recorded = (await session.record(events.slice(100, 150))).recorded;
  out.after = await held();
  await session.close();
  channel.close();
  return out;
}

/** The code of the error that a promise ends in, or that there was none. */
export const codeOf = (promise) => promise.then((session) => (session.close(), 'opened'), (error) => error.code ?? String(error));

/** Runs the case of this page and tells the server what came of it, which says where to go next. */
export async function tell(work) {
  const given = await (await fetch(`${location.pathname}.json`)).json();
  let found;
  try {
    found = { value: await work(given) };
  } catch (error) {
    found = { error: `${error} ${error?.stack ?? ''}` };
  }
  const next = await (await fetch(`${location.pathname}/done`, { method: 'POST', body: JSON.stringify(found) })).text();
  if (next !== '') location.replace(next);
}

import { load } from 'silhouette-wasm';

const engine = load(new URL('silhouette-wasm/policies/retail.pack', import.meta.url));
const opened = engine.then((engine) => engine.open({ locale: 'en' }));

onmessage = async ({ data: { now, profile, events } }) => {
  const session = await opened;
  session.consent.set('risk', true, now); // when the customer agrees
  session.setProfile(profile);
  session.record(events);
  postMessage(session.portrait(now));
};

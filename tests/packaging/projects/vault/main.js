import { load } from 'silhouette-wasm';
import { openVault } from 'silhouette-wasm/vault';

const engine = await load(new URL('silhouette-wasm/policies/retail.pack', import.meta.url));
const session = await openVault(engine, { locale: 'en' });
const now = Date.now();
session.consent.set('risk', true, now); // when the customer agrees
session.record({ type: 'application_submit', at: now, product: 'consumer_loan' }); // one more with every visit
const portrait = session.portrait(now);
await session.settled(); // safely stored
document.querySelector('#portrait').textContent = JSON.stringify(portrait, null, 2);

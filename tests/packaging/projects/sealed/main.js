import { openSealed } from 'silhouette-wasm/sealed';

const session = await openSealed(new URL('silhouette-wasm/policies/retail.pack', import.meta.url), { locale: 'en' });
const now = Date.now();
await session.consent.set('risk', true, now); // when the customer agrees
await session.setProfile({ age: 31, duration_months: 11 });
await session.record([
  { type: 'repayment', at: now, loan: 'a', installment: 1, days_past_due: 12, amount: '812.50' },
  { type: 'repayment', at: now, loan: 'a', installment: 2, days_past_due: 31, amount: '812.50' },
]);
document.querySelector('#portrait').textContent = JSON.stringify(await session.portrait(now), null, 2);
await session.close();

// The retail policy that ships, as a page uses it: `node shipped.mjs PACK`. Lines as those of measure.mjs, times in µs.

import { load } from './engine.mjs';

const DAY = 86_400_000;
const START = Date.UTC(2026, 4, 2, 2);
const HELD = 2_000;

const engine = await load(process.argv[2]);

/** A customer of whom everything that the policy asks for is known and allowed: two months of purchases, logins and views. */
function customer() {
  const session = engine.open({ locale: 'zh-CN' });
  for (const { purpose } of session.consent.get()) session.consent.set(purpose, true, START - 100 * DAY);
  session.setProfile({
    age: 31,
    income_month: '32000.00',
    occupation: 'salaried',
    aum_band: 'from_50k',
    risk_profile: 'C3',
    risk_profile_expires: '2027-01-01',
    existing_credits: 1,
    checking_status: 'none',
    duration_months: 12,
  });
  const events = [];
  for (let i = 0; i < HELD; i++) {
    const at = START - 60 * DAY + (i * 60 * DAY) / HELD;
    if (i % 3 === 0) events.push({ type: 'purchase', at, amount: '12.50', quantity: 1 });
    else if (i % 3 === 1) events.push({ type: 'login', at });
    else events.push({ type: 'product_view', at, product: ['consumer_loan', 'wealth_steady', 'card_cashback'][(i % 7) % 3] });
  }
  session.record(events);
  return session;
}

/** The median over short rounds of the time of one; the first half warms up. */
function settled(name, work) {
  const session = customer();
  let at = START;
  const times = [];
  for (let round = 0; round < 400; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < 20; i++) work(session, (at += 1000));
    times.push(Number(process.hrtime.bigint() - start) / 20_000);
  }
  const late = times.slice(200).sort((a, b) => a - b);
  console.log(`${name}\t${late[100]}`);
  session.close();
}

settled('shipped, one more, portrait', (session, at) => {
  session.record({ type: 'product_view', at, product: 'consumer_loan' });
  session.portrait(at);
});
settled('shipped, portrait', (session, at) => session.portrait(at));
settled('shipped, explain', (session, at) => session.explain('product:fund_balanced', at));
engine.close();

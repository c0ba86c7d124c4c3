// Events for the benchmark: the same ones from the same seed, on every machine.

const DAY = 86_400_000;
/** The windows of the policy end here at the earliest. */
const WINDOW = 90 * DAY;
const START = Date.UTC(2026, 0, 1, 3, 4, 5);

const PAGES = ['home', 'accounts', 'transfer', 'cards', 'loans', 'wealth', 'calculator', 'rates', 'profile', 'messages', 'help', 'branches'];
const CHANNELS = ['app', 'app', 'app', 'web', 'mini'];
const PRODUCTS = ['loan_online', 'loan_car', 'card_cashback', 'wealth_steady', 'wealth_growth', 'deposit_std'];
const LOANS = ['loan-a', 'loan-b', 'loan-c'];

/** Numbers in [0, 1), by mulberry32. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** An endless stream of events in order of time, at `rate` events in 90 days. */
export function stream(seed, rate) {
  const next = random(seed);
  const below = (n) => Math.floor(next() * n);
  const installments = [0, 0, 0];
  let at = START;
  const event = () => {
    // Now and then two events at one moment.
    if (below(50) > 0) at += Math.floor(-Math.log(1 - next()) * (WINDOW / rate));
    const which = below(100);
    if (which < 55) {
      return { type: 'page_view', at, page: PAGES[below(PAGES.length)], channel: CHANNELS[below(CHANNELS.length)], stay_ms: 200 + below(60_000) };
    }
    if (which < 75) {
      return { type: 'product_view', at, product: PRODUCTS[below(PRODUCTS.length)], stay_ms: 500 + below(120_000) };
    }
    if (which < 95) {
      const out = below(100) < 85;
      const cents = out ? 100 + below(below(20) === 0 ? 200_000 : 30_000) : 100_000 + below(900_000);
      return { type: 'transaction', at, amount: cents / 100, direction: out ? 'out' : 'in', merchant: `merchant ${below(40) + 1}` };
    }
    const loan = below(3);
    const late = below(4) === 0;
    return {
      type: 'repayment',
      at,
      loan: LOANS[loan],
      installment: ++installments[loan],
      days_past_due: late ? 1 + below(60) : 0,
      amount: (50_000 + below(50_000)) / 100,
    };
  };
  return { next: event, take: (count) => Array.from({ length: count }, event) };
}

/** The same events as columns, one table for each kind, with texts as codes of a dictionary. */
export function columns(events) {
  const tables = new Map();
  for (const event of events) {
    const { type, at, ...fields } = event;
    let table = tables.get(type);
    if (table === undefined) tables.set(type, (table = { type, at: [], fields: Object.fromEntries(Object.keys(fields).map((name) => [name, []])) }));
    table.at.push(at);
    for (const [name, value] of Object.entries(fields)) table.fields[name].push(value);
  }
  const column = (values) => {
    if (typeof values[0] === 'number') return Float64Array.from(values);
    const dictionary = [...new Set(values)];
    return { values: dictionary, codes: Uint16Array.from(values, (value) => dictionary.indexOf(value)) };
  };
  return [...tables.values()].map(({ type, at, fields }) => ({
    type,
    at: Float64Array.from(at),
    fields: Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, column(values)])),
  }));
}

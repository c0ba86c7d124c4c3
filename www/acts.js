// What a person can do on the page. An act is the events that a bank's own page would record.

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LOAN = 'demo-loan';
const RATE = '812.50';

function nextInstallment(events) {
  const known = events.filter((event) => event.type === 'repayment' && event.loan === LOAN);
  return 1 + Math.max(0, ...known.map((event) => event.installment));
}

function repayments(events, at, daysPastDue) {
  const first = nextInstallment(events);
  // A second apart, so that the last of them is the last.
  const start = at - 1000 * (daysPastDue.length - 1);
  return daysPastDue.map((days, index) => (
    { type: 'repayment', at: start + 1000 * index, loan: LOAN, installment: first + index, days_past_due: days, amount: RATE }
  ));
}

/**
 * Name of an act → how long it takes, and its events given the customer's events so far.
 * `personal` switches personalisation to `details.on` and leaves no event.
 */
const ACTS = {
  view: { takes: MINUTE, events: (_, at, { product }) => [{ type: 'product_view', at, product }] },
  onTime: { takes: MINUTE, events: (before, at) => repayments(before, at, [0]) },
  lateTwice: { takes: MINUTE, events: (before, at) => repayments(before, at, [12, 31]) },
  buy: { takes: MINUTE, events: (_, at) => [{ type: 'purchase', at, amount: '199.00', quantity: 1 }] },
  wait: { takes: 30 * DAY, events: () => [] },
  personal: { takes: MINUTE, events: () => [] },
};

/** The moment after the act, and what it leaves behind. */
export function perform(name, details, before, now) {
  const { takes, events } = ACTS[name];
  const at = now + takes;
  return { name, details, at, events: events(before, at, details) };
}

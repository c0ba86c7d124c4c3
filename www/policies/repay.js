// Repayments of the one loan that acts on the page speak of.

const LOAN = 'demo-loan';

function nextInstallment(events) {
  const known = events.filter((event) => event.type === 'repayment' && event.loan === LOAN);
  return 1 + Math.max(0, ...known.map((event) => event.installment));
}

/** The next instalments, each with its days past due and whatever else the policy asks for. */
export function repayments(events, at, daysPastDue, more = {}) {
  const first = nextInstallment(events);
  // A second apart, so that the last of them is the last.
  const start = at - 1000 * (daysPastDue.length - 1);
  return daysPastDue.map((days, index) => (
    { type: 'repayment', at: start + 1000 * index, loan: LOAN, installment: first + index, days_past_due: days, ...more }
  ));
}

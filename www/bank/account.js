// What the bank's own books say after what was done: all of it follows from the persona and the history of the visit.

import { plan } from './calculator.js';

const DAY = 86_400_000;
/** The bank's days are those of +08:00. */
const OFFSET = 8 * 3_600_000;

const inCents = (text) => Math.round(Number(text) * 100);

/** The begin of the day, in the bank's time, that lies whole months after `first` (`YYYY-MM-DD`); a day that the month does not have is its last. */
export function dueDay(first, months) {
  const [year, month, day] = first.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return Date.UTC(year, month - 1 + months, Math.min(day, last)) - OFFSET;
}

/** Whole days that a payment at a time is late: none on the day itself. */
export const daysLate = (due, at) => Math.max(0, Math.floor((at - due) / DAY));

/** The instalments of a loan: amount in cents, day due, and how the payment went. */
function instalments(loan, history) {
  if (loan === null) return [];
  const amounts = loan.each === undefined
    ? plan(loan.principal, loan.rate, loan.months).map(({ payment }) => payment)
    : Array.from({ length: loan.months }, () => loan.each);
  const paid = new Map(history.filter(({ event }) => event?.type === 'repayment' && event.loan === loan.id).map(({ event }) => [event.installment, event]));
  return amounts.map((cents, index) => {
    const number = index + 1;
    const event = paid.get(number);
    return { number, cents, due: dueDay(loan.first, index), paid: number <= loan.paid || event !== undefined, late: event?.days_past_due ?? 0 };
  });
}

/** Products whose application was begun and not submitted, the latest last. */
function applications(events) {
  const open = new Set();
  for (const { type, product } of events) {
    if (type === 'application_start' || type === 'application_submit') open.delete(product);
    if (type === 'application_start') open.add(product);
  }
  return [...open];
}

const chosen = (history, type, key) => {
  const found = new Map();
  for (const { event } of history) if (event?.type === type && event[key] !== undefined) found.set(event[key], event);
  return found;
};

/**
 * @param {{ persona: object, history: readonly object[] }} customer
 * @returns what the pages show of it: `assets` (cents), `loan`, `instalments`, `applications`, `favourites`, `joined`, `referred`
 */
export function accountOf({ persona, history }) {
  const events = [...persona.events, ...history.flatMap(({ event }) => event ?? [])];
  const ours = history.flatMap(({ event }) => event ?? []);
  const spent = ours.filter(({ type }) => type === 'purchase' || type === 'repayment').reduce((sum, { amount }) => sum + inCents(amount), 0);
  const favourites = [...chosen(history, 'click', 'favourite').values()].filter(({ on }) => on).map(({ favourite }) => favourite);
  return {
    assets: { ...persona.assets, account: persona.assets.account - spent },
    loan: persona.loan,
    instalments: instalments(persona.loan, history),
    applications: applications(events),
    favourites,
    joined: [...chosen(history, 'community_join', 'community').keys()],
    referred: events.filter(({ type }) => type === 'referral_join').length,
  };
}

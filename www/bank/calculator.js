// Instalments and interest, to the cent. All in whole numbers: amounts in cents, rates in hundredths of a percent a year
// (345 is 3.45 %), fractions as pairs of BigInts; nothing is rounded but the results, half up.

/** A year's rate of 1 is 1/120,000 of the amount a month: a hundredth of a percent of a twelfth. */
const MONTHLY = 120_000n;

const half = (numerator, denominator) => Number((2n * numerator + denominator) / (2n * denominator));

/** The interest of one month. @param {number} cents @param {number} rate @returns {number} cents */
export function monthlyInterest(cents, rate) {
  return half(BigInt(cents) * BigInt(rate), MONTHLY);
}

/**
 * The equal monthly payment of an annuity loan: P·i / (1 − (1 + i)^−n).
 *
 * @param {number} principal cents @param {number} rate hundredths of a percent a year @param {number} months
 * @returns {number} cents
 */
export function annuity(principal, rate, months) {
  if (rate === 0) return half(BigInt(principal), BigInt(months));
  const grown = (MONTHLY + BigInt(rate)) ** BigInt(months);
  const whole = MONTHLY ** BigInt(months);
  return half(BigInt(principal) * BigInt(rate) * grown, MONTHLY * (grown - whole));
}

/**
 * The plan of an annuity loan. The last payment takes what rounding left, so that the parts of principal are the principal.
 *
 * @returns {{ payment: number, interest: number, principal: number, left: number }[]} cents, one a month
 */
export function plan(principal, rate, months) {
  const payment = annuity(principal, rate, months);
  const rows = [];
  let left = principal;
  for (let month = 1; month <= months; month += 1) {
    const interest = monthlyInterest(left, rate);
    const part = month === months ? left : Math.min(payment - interest, left);
    left -= part;
    rows.push({ payment: part + interest, interest, principal: part, left });
  }
  return rows;
}

/** The interest of a fixed deposit at its end, simple interest. @param {number} principal cents @returns {number} cents */
export function depositInterest(principal, rate, months) {
  return half(BigInt(principal) * BigInt(rate) * BigInt(months), MONTHLY);
}

/**
 * An amount as people write it, such as `50,000` or `50000.5`, in cents; null when it is none.
 *
 * @param {string} text @returns {number | null}
 */
export function cents(text) {
  const found = /^(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim().replaceAll('，', ','));
  return found === null ? null : Number(found[1].replaceAll(',', '')) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
}

/** Cents as an event's amount: `812.50`. */
export const amount = (value) => `${Math.trunc(value / 100)}.${String(value % 100).padStart(2, '0')}`;

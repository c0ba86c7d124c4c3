// Retail customers.

import { repayments } from './repay.js';
import { MINUTE } from './time.js';

const RATE = { amount: '812.50' };

export const retail = {
  id: 'retail',
  pack: './packs/retail.pack',
  files: [
    { file: './fixtures/composed.ndjson', kind: 'composed' },
    { file: './fixtures/german.ndjson', kind: 'profile' },
    { file: './fixtures/cdnow.ndjson', kind: 'purchases' },
    { file: './subjects/retail.ndjson', kind: 'illustrative' },
  ],
  nobody: Date.UTC(1998, 6, 1),
  main: { tier: 'retail', score: 'retail_risk' },
  dimensions: {
    retail_risk: { from: 104, to: 722, bands: [400, 480, 560] },
    engagement: { from: 0, to: 100, bands: [40, 75] },
    potential: { from: 0, to: 100, bands: [40, 75] },
  },
  ladders: { retail: ['C', 'B', 'A'] },
  acts: {
    view: { icon: 'view', takes: MINUTE, events: (_, at, { product }) => [{ type: 'product_view', at, product }] },
    onTime: { icon: 'onTime', takes: MINUTE, events: (before, at) => repayments(before, at, [0], RATE) },
    lateTwice: { icon: 'late', takes: MINUTE, events: (before, at) => repayments(before, at, [12, 31], RATE) },
    buy: { icon: 'buy', takes: MINUTE, events: (_, at) => [{ type: 'purchase', at, amount: '199.00', quantity: 1 }] },
  },
  facts(speak, { kind, profile, events }) {
    const { words } = speak;
    const purchases = events.filter((event) => event.type === 'purchase').map((event) => event.at);
    const loan = [
      // The real borrowers of the 1990s borrowed marks; a made-up customer of today did not.
      profile.credit_amount === undefined || kind === 'illustrative' ? null : words.marks(speak.number(Number(profile.credit_amount))),
      profile.duration_months === undefined ? null : words.monthsOf(profile.duration_months),
      profile.purpose === undefined ? null : speak.name(profile.purpose),
    ].filter(Boolean);
    return [
      loan.length === 0 ? null : [words.facts.loan, loan.join(' · ')],
      purchases.length === 0 ? null : [words.facts.last, speak.date(Math.max(...purchases))],
    ].filter(Boolean);
  },
};

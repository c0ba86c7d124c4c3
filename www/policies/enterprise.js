// Enterprise customers.

import { repayments } from './repay.js';
import { MINUTE } from './time.js';

const signals = (at, kinds) => kinds.map((kind) => ({ type: 'enterprise_signal', at, kind, level: 2 }));

export const enterprise = {
  id: 'enterprise',
  pack: './packs/enterprise.pack',
  files: [{ file: './subjects/enterprise.ndjson', kind: 'illustrative' }],
  nobody: Date.UTC(2026, 5, 30),
  main: { tier: 'enterprise', score: 'rating' },
  acts: {
    view: { icon: 'view', takes: MINUTE, events: (_, at, { product }) => [{ type: 'product_view', at, product }] },
    onTime: { icon: 'onTime', takes: MINUTE, events: (before, at) => repayments(before, at, [0]) },
    lateTwice: { icon: 'late', takes: MINUTE, events: (before, at) => repayments(before, at, [12, 31]) },
    signals: { icon: 'signals', takes: MINUTE, events: (_, at) => signals(at, ['staff_turnover_up', 'supply_chain_tight']) },
  },
  facts(speak, { profile }) {
    const { words } = speak;
    return [
      profile.industry === undefined ? null : [words.facts.industry, speak.name(profile.industry)],
      profile.headcount === undefined ? null : [words.facts.headcount, speak.number(profile.headcount)],
      profile.revenue === undefined ? null : [words.facts.revenue, words.yuan(speak.number(Number(profile.revenue)))],
    ].filter(Boolean);
  },
};

// The rules of the benchmark's policy as a person writes them in JavaScript: tags and warnings of the features.
// They give ids, labels and messages; the engine's also say why.

const TAGS = [
  ['active', 'Active', (f) => f.pages_30d >= 100],
  ['daily_visitor', 'Daily visitor', (f) => f.page_days_30d >= 20],
  ['night_owl', 'Night owl', (f) => f.night_page_share_90d > 0.5],
  ['app_user', 'App user', (f) => f.app_page_share_30d >= 0.5],
  ['loan_interest', 'Loan interest', (f) => f.interest_loan >= 20],
  ['card_interest', 'Card interest', (f) => f.interest_card >= 20],
  ['wealth_interest', 'Wealth interest', (f) => f.interest_wealth >= 20 && f.wealth_views_30d >= 10],
  ['big_spender', 'Big spender', (f) => f.spend_30d >= 20000 || f.big_spends_30d >= 10],
  ['spending_rises', 'Spending rises', (f) => f.spend_trend > 0.25],
  ['many_merchants', 'Many merchants', (f) => f.merchants_30d >= 15],
  ['good_payer', 'Good payer', (f) => f.on_time_share_90d >= 0.9 && f.overdue_streak === 0],
  ['dormant', 'Dormant', (f) => f.days_since_view >= 14],
];

const WARNINGS = [
  ['two_overdue', 'high', (f) => f.overdue_streak >= 2],
  ['spending_jump', 'notice', (f) => f.spend_7d >= 10000],
];

/** What follows from the features. */
export function portrait(features, now) {
  const tags = [];
  for (const [id, label, holds] of TAGS) if (holds(features)) tags.push({ id, label });
  const warnings = [];
  for (const [id, severity, holds] of WARNINGS) if (holds(features)) warnings.push({ id, severity });
  return { asOf: now, tags, warnings };
}

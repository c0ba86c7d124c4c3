// The workload's rules as most people would write them: lists of rules with functions, filtered, mapped and sorted.
// Of an unknown feature nothing holds; JavaScript compares null as 0, so only rules that 0 would satisfy ask for it.

const TAGS = [
  ['active', (f) => f.pages_30d >= 100],
  ['very_active', (f) => f.pages_7d >= 300 && f.page_days_7d >= 7],
  ['daily_visitor', (f) => f.page_days_30d >= 20],
  ['loyal_visitor', (f) => f.page_days_90d >= 75 && f.pages_90d >= 500],
  ['weekend_visitor', (f) => f.weekend_page_share_90d >= 0.3],
  ['night_owl', (f) => f.night_page_share_90d > 0.34],
  ['early_bird', (f) => f.page_mode_hour_90d >= 5 && f.page_mode_hour_90d < 9],
  ['app_user', (f) => f.app_page_share_30d >= 0.6],
  ['app_heavy', (f) => f.app_pages_30d >= 250],
  ['explorer', (f) => f.pages_distinct_30d >= 12],
  ['narrow_user', (f) => f.pages_distinct_7d <= 7 && f.pages_30d >= 10],
  ['patient_reader', (f) => f.page_stay_mean_30d >= 30000],
  ['long_stay', (f) => f.page_stay_max_7d >= 59000 || f.page_stay_mean_30d >= 32000],
  ['steady_reader', (f) => f.page_stay_stddev_90d !== null && f.page_stay_stddev_90d < 17300],
  ['returning_soon', (f) => f.page_gap_minutes !== null && f.page_gap_minutes < 30],
  ['away', (f) => f.hours_since_page >= 72],
  ['fading', (f) => f.pages_slope_12w < -3],
  ['growing', (f) => f.pages_slope_12w > 0.5],
  ['recent_burst', (f) => f.page_decay_7d >= 150],
  ['late_now', (f) => f.last_days_past_due >= 20],
  ['heavy_viewer', (f) => f.views_90d >= 600 || f.views_7d >= 100],
  ['loan_interest', (f) => f.interest_loan >= 20],
  ['loan_focus', (f) => f.loan_view_share_30d >= 0.33 && f.loan_views_30d >= 10],
  ['loan_recent', (f) => f.loan_views_7d >= 5],
  ['loan_history', (f) => f.loan_views_90d >= 100],
  ['card_interest', (f) => f.interest_card >= 20],
  ['card_now', (f) => f.card_views_30d >= 10],
  ['wealth_interest', (f) => f.interest_wealth >= 20 && f.wealth_views_30d >= 10],
  ['wide_taste', (f) => f.products_distinct_30d >= 6 && f.products_distinct_90d >= 6],
  ['careful_reader', (f) => f.view_stay_30d >= 5000000],
  ['quick_look', (f) => f.view_stay_7d < 500000 && f.views_7d >= 1],
  ['views_rise', (f) => f.view_trend > 0.22],
  ['dormant', (f) => f.days_since_view >= 14],
  ['uneven_payer', (f) => f.days_past_due_stddev_90d >= 16.5],
  ['big_spender', (f) => f.spend_30d >= 20000 || f.big_spends_30d >= 10],
  ['long_spender', (f) => f.spend_90d >= 100000],
  ['spending_rises', (f) => f.spend_trend > 0.25],
  ['spending_falls', (f) => f.spend_slope_12w < -150],
  ['large_ticket', (f) => f.spend_max_30d >= 1500 || f.spend_max_90d >= 1980],
  ['small_ticket', (f) => f.amount_min_90d !== null && f.amount_min_90d < 1.2],
  ['even_spender', (f) => f.spend_stddev_90d !== null && f.spend_stddev_90d < 230 && f.spend_mean_30d >= 100],
  ['high_income', (f) => f.income_30d >= 40000 && f.income_90d >= 150000],
  ['saver', (f) => f.spend_to_income_30d !== null && f.spend_to_income_30d < 0.15],
  ['many_merchants', (f) => f.merchants_30d >= 30],
  ['merchant_loyal', (f) => f.merchants_90d <= 35],
  ['payer_daily', (f) => f.transaction_days_30d >= 28],
  ['pays_now', (f) => f.hours_since_transaction !== null && f.hours_since_transaction < 1 && f.transaction_gap_hours !== null && f.transaction_gap_hours < 2],
  ['regular_payer', (f) => f.transactions_30d >= 40 && f.transactions_7d >= 5],
  ['good_payer', (f) => f.on_time_share_90d >= 0.75 && f.overdue_streak === 0],
  ['repeat_late', (f) => f.longest_overdue_streak >= 3 || f.days_past_due_mean_90d >= 8],
];

const WARNINGS = [
  ['two_overdue', (f) => f.overdue_streak >= 2],
  ['long_streak', (f) => f.longest_overdue_streak >= 4],
  ['few_repaid', (f) => f.repaid_30d < 3000 && f.loans_90d >= 2],
  ['often_late', (f) => f.overdue_90d >= 25],
  ['many_late', (f) => f.overdue_90d >= 100 && f.overdue_streak >= 1],
  ['spending_drops', (f) => f.spend_slope_12w < -180],
  ['income_gap', (f) => f.income_30d < 5000 && f.income_90d >= 20000],
  ['spending_jump', (f) => f.spend_7d >= 10000],
  ['large_spending', (f) => f.spend_7d >= 25000 || f.big_spends_30d >= 20],
  ['silent', (f) => f.transactions_7d < 1 && f.transactions_90d >= 10],
];

/** Upper ends of the bins, their points, and the points when nothing is known. */
const SCORES = {
  repayment: [500, [
    ['overdue_streak', [1, 2, 3], [60, 20, -20, -80], 0],
    ['longest_overdue_streak', [1, 3, 5], [40, 20, 0, -40], 0],
    ['on_time_share_90d', [0.6, 0.72, 0.78, 0.9], [-60, -10, 15, 35, 60], 0],
    ['days_past_due_max_30d', [1, 30, 55], [50, 15, -5, -30], 5],
    ['days_past_due_mean_90d', [3, 6, 7.5], [40, 20, 5, -20], 0],
    ['days_since_repayment', [1, 7, 30], [25, 15, 0, -25], -10],
    ['repaid_90d', [5000, 30000, 100000], [0, 10, 20, 30], 0],
    ['spend_to_income_30d', [0.1, 0.18, 0.25], [40, 20, 0, -30], -5],
    ['transaction_days_30d', [5, 15, 28], [-10, 0, 10, 20], 0],
    ['spend_stddev_90d', [200, 235, 270], [20, 10, 0, -15], 0],
  ]],
  engagement: [100, [
    ['pages_7d', [5, 50, 200, 400], [0, 20, 40, 60, 70], 0],
    ['page_days_30d', [5, 15, 25], [0, 15, 30, 45], 0],
    ['page_stay_mean_30d', [20000, 29000, 31000], [0, 10, 20, 30], 0],
    ['hours_since_page', [1, 24, 168], [30, 20, 5, -20], -20],
    ['pages_slope_12w', [-3, -0.5, 0.5], [-20, 0, 10, 25], 0],
    ['views_30d', [10, 100, 500], [0, 15, 30, 40], 0],
    ['products_distinct_30d', [2, 5], [0, 10, 20], 0],
    ['app_page_share_30d', [0.5, 0.58, 0.605], [5, 10, 20, 25], 0],
    ['view_trend', [0.1, 0.2, 0.24], [0, 5, 15, 25], 0],
    ['merchants_30d', [5, 20, 38], [0, 10, 20, 25], 0],
  ]],
};

/** Who may have a product, the bank's value of it, and how interested the customer is. */
const PRODUCTS = [
  ['loan_online', (f) => f.overdue_streak === 0 && f.on_time_share_90d >= 0.7 && f.loan_views_30d >= 1, 0.6, (f) => f.interest_loan / 40],
  ['loan_car', (f) => f.overdue_streak === 0 && f.loan_views_90d >= 20, 0.5, (f) => f.interest_loan / 80],
  ['card_cashback', (f) => f.transactions_30d >= 20, 0.55, (f) => f.interest_card / 25],
  ['wealth_steady', (f) => f.income_30d >= 5000, 0.7, (f) => f.interest_wealth / 50],
  ['wealth_growth', (f) => f.spend_to_income_30d !== null && f.spend_to_income_30d < 0.19 && f.wealth_views_30d >= 5, 0.4, (f) => f.interest_wealth / 90],
  ['deposit_std', () => true, 0.52, () => 0],
  ['card_travel', (f) => f.spend_90d >= 14000 && f.page_stay_stddev_90d >= 17250, 0.45, (f) => f.interest_card / 60],
  ['card_gold', (f) => f.income_90d >= 100000 && f.overdue_streak < 2 && f.spend_30d >= 5000, 0.65, (f) => f.interest_card / 70],
  ['card_young', (f) => f.days_past_due_max_30d !== null && f.days_past_due_max_30d < 60 && f.pages_30d >= 50, 0.35, (f) => f.interest_card / 30],
  ['limit_raise', (f) => f.longest_overdue_streak <= 2 && f.on_time_share_90d >= 0.74 && f.spend_max_30d >= 500, 0.58, (f) => f.spend_30d / 200000],
  ['limit_review', (f) => f.overdue_90d >= 5, 0.25, () => 0],
  ['installment_plan', (f) => f.overdue_streak <= 1 && f.big_spends_30d >= 1, 0.48, (f) => f.spend_7d / 40000],
  ['bill_reminder', (f) => f.days_since_repayment >= 1, 0.3, (f) => f.days_past_due_mean_90d / 20],
  ['auto_repay', (f) => f.repayments_90d >= 3 && f.overdue_90d >= 1, 0.62, (f) => f.days_past_due_mean_90d / 15],
  ['app_push', (f) => f.app_page_share_30d >= 0.55, 0.2, (f) => f.app_page_share_30d / 4],
  ['night_service', (f) => f.night_page_share_90d >= 0.33, 0.15, (f) => f.night_page_share_90d / 2],
  ['saving_plan', (f) => f.income_90d >= 30000 && f.spend_to_income_30d !== null && f.spend_to_income_30d < 0.2, 0.66, (f) => f.interest_wealth / 120],
  ['term_deposit', (f) => f.income_90d >= 170000 && f.transaction_days_30d >= 10, 0.57, (f) => f.income_90d / 900000],
  ['branch_visit', (f) => f.page_days_90d >= 20 && f.page_stay_mean_30d >= 28000, 0.1, (f) => f.page_decay_7d / 1500],
  ['phone_advice', (f) => f.products_distinct_30d >= 4, 0.12, (f) => f.page_decay_7d / 900],
];

const holding = (rules, features) => rules.filter(([, holds]) => holds(features)).map(([id]) => id);

function score([initial, characteristics], features) {
  return characteristics.reduce((total, [name, ends, points, missing]) => {
    const value = features[name];
    if (value === null) return total + missing;
    const bin = ends.findIndex((end) => value < end);
    return total + points[bin === -1 ? ends.length : bin];
  }, initial);
}

/** Nothing is translated: the rules are in this file. */
export const translate = () => null;
export const start = () => decide;

/** Features in, decisions out. */
function decide(features) {
  return {
    tags: holding(TAGS, features),
    warnings: holding(WARNINGS, features),
    scores: Object.fromEntries(Object.entries(SCORES).map(([id, card]) => [id, score(card, features)])),
    products: PRODUCTS.filter(([, may]) => may(features))
      .map(([id, , value, interest]) => ({ id, rank: 0.6 * Math.min(interest(features), 1) + 0.4 * value }))
      .sort((a, b) => b.rank - a.rank || (a.id < b.id ? -1 : 1))
      .map(({ id }) => id),
  };
}

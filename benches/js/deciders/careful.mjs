// The workload's rules written with care: straight through, each comparison where it is needed, no functions in lists.
// Products are put in order while they are found. Null compares as 0, as in idiomatic.mjs.

function bin3(value, a, b, x, y, z) {
  return value < a ? x : value < b ? y : z;
}

function bin4(value, a, b, c, w, x, y, z) {
  return value < b ? (value < a ? w : x) : value < c ? y : z;
}

function bin5(value, a, b, c, d, v, w, x, y, z) {
  return value < b ? (value < a ? v : w) : value < c ? x : value < d ? y : z;
}

/** Products in order: the best first, and of equals the first id. */
class Order {
  ids = [];
  ranks = [];

  add(id, rank) {
    const { ids, ranks } = this;
    let place = ids.length;
    while (place > 0 && (ranks[place - 1] < rank || (ranks[place - 1] === rank && ids[place - 1] > id))) {
      ids[place] = ids[place - 1];
      ranks[place] = ranks[place - 1];
      place--;
    }
    ids[place] = id;
    ranks[place] = rank;
  }
}

const rank = (interest, value) => 0.6 * (interest < 1 ? interest : 1) + 0.4 * value;

function tags(f) {
  const list = [];
  if (f.pages_30d >= 100) list.push('active');
  if (f.pages_7d >= 300 && f.page_days_7d >= 7) list.push('very_active');
  if (f.page_days_30d >= 20) list.push('daily_visitor');
  if (f.page_days_90d >= 75 && f.pages_90d >= 500) list.push('loyal_visitor');
  if (f.weekend_page_share_90d >= 0.3) list.push('weekend_visitor');
  if (f.night_page_share_90d > 0.34) list.push('night_owl');
  if (f.page_mode_hour_90d >= 5 && f.page_mode_hour_90d < 9) list.push('early_bird');
  if (f.app_page_share_30d >= 0.6) list.push('app_user');
  if (f.app_pages_30d >= 250) list.push('app_heavy');
  if (f.pages_distinct_30d >= 12) list.push('explorer');
  if (f.pages_distinct_7d <= 7 && f.pages_30d >= 10) list.push('narrow_user');
  if (f.page_stay_mean_30d >= 30000) list.push('patient_reader');
  if (f.page_stay_max_7d >= 59000 || f.page_stay_mean_30d >= 32000) list.push('long_stay');
  if (f.page_stay_stddev_90d !== null && f.page_stay_stddev_90d < 17300) list.push('steady_reader');
  if (f.page_gap_minutes !== null && f.page_gap_minutes < 30) list.push('returning_soon');
  if (f.hours_since_page >= 72) list.push('away');
  if (f.pages_slope_12w < -3) list.push('fading');
  if (f.pages_slope_12w > 0.5) list.push('growing');
  if (f.page_decay_7d >= 150) list.push('recent_burst');
  if (f.last_days_past_due >= 20) list.push('late_now');
  if (f.views_90d >= 600 || f.views_7d >= 100) list.push('heavy_viewer');
  if (f.interest_loan >= 20) list.push('loan_interest');
  if (f.loan_view_share_30d >= 0.33 && f.loan_views_30d >= 10) list.push('loan_focus');
  if (f.loan_views_7d >= 5) list.push('loan_recent');
  if (f.loan_views_90d >= 100) list.push('loan_history');
  if (f.interest_card >= 20) list.push('card_interest');
  if (f.card_views_30d >= 10) list.push('card_now');
  if (f.interest_wealth >= 20 && f.wealth_views_30d >= 10) list.push('wealth_interest');
  if (f.products_distinct_30d >= 6 && f.products_distinct_90d >= 6) list.push('wide_taste');
  if (f.view_stay_30d >= 5000000) list.push('careful_reader');
  if (f.view_stay_7d < 500000 && f.views_7d >= 1) list.push('quick_look');
  if (f.view_trend > 0.22) list.push('views_rise');
  if (f.days_since_view >= 14) list.push('dormant');
  if (f.days_past_due_stddev_90d >= 16.5) list.push('uneven_payer');
  if (f.spend_30d >= 20000 || f.big_spends_30d >= 10) list.push('big_spender');
  if (f.spend_90d >= 100000) list.push('long_spender');
  if (f.spend_trend > 0.25) list.push('spending_rises');
  if (f.spend_slope_12w < -150) list.push('spending_falls');
  if (f.spend_max_30d >= 1500 || f.spend_max_90d >= 1980) list.push('large_ticket');
  if (f.amount_min_90d !== null && f.amount_min_90d < 1.2) list.push('small_ticket');
  if (f.spend_stddev_90d !== null && f.spend_stddev_90d < 230 && f.spend_mean_30d >= 100) list.push('even_spender');
  if (f.income_30d >= 40000 && f.income_90d >= 150000) list.push('high_income');
  if (f.spend_to_income_30d !== null && f.spend_to_income_30d < 0.15) list.push('saver');
  if (f.merchants_30d >= 30) list.push('many_merchants');
  if (f.merchants_90d <= 35) list.push('merchant_loyal');
  if (f.transaction_days_30d >= 28) list.push('payer_daily');
  if (f.hours_since_transaction !== null && f.hours_since_transaction < 1 && f.transaction_gap_hours !== null && f.transaction_gap_hours < 2) list.push('pays_now');
  if (f.transactions_30d >= 40 && f.transactions_7d >= 5) list.push('regular_payer');
  if (f.on_time_share_90d >= 0.75 && f.overdue_streak === 0) list.push('good_payer');
  if (f.longest_overdue_streak >= 3 || f.days_past_due_mean_90d >= 8) list.push('repeat_late');
  return list;
}

function warnings(f) {
  const list = [];
  if (f.overdue_streak >= 2) list.push('two_overdue');
  if (f.longest_overdue_streak >= 4) list.push('long_streak');
  if (f.repaid_30d < 3000 && f.loans_90d >= 2) list.push('few_repaid');
  if (f.overdue_90d >= 25) list.push('often_late');
  if (f.overdue_90d >= 100 && f.overdue_streak >= 1) list.push('many_late');
  if (f.spend_slope_12w < -180) list.push('spending_drops');
  if (f.income_30d < 5000 && f.income_90d >= 20000) list.push('income_gap');
  if (f.spend_7d >= 10000) list.push('spending_jump');
  if (f.spend_7d >= 25000 || f.big_spends_30d >= 20) list.push('large_spending');
  if (f.transactions_7d < 1 && f.transactions_90d >= 10) list.push('silent');
  return list;
}

function repayment(f) {
  let points = 500;
  points += bin4(f.overdue_streak, 1, 2, 3, 60, 20, -20, -80);
  points += bin4(f.longest_overdue_streak, 1, 3, 5, 40, 20, 0, -40);
  points += f.on_time_share_90d === null ? 0 : bin5(f.on_time_share_90d, 0.6, 0.72, 0.78, 0.9, -60, -10, 15, 35, 60);
  points += f.days_past_due_max_30d === null ? 5 : bin4(f.days_past_due_max_30d, 1, 30, 55, 50, 15, -5, -30);
  points += f.days_past_due_mean_90d === null ? 0 : bin4(f.days_past_due_mean_90d, 3, 6, 7.5, 40, 20, 5, -20);
  points += f.days_since_repayment === null ? -10 : bin4(f.days_since_repayment, 1, 7, 30, 25, 15, 0, -25);
  points += bin4(f.repaid_90d, 5000, 30000, 100000, 0, 10, 20, 30);
  points += f.spend_to_income_30d === null ? -5 : bin4(f.spend_to_income_30d, 0.1, 0.18, 0.25, 40, 20, 0, -30);
  points += bin4(f.transaction_days_30d, 5, 15, 28, -10, 0, 10, 20);
  points += f.spend_stddev_90d === null ? 0 : bin4(f.spend_stddev_90d, 200, 235, 270, 20, 10, 0, -15);
  return points;
}

function engagement(f) {
  let points = 100;
  points += bin5(f.pages_7d, 5, 50, 200, 400, 0, 20, 40, 60, 70);
  points += bin4(f.page_days_30d, 5, 15, 25, 0, 15, 30, 45);
  points += f.page_stay_mean_30d === null ? 0 : bin4(f.page_stay_mean_30d, 20000, 29000, 31000, 0, 10, 20, 30);
  points += f.hours_since_page === null ? -20 : bin4(f.hours_since_page, 1, 24, 168, 30, 20, 5, -20);
  points += bin4(f.pages_slope_12w, -3, -0.5, 0.5, -20, 0, 10, 25);
  points += bin4(f.views_30d, 10, 100, 500, 0, 15, 30, 40);
  points += bin3(f.products_distinct_30d, 2, 5, 0, 10, 20);
  points += f.app_page_share_30d === null ? 0 : bin4(f.app_page_share_30d, 0.5, 0.58, 0.605, 5, 10, 20, 25);
  points += f.view_trend === null ? 0 : bin4(f.view_trend, 0.1, 0.2, 0.24, 0, 5, 15, 25);
  points += bin4(f.merchants_30d, 5, 20, 38, 0, 10, 20, 25);
  return points;
}

function products(f) {
  const order = new Order();
  if (f.overdue_streak === 0 && f.on_time_share_90d >= 0.7 && f.loan_views_30d >= 1) order.add('loan_online', rank(f.interest_loan / 40, 0.6));
  if (f.overdue_streak === 0 && f.loan_views_90d >= 20) order.add('loan_car', rank(f.interest_loan / 80, 0.5));
  if (f.transactions_30d >= 20) order.add('card_cashback', rank(f.interest_card / 25, 0.55));
  if (f.income_30d >= 5000) order.add('wealth_steady', rank(f.interest_wealth / 50, 0.7));
  if (f.spend_to_income_30d !== null && f.spend_to_income_30d < 0.19 && f.wealth_views_30d >= 5) order.add('wealth_growth', rank(f.interest_wealth / 90, 0.4));
  order.add('deposit_std', rank(0, 0.52));
  if (f.spend_90d >= 14000 && f.page_stay_stddev_90d >= 17250) order.add('card_travel', rank(f.interest_card / 60, 0.45));
  if (f.income_90d >= 100000 && f.overdue_streak < 2 && f.spend_30d >= 5000) order.add('card_gold', rank(f.interest_card / 70, 0.65));
  if (f.days_past_due_max_30d !== null && f.days_past_due_max_30d < 60 && f.pages_30d >= 50) order.add('card_young', rank(f.interest_card / 30, 0.35));
  if (f.longest_overdue_streak <= 2 && f.on_time_share_90d >= 0.74 && f.spend_max_30d >= 500) order.add('limit_raise', rank(f.spend_30d / 200000, 0.58));
  if (f.overdue_90d >= 5) order.add('limit_review', rank(0, 0.25));
  if (f.overdue_streak <= 1 && f.big_spends_30d >= 1) order.add('installment_plan', rank(f.spend_7d / 40000, 0.48));
  if (f.days_since_repayment >= 1) order.add('bill_reminder', rank(f.days_past_due_mean_90d / 20, 0.3));
  if (f.repayments_90d >= 3 && f.overdue_90d >= 1) order.add('auto_repay', rank(f.days_past_due_mean_90d / 15, 0.62));
  if (f.app_page_share_30d >= 0.55) order.add('app_push', rank(f.app_page_share_30d / 4, 0.2));
  if (f.night_page_share_90d >= 0.33) order.add('night_service', rank(f.night_page_share_90d / 2, 0.15));
  if (f.income_90d >= 30000 && f.spend_to_income_30d !== null && f.spend_to_income_30d < 0.2) order.add('saving_plan', rank(f.interest_wealth / 120, 0.66));
  if (f.income_90d >= 170000 && f.transaction_days_30d >= 10) order.add('term_deposit', rank(f.income_90d / 900000, 0.57));
  if (f.page_days_90d >= 20 && f.page_stay_mean_30d >= 28000) order.add('branch_visit', rank(f.page_decay_7d / 1500, 0.1));
  if (f.products_distinct_30d >= 4) order.add('phone_advice', rank(f.page_decay_7d / 900, 0.12));
  return order.ids;
}

/** Nothing is translated: the rules are in this file. */
export const translate = () => null;
export const start = () => decide;

/** Features in, decisions out. */
function decide(f) {
  return { tags: tags(f), warnings: warnings(f), scores: { repayment: repayment(f), engagement: engagement(f) }, products: products(f) };
}

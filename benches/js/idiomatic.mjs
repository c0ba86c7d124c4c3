// The benchmark's features as most people would write them: keep the events, and go through them each time.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ZONE = 8 * HOUR;

const LOANS = ['loan_online', 'loan_car'];
const WEALTH = ['wealth_steady', 'wealth_growth'];

const sum = (list, of) => list.reduce((total, event) => total + of(event), 0);
const mean = (list, of) => (list.length === 0 ? null : sum(list, of) / list.length);
const ratio = (part, all) => (all === 0 ? null : part / all);
const distinct = (list, of) => new Set(list.map(of)).size;
const largest = (list, of) => (list.length === 0 ? null : list.reduce((best, event) => Math.max(best, of(event)), -Infinity));
const smallest = (list, of) => (list.length === 0 ? null : list.reduce((best, event) => Math.min(best, of(event)), Infinity));
const day = (event) => Math.floor((event.at + ZONE) / DAY);
const hour = (event) => Math.floor((event.at + ZONE) / HOUR) % 24;
/** Monday is 1; the first day of 1970 was a Thursday. */
const weekday = (event) => ((day(event) + 3) % 7) + 1;

function stddev(list, of) {
  if (list.length < 2) return null;
  const middle = mean(list, of);
  return Math.sqrt(sum(list, (event) => (of(event) - middle) ** 2) / (list.length - 1));
}

function since(list, now, unit) {
  return list.length === 0 ? null : (now - list[list.length - 1].at) / unit;
}

function gap(list, unit) {
  return list.length < 2 ? null : (list[list.length - 1].at - list[list.length - 2].at) / unit;
}

function decay(list, now, halfLife) {
  return sum(list, (event) => 2 ** (-(now - event.at) / halfLife));
}

function modeHour(list) {
  const counts = new Array(24).fill(0);
  list.forEach((event) => counts[hour(event)]++);
  return list.length === 0 ? null : counts.indexOf(Math.max(...counts));
}

function slope(list, now, bucket, buckets, of) {
  const ys = new Array(buckets).fill(0);
  for (const event of list) {
    const age = Math.floor((now - event.at) / bucket);
    if (age < buckets) ys[buckets - 1 - age] += of(event);
  }
  const x = (buckets - 1) / 2;
  const y = ys.reduce((a, b) => a + b, 0) / buckets;
  const above = ys.reduce((total, value, i) => total + (i - x) * (value - y), 0);
  const below = ys.reduce((total, _, i) => total + (i - x) ** 2, 0);
  return above / below;
}

/** Lengths of the runs of overdue instalments of each loan, in order; the last is 0 when the last one was on time. */
function runs(list) {
  const loans = Object.values(
    list.reduce((groups, event) => {
      (groups[event.loan] ??= []).push(event);
      return groups;
    }, {}),
  );
  return loans.map((events) =>
    [...events]
      .sort((a, b) => a.installment - b.installment)
      .reduce((lengths, event) => (event.days_past_due > 0 ? [...lengths.slice(0, -1), lengths[lengths.length - 1] + 1] : [...lengths, 0]), [0]),
  );
}

/** One customer. */
export class Customer {
  events = [];

  record(events) {
    if (Array.isArray(events)) for (const event of events) this.events.push(event);
    else this.events.push(events);
  }

  features(now) {
    const of = (type) => this.events.filter((event) => event.type === type && event.at <= now && event.at > now - 90 * DAY);
    const last = (list, days) => list.filter((event) => event.at > now - days * DAY);
    const stay = (event) => event.stay_ms;
    const amount = (event) => event.amount;

    const pages = of('page_view');
    const pages7 = last(pages, 7);
    const pages30 = last(pages, 30);
    const appPages30 = pages30.filter((event) => event.channel === 'app');
    const nightPages = pages.filter((event) => hour(event) >= 22 || hour(event) < 6);
    const weekendPages = pages.filter((event) => weekday(event) >= 6);

    const views = of('product_view');
    const views7 = last(views, 7);
    const views30 = last(views, 30);
    const loanViews = views.filter((event) => LOANS.includes(event.product));
    const wealthViews = views.filter((event) => WEALTH.includes(event.product));
    const cardViews = views.filter((event) => event.product === 'card_cashback');

    const transactions = of('transaction');
    const transactions30 = last(transactions, 30);
    const spends = transactions.filter((event) => event.direction === 'out');
    const spends30 = last(spends, 30);
    const incomes = transactions.filter((event) => event.direction === 'in');

    const repayments = of('repayment');
    const repayments30 = last(repayments, 30);
    const overdue = repayments.filter((event) => event.days_past_due > 0);
    const late = (event) => event.days_past_due;
    const overdueRuns = runs(repayments);

    const spend7 = sum(last(spends, 7), amount);
    const spend30 = sum(spends30, amount);
    const income30 = sum(last(incomes, 30), amount);

    return {
      pages_7d: pages7.length,
      pages_30d: pages30.length,
      pages_90d: pages.length,
      page_days_7d: distinct(pages7, day),
      page_days_30d: distinct(pages30, day),
      page_days_90d: distinct(pages, day),
      pages_distinct_7d: distinct(pages7, (event) => event.page),
      pages_distinct_30d: distinct(pages30, (event) => event.page),
      app_pages_30d: appPages30.length,
      app_page_share_30d: ratio(appPages30.length, pages30.length),
      night_page_share_90d: ratio(nightPages.length, pages.length),
      weekend_page_share_90d: ratio(weekendPages.length, pages.length),
      page_mode_hour_90d: modeHour(pages),
      page_stay_mean_30d: mean(pages30, stay),
      page_stay_max_7d: largest(pages7, stay),
      page_stay_stddev_90d: stddev(pages, stay),
      hours_since_page: since(pages, now, HOUR),
      page_gap_minutes: gap(pages, MINUTE),
      pages_slope_12w: slope(pages, now, 7 * DAY, 12, () => 1),
      page_decay_7d: decay(pages, now, 7 * DAY),

      views_7d: views7.length,
      views_30d: views30.length,
      views_90d: views.length,
      loan_views_7d: last(loanViews, 7).length,
      loan_views_30d: last(loanViews, 30).length,
      loan_views_90d: loanViews.length,
      wealth_views_30d: last(wealthViews, 30).length,
      card_views_30d: last(cardViews, 30).length,
      products_distinct_30d: distinct(views30, (event) => event.product),
      products_distinct_90d: distinct(views, (event) => event.product),
      view_stay_7d: sum(views7, stay),
      view_stay_30d: sum(views30, stay),
      interest_loan: decay(loanViews, now, 14 * DAY),
      interest_wealth: decay(wealthViews, now, 14 * DAY),
      interest_card: decay(cardViews, now, 14 * DAY),
      days_since_view: since(views, now, DAY),
      loan_view_share_30d: ratio(last(loanViews, 30).length, views30.length),
      view_trend: ratio(views7.length, views30.length),

      transactions_7d: last(transactions, 7).length,
      transactions_30d: transactions30.length,
      transactions_90d: transactions.length,
      spend_7d: spend7,
      spend_30d: spend30,
      spend_90d: sum(spends, amount),
      income_30d: income30,
      income_90d: sum(incomes, amount),
      spend_mean_30d: mean(spends30, amount),
      amount_min_90d: smallest(transactions, amount),
      spend_max_30d: largest(spends30, amount),
      spend_max_90d: largest(spends, amount),
      spend_stddev_90d: stddev(spends, amount),
      merchants_30d: distinct(transactions30, (event) => event.merchant),
      merchants_90d: distinct(transactions, (event) => event.merchant),
      transaction_days_30d: distinct(transactions30, day),
      spend_trend: ratio(spend7, spend30),
      spend_to_income_30d: ratio(spend30, income30),
      hours_since_transaction: since(transactions, now, HOUR),
      transaction_gap_hours: gap(transactions, HOUR),
      spend_slope_12w: slope(spends, now, 7 * DAY, 12, amount),
      big_spends_30d: spends30.filter((event) => event.amount >= 500).length,

      repayments_90d: repayments.length,
      repaid_30d: sum(repayments30, amount),
      repaid_90d: sum(repayments, amount),
      overdue_90d: overdue.length,
      on_time_share_90d: ratio(repayments.length - overdue.length, repayments.length),
      overdue_streak: overdueRuns.reduce((best, lengths) => Math.max(best, lengths[lengths.length - 1]), 0),
      longest_overdue_streak: overdueRuns.reduce((best, lengths) => Math.max(best, ...lengths), 0),
      days_past_due_max_30d: largest(repayments30, late),
      days_past_due_mean_90d: mean(repayments, late),
      last_days_past_due: repayments.length === 0 ? null : repayments[repayments.length - 1].days_past_due,
      days_since_repayment: since(repayments, now, DAY),
      loans_90d: distinct(repayments, (event) => event.loan),
      days_past_due_stddev_90d: stddev(repayments, late),
    };
  }
}

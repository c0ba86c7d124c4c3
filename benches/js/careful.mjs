// The benchmark's features written with care: events in typed arrays, a running aggregate for each window, and work
// only for what comes in and goes out. It takes events in order of time and at most as late as the next portrait;
// it does not check them, and has no corrections, no held events and no clock that goes back.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ZONE = 8 * HOUR;
const W7 = 7 * DAY;
const W30 = 30 * DAY;
const W90 = 90 * DAY;
const BUCKETS = 12;

/** Rows of one kind in a ring of columns; row numbers only rise. */
class Rows {
  constructor(columns) {
    this.mask = 255;
    this.end = 0;
    this.lo7 = 0;
    this.lo30 = 0;
    this.lo90 = 0;
    this.columns = Object.entries({ at: Float64Array, ...columns });
    for (const [name, Column] of this.columns) this[name] = new Column(this.mask + 1);
  }

  /** Place of a new row. */
  push() {
    if (this.end - this.lo90 > this.mask) this.grow();
    return this.end++ & this.mask;
  }

  grow() {
    const mask = this.mask * 2 + 1;
    for (const [name, Column] of this.columns) {
      const from = this[name];
      const to = new Column(mask + 1);
      for (let row = this.lo90; row < this.end; row++) to[row & mask] = from[row & this.mask];
      this[name] = to;
    }
    this.mask = mask;
  }
}

/** How many different small numbers there are. */
class Different {
  n = 0;
  counts = new Int32Array(128);

  enter(key) {
    if (key >= this.counts.length) {
      const wider = new Int32Array(2 * key);
      wider.set(this.counts);
      this.counts = wider;
    }
    if (this.counts[key]++ === 0) this.n++;
  }

  leave(key) {
    if (--this.counts[key] === 0) this.n--;
  }
}

/** The largest value: rows that can still become it, best first. */
class Largest {
  mask = 63;
  front = 0;
  back = 0;
  rows = new Float64Array(64);
  values = new Float64Array(64);

  enter(row, value) {
    while (this.back > this.front && this.values[(this.back - 1) & this.mask] <= value) this.back--;
    if (this.back - this.front > this.mask) this.grow();
    const place = this.back++ & this.mask;
    this.rows[place] = row;
    this.values[place] = value;
  }

  grow() {
    const mask = this.mask * 2 + 1;
    const rows = new Float64Array(mask + 1);
    const values = new Float64Array(mask + 1);
    for (let i = this.front; i < this.back; i++) {
      rows[i & mask] = this.rows[i & this.mask];
      values[i & mask] = this.values[i & this.mask];
    }
    this.mask = mask;
    this.rows = rows;
    this.values = values;
  }

  leave(row) {
    if (this.back > this.front && this.rows[this.front & this.mask] === row) this.front++;
  }

  value() {
    return this.back > this.front ? this.values[this.front & this.mask] : null;
  }
}

/** A sum of weights that halve with time, as it was at the last row. */
class Decay {
  weight = 0;
  last = 0;

  constructor(halfLife) {
    this.halfLife = halfLife;
  }

  enter(at) {
    this.weight = this.weight * 2 ** ((this.last - at) / this.halfLife) + 1;
    this.last = at;
  }

  leave(at) {
    this.weight -= 2 ** ((at - this.last) / this.halfLife);
  }

  value(now) {
    return this.weight * 2 ** ((this.last - now) / this.halfLife);
  }
}

/** Least-squares slope over weeks. */
class Slope {
  sums = new Float64Array(BUCKETS);
  /** First row of each bucket. */
  firsts = new Float64Array(BUCKETS);

  enter(amount) {
    this.sums[BUCKETS - 1] += amount;
  }

  advance(rows, now, amounts) {
    const { at, mask, end } = rows;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const bound = now - (BUCKETS - bucket) * W7;
      let first = this.firsts[bucket];
      while (first < end && at[first & mask] <= bound) {
        const amount = amounts === null ? 1 : amounts[first & mask];
        this.sums[bucket] -= amount;
        if (bucket > 0) this.sums[bucket - 1] += amount;
        first++;
      }
      this.firsts[bucket] = first;
    }
  }

  value() {
    let xys = 0;
    let ys = 0;
    for (let x = 0; x < BUCKETS; x++) {
      xys += x * this.sums[x];
      ys += this.sums[x];
    }
    const xs = (BUCKETS * (BUCKETS - 1)) / 2;
    const squares = (BUCKETS * (BUCKETS - 1) * (2 * BUCKETS - 1)) / 6;
    return (BUCKETS * xys - xs * ys) / (BUCKETS * squares - xs * xs);
  }
}

/** The stretches of overdue and other instalments of one loan. */
class Stretches {
  lengths = [];
  overdue = [];
  last = -Infinity;

  enter(installment, overdue) {
    if (installment < this.last) throw new Error('instalments come in order here');
    this.last = installment;
    const end = this.lengths.length - 1;
    if (end >= 0 && this.overdue[end] === overdue) this.lengths[end]++;
    else {
      this.lengths.push(1);
      this.overdue.push(overdue);
    }
  }

  leave() {
    if (--this.lengths[0] === 0) {
      this.lengths.shift();
      this.overdue.shift();
    }
  }

  current() {
    const end = this.lengths.length - 1;
    return end >= 0 && this.overdue[end] ? this.lengths[end] : 0;
  }

  longest() {
    let best = 0;
    for (let i = 0; i < this.lengths.length; i++) if (this.overdue[i] && this.lengths[i] > best) best = this.lengths[i];
    return best;
  }
}

/** Numbers for texts. */
class Names {
  ids = new Map();

  id(name) {
    let id = this.ids.get(name);
    if (id === undefined) this.ids.set(name, (id = this.ids.size));
    return id;
  }
}

const ratio = (part, all) => (all === 0 ? null : part / all);

function deviation(n, sum, squares) {
  return n < 2 ? null : Math.sqrt(Math.max(0, n * squares - sum * sum) / (n * (n - 1)));
}

class Pages extends Rows {
  constructor() {
    super({ page: Uint16Array, app: Uint8Array, stay: Float64Array, day: Int32Array, hour: Uint8Array });
    this.names = new Names();
    this.days7 = new Different();
    this.days30 = new Different();
    this.days90 = new Different();
    this.pages7 = new Different();
    this.pages30 = new Different();
    this.app30 = 0;
    this.stay30 = 0;
    this.stay90 = 0;
    this.squares90 = 0;
    this.stayMax7 = new Largest();
    this.hours = new Int32Array(24);
    this.weekend = 0;
    this.slope = new Slope();
    this.decay = new Decay(W7);
  }

  record(event) {
    this.add(event.at, this.names.id(event.page), event.channel === 'app' ? 1 : 0, event.stay_ms);
  }

  add(at, page, app, stay) {
    const place = this.push();
    const row = this.end - 1;
    const hours = Math.floor((at + ZONE) / HOUR);
    const day = Math.floor(hours / 24);
    const hour = hours - 24 * day;
    this.at[place] = at;
    this.page[place] = page;
    this.app[place] = app;
    this.stay[place] = stay;
    this.day[place] = day;
    this.hour[place] = hour;
    this.days7.enter(day & 127);
    this.days30.enter(day & 127);
    this.days90.enter(day & 127);
    this.pages7.enter(page);
    this.pages30.enter(page);
    this.app30 += app;
    this.stay30 += stay;
    this.stay90 += stay;
    this.squares90 += stay * stay;
    this.stayMax7.enter(row, stay);
    this.hours[hour]++;
    if ((day + 3) % 7 >= 5) this.weekend++;
    this.slope.enter(1);
    this.decay.enter(at);
  }

  advance(now) {
    const { at, mask, end } = this;
    let row = this.lo7;
    for (; row < end && at[row & mask] <= now - W7; row++) {
      const place = row & mask;
      this.days7.leave(this.day[place] & 127);
      this.pages7.leave(this.page[place]);
      this.stayMax7.leave(row);
    }
    this.lo7 = row;
    row = this.lo30;
    for (; row < end && at[row & mask] <= now - W30; row++) {
      const place = row & mask;
      this.days30.leave(this.day[place] & 127);
      this.pages30.leave(this.page[place]);
      this.app30 -= this.app[place];
      this.stay30 -= this.stay[place];
    }
    this.lo30 = row;
    this.slope.advance(this, now, null);
    row = this.lo90;
    for (; row < end && at[row & mask] <= now - W90; row++) {
      const place = row & mask;
      const day = this.day[place];
      const stay = this.stay[place];
      this.days90.leave(day & 127);
      this.stay90 -= stay;
      this.squares90 -= stay * stay;
      this.hours[this.hour[place]]--;
      if ((day + 3) % 7 >= 5) this.weekend--;
      this.decay.leave(at[place]);
    }
    this.lo90 = row;
  }

  night() {
    const { hours } = this;
    return hours[22] + hours[23] + hours[0] + hours[1] + hours[2] + hours[3] + hours[4] + hours[5];
  }

  modeHour() {
    let best = 0;
    for (let hour = 1; hour < 24; hour++) if (this.hours[hour] > this.hours[best]) best = hour;
    return this.hours[best] === 0 ? null : best;
  }
}

const LOAN = 0;
const WEALTH = 1;
const CARD = 2;
const FAMILIES = { loan_online: LOAN, loan_car: LOAN, wealth_steady: WEALTH, wealth_growth: WEALTH, card_cashback: CARD, deposit_std: 3 };

class Views extends Rows {
  constructor() {
    super({ product: Uint16Array, family: Uint8Array, stay: Float64Array });
    this.names = new Names();
    this.loans7 = 0;
    this.families30 = new Int32Array(4);
    this.loans90 = 0;
    this.products30 = new Different();
    this.products90 = new Different();
    this.stay7 = 0;
    this.stay30 = 0;
    this.interests = [new Decay(2 * W7), new Decay(2 * W7), new Decay(2 * W7)];
  }

  record(event) {
    this.add(event.at, this.names.id(event.product), FAMILIES[event.product], event.stay_ms);
  }

  add(at, product, family, stay) {
    const place = this.push();
    this.at[place] = at;
    this.product[place] = product;
    this.family[place] = family;
    this.stay[place] = stay;
    if (family === LOAN) {
      this.loans7++;
      this.loans90++;
    }
    this.families30[family]++;
    this.products30.enter(product);
    this.products90.enter(product);
    this.stay7 += stay;
    this.stay30 += stay;
    if (family <= CARD) this.interests[family].enter(at);
  }

  advance(now) {
    const { at, mask, end } = this;
    let row = this.lo7;
    for (; row < end && at[row & mask] <= now - W7; row++) {
      const place = row & mask;
      if (this.family[place] === LOAN) this.loans7--;
      this.stay7 -= this.stay[place];
    }
    this.lo7 = row;
    row = this.lo30;
    for (; row < end && at[row & mask] <= now - W30; row++) {
      const place = row & mask;
      this.families30[this.family[place]]--;
      this.products30.leave(this.product[place]);
      this.stay30 -= this.stay[place];
    }
    this.lo30 = row;
    row = this.lo90;
    for (; row < end && at[row & mask] <= now - W90; row++) {
      const place = row & mask;
      const family = this.family[place];
      if (family === LOAN) this.loans90--;
      this.products90.leave(this.product[place]);
      if (family <= CARD) this.interests[family].leave(at[place]);
    }
    this.lo90 = row;
  }
}

/** Amounts are whole cents. */
class Transactions extends Rows {
  constructor() {
    super({ amount: Float64Array, spend: Float64Array, out: Uint8Array, merchant: Uint16Array, day: Int32Array });
    this.names = new Names();
    this.spend7 = 0;
    this.spend30 = 0;
    this.spends30 = 0;
    this.income30 = 0;
    this.spend90 = 0;
    this.squares90 = 0;
    this.spends90 = 0;
    this.income90 = 0;
    this.smallest90 = new Largest();
    this.spendMax30 = new Largest();
    this.spendMax90 = new Largest();
    this.merchants30 = new Different();
    this.merchants90 = new Different();
    this.days30 = new Different();
    this.slope = new Slope();
    this.big30 = 0;
  }

  record(event) {
    this.add(event.at, Math.round(event.amount * 100), event.direction === 'out' ? 1 : 0, this.names.id(event.merchant));
  }

  add(at, amount, out, merchant) {
    const place = this.push();
    const row = this.end - 1;
    const day = Math.floor((at + ZONE) / DAY);
    this.at[place] = at;
    this.amount[place] = amount;
    this.spend[place] = out * amount;
    this.out[place] = out;
    this.merchant[place] = merchant;
    this.day[place] = day;
    this.smallest90.enter(row, -amount);
    this.merchants30.enter(merchant);
    this.merchants90.enter(merchant);
    this.days30.enter(day & 127);
    if (out === 1) {
      this.spend7 += amount;
      this.spend30 += amount;
      this.spends30++;
      this.spend90 += amount;
      this.squares90 += amount * amount;
      this.spends90++;
      this.spendMax30.enter(row, amount);
      this.spendMax90.enter(row, amount);
      this.slope.enter(amount);
      if (amount >= 50_000) this.big30++;
    } else {
      this.income30 += amount;
      this.income90 += amount;
    }
  }

  advance(now) {
    const { at, mask, end } = this;
    let row = this.lo7;
    for (; row < end && at[row & mask] <= now - W7; row++) this.spend7 -= this.spend[row & mask];
    this.lo7 = row;
    row = this.lo30;
    for (; row < end && at[row & mask] <= now - W30; row++) {
      const place = row & mask;
      const amount = this.amount[place];
      this.merchants30.leave(this.merchant[place]);
      this.days30.leave(this.day[place] & 127);
      if (this.out[place] === 1) {
        this.spend30 -= amount;
        this.spends30--;
        this.spendMax30.leave(row);
        if (amount >= 50_000) this.big30--;
      } else this.income30 -= amount;
    }
    this.lo30 = row;
    this.slope.advance(this, now, this.spend);
    row = this.lo90;
    for (; row < end && at[row & mask] <= now - W90; row++) {
      const place = row & mask;
      const amount = this.amount[place];
      this.smallest90.leave(row);
      this.merchants90.leave(this.merchant[place]);
      if (this.out[place] === 1) {
        this.spend90 -= amount;
        this.squares90 -= amount * amount;
        this.spends90--;
        this.spendMax90.leave(row);
      } else this.income90 -= amount;
    }
    this.lo90 = row;
  }
}

class Repayments extends Rows {
  constructor() {
    super({ loan: Uint16Array, late: Float64Array, amount: Float64Array });
    this.names = new Names();
    this.repaid30 = 0;
    this.repaid90 = 0;
    this.overdue90 = 0;
    this.late90 = 0;
    this.squares90 = 0;
    this.lateMax30 = new Largest();
    this.loans90 = new Different();
    this.stretches = [];
  }

  record(event) {
    this.add(event.at, this.names.id(event.loan), event.installment, event.days_past_due, Math.round(event.amount * 100));
  }

  add(at, loan, installment, late, amount) {
    const place = this.push();
    this.at[place] = at;
    this.loan[place] = loan;
    this.late[place] = late;
    this.amount[place] = amount;
    this.repaid30 += amount;
    this.repaid90 += amount;
    if (late > 0) this.overdue90++;
    this.late90 += late;
    this.squares90 += late * late;
    this.lateMax30.enter(this.end - 1, late);
    this.loans90.enter(loan);
    while (this.stretches.length <= loan) this.stretches.push(new Stretches());
    this.stretches[loan].enter(installment, late > 0);
  }

  advance(now) {
    const { at, mask, end } = this;
    let row = this.lo30;
    for (; row < end && at[row & mask] <= now - W30; row++) {
      this.repaid30 -= this.amount[row & mask];
      this.lateMax30.leave(row);
    }
    this.lo30 = row;
    row = this.lo90;
    for (; row < end && at[row & mask] <= now - W90; row++) {
      const place = row & mask;
      const late = this.late[place];
      this.repaid90 -= this.amount[place];
      if (late > 0) this.overdue90--;
      this.late90 -= late;
      this.squares90 -= late * late;
      this.loans90.leave(this.loan[place]);
      this.stretches[this.loan[place]].leave();
    }
    this.lo90 = row;
  }

  most(of) {
    let best = 0;
    for (const stretches of this.stretches) best = Math.max(best, of(stretches));
    return best;
  }
}

const current = (stretches) => stretches.current();
const longest = (stretches) => stretches.longest();

const since = (rows, now, unit) => (rows.end > rows.lo90 ? (now - rows.at[(rows.end - 1) & rows.mask]) / unit : null);
const gap = (rows, unit) =>
  rows.end - rows.lo90 > 1 ? (rows.at[(rows.end - 1) & rows.mask] - rows.at[(rows.end - 2) & rows.mask]) / unit : null;
const cents = (n) => (n === null ? null : n / 100);

/** One customer. */
export class Customer {
  pages = new Pages();
  views = new Views();
  transactions = new Transactions();
  repayments = new Repayments();

  record(events) {
    if (Array.isArray(events)) for (let i = 0; i < events.length; i++) this.one(events[i]);
    else this.one(events);
  }

  one(event) {
    switch (event.type) {
      case 'page_view':
        return this.pages.record(event);
      case 'product_view':
        return this.views.record(event);
      case 'transaction':
        return this.transactions.record(event);
      case 'repayment':
        return this.repayments.record(event);
    }
  }

  /** Events of one kind as columns; texts are codes of a dictionary. */
  recordColumns({ type, at, fields }) {
    const ids = (names, column) => column.values.map((value) => names.id(value));
    switch (type) {
      case 'page_view': {
        const pages = ids(this.pages.names, fields.page);
        const app = fields.channel.values.map((channel) => (channel === 'app' ? 1 : 0));
        const page = fields.page.codes;
        const channel = fields.channel.codes;
        for (let i = 0; i < at.length; i++) this.pages.add(at[i], pages[page[i]], app[channel[i]], fields.stay_ms[i]);
        break;
      }
      case 'product_view': {
        const products = ids(this.views.names, fields.product);
        const families = fields.product.values.map((product) => FAMILIES[product]);
        const { codes } = fields.product;
        for (let i = 0; i < at.length; i++) this.views.add(at[i], products[codes[i]], families[codes[i]], fields.stay_ms[i]);
        break;
      }
      case 'transaction': {
        const merchants = ids(this.transactions.names, fields.merchant);
        const out = fields.direction.values.map((direction) => (direction === 'out' ? 1 : 0));
        const merchant = fields.merchant.codes;
        const direction = fields.direction.codes;
        for (let i = 0; i < at.length; i++) {
          this.transactions.add(at[i], Math.round(fields.amount[i] * 100), out[direction[i]], merchants[merchant[i]]);
        }
        break;
      }
      case 'repayment': {
        const loans = ids(this.repayments.names, fields.loan);
        const loan = fields.loan.codes;
        for (let i = 0; i < at.length; i++) {
          this.repayments.add(at[i], loans[loan[i]], fields.installment[i], fields.days_past_due[i], Math.round(fields.amount[i] * 100));
        }
        break;
      }
    }
  }

  features(now) {
    const { pages, views, transactions, repayments } = this;
    pages.advance(now);
    views.advance(now);
    transactions.advance(now);
    repayments.advance(now);
    const pages30 = pages.end - pages.lo30;
    const pages90 = pages.end - pages.lo90;
    const views7 = views.end - views.lo7;
    const views30 = views.end - views.lo30;
    const repayments90 = repayments.end - repayments.lo90;
    const spread = deviation(transactions.spends90, transactions.spend90, transactions.squares90);
    const last = (repayments.end - 1) & repayments.mask;
    return {
      pages_7d: pages.end - pages.lo7,
      pages_30d: pages30,
      pages_90d: pages90,
      page_days_7d: pages.days7.n,
      page_days_30d: pages.days30.n,
      page_days_90d: pages.days90.n,
      pages_distinct_7d: pages.pages7.n,
      pages_distinct_30d: pages.pages30.n,
      app_pages_30d: pages.app30,
      app_page_share_30d: ratio(pages.app30, pages30),
      night_page_share_90d: ratio(pages.night(), pages90),
      weekend_page_share_90d: ratio(pages.weekend, pages90),
      page_mode_hour_90d: pages.modeHour(),
      page_stay_mean_30d: ratio(pages.stay30, pages30),
      page_stay_max_7d: pages.stayMax7.value(),
      page_stay_stddev_90d: deviation(pages90, pages.stay90, pages.squares90),
      hours_since_page: since(pages, now, HOUR),
      page_gap_minutes: gap(pages, MINUTE),
      pages_slope_12w: pages.slope.value(),
      page_decay_7d: pages.decay.value(now),

      views_7d: views7,
      views_30d: views30,
      views_90d: views.end - views.lo90,
      loan_views_7d: views.loans7,
      loan_views_30d: views.families30[LOAN],
      loan_views_90d: views.loans90,
      wealth_views_30d: views.families30[WEALTH],
      card_views_30d: views.families30[CARD],
      products_distinct_30d: views.products30.n,
      products_distinct_90d: views.products90.n,
      view_stay_7d: views.stay7,
      view_stay_30d: views.stay30,
      interest_loan: views.interests[LOAN].value(now),
      interest_wealth: views.interests[WEALTH].value(now),
      interest_card: views.interests[CARD].value(now),
      days_since_view: since(views, now, DAY),
      loan_view_share_30d: ratio(views.families30[LOAN], views30),
      view_trend: ratio(views7, views30),

      transactions_7d: transactions.end - transactions.lo7,
      transactions_30d: transactions.end - transactions.lo30,
      transactions_90d: transactions.end - transactions.lo90,
      spend_7d: transactions.spend7 / 100,
      spend_30d: transactions.spend30 / 100,
      spend_90d: transactions.spend90 / 100,
      income_30d: transactions.income30 / 100,
      income_90d: transactions.income90 / 100,
      spend_mean_30d: cents(ratio(transactions.spend30, transactions.spends30)),
      amount_min_90d: transactions.smallest90.value() === null ? null : -transactions.smallest90.value() / 100,
      spend_max_30d: cents(transactions.spendMax30.value()),
      spend_max_90d: cents(transactions.spendMax90.value()),
      spend_stddev_90d: cents(spread),
      merchants_30d: transactions.merchants30.n,
      merchants_90d: transactions.merchants90.n,
      transaction_days_30d: transactions.days30.n,
      spend_trend: ratio(transactions.spend7, transactions.spend30),
      spend_to_income_30d: ratio(transactions.spend30, transactions.income30),
      hours_since_transaction: since(transactions, now, HOUR),
      transaction_gap_hours: gap(transactions, HOUR),
      spend_slope_12w: transactions.slope.value() / 100,
      big_spends_30d: transactions.big30,

      repayments_90d: repayments90,
      repaid_30d: repayments.repaid30 / 100,
      repaid_90d: repayments.repaid90 / 100,
      overdue_90d: repayments.overdue90,
      on_time_share_90d: ratio(repayments90 - repayments.overdue90, repayments90),
      overdue_streak: repayments.most(current),
      longest_overdue_streak: repayments.most(longest),
      days_past_due_max_30d: repayments.lateMax30.value(),
      days_past_due_mean_90d: ratio(repayments.late90, repayments90),
      last_days_past_due: repayments90 === 0 ? null : repayments.late[last],
      days_since_repayment: since(repayments, now, DAY),
      loans_90d: repayments.loans90.n,
      days_past_due_stddev_90d: deviation(repayments90, repayments.late90, repayments.squares90),
    };
  }
}

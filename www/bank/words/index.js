// One language of the bank: the words of the pages before it, and its own.

import { speaker } from '../../i18n/index.js';
import { ARTICLES } from './articles.js';
import { WORDS as en } from './en.js';
import { PRODUCTS } from './products.js';
import { WORDS as zh } from './zh-CN.js';

const WORDS = { 'zh-CN': zh, en };
const ZONE = 'Asia/Shanghai';

/** Everything a page of the bank needs in order to speak: what `speaker` gives, with `words.bank`, money and days. */
export function bankSpeaker(locale) {
  const base = speaker(locale, 'retail');
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' });
  const rate = new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const day = new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', timeZone: ZONE });
  const dated = new Intl.DateTimeFormat(locale, { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: ZONE });
  const moment = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: ZONE });
  const hour = new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone: ZONE });
  return {
    ...base,
    words: { ...base.words, bank: WORDS[locale] },
    /** Cents as money. */
    money: (cents) => money.format(cents / 100),
    /** Hundredths of a percent as a rate. */
    rate: (hundredths) => rate.format(hundredths / 10_000),
    day: (at) => day.format(at),
    dated: (at) => dated.format(at),
    wholeMoment: (at) => moment.format(at),
    /** The hour of a time, 0 to 23. */
    hourOf: (at) => Number(hour.format(at)),
    product: (id) => ({ name: base.name(`product:${id}`), ...PRODUCTS[locale][id] }),
    article: (id) => ARTICLES[locale][id],
  };
}

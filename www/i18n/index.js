// One language: words, names and the forms of numbers, dates and values.

import { namesOf } from './names.js';
import { OWN } from './own.js';
import { WORDS } from './words.js';

/** The policy's own offset is +08:00; dates are shown in it, wherever the phone is. */
const ZONE = 'Asia/Shanghai';

/** Languages of the page, with the name each gives itself. */
export const LOCALES = [['zh-CN', '中文'], ['en', 'English']];

/** The language to begin with: the address, then the browser, then Chinese. */
export function firstLocale() {
  const wishes = [new URLSearchParams(location.search).get('lang') ?? '', ...navigator.languages];
  for (const wish of wishes) {
    const [tongue] = wish.toLowerCase().split('-');
    if (tongue === 'zh') return 'zh-CN';
    if (tongue === 'en') return 'en';
  }
  return 'zh-CN';
}

/** Everything a view needs in order to speak of a policy; `own` are names that count before the page's. */
export function speaker(locale, policy, own = {}) {
  const words = { ...WORDS[locale], ...OWN[locale][policy] };
  const names = { ...namesOf(policy, locale), ...own };
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 });
  const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, signDisplay: 'exceptZero' });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: ZONE });
  const moment = new Intl.DateTimeFormat(locale, {
    year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: ZONE,
  });

  const hour = new Intl.DateTimeFormat(locale, {
    month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: ZONE,
  });

  const name = (id) => names[id] ?? id;
  const value = (scalar) => {
    if (scalar === null || scalar === undefined) return words.unknownValue;
    if (Array.isArray(scalar)) return scalar.length === 0 ? words.emptyList : scalar.map(value).join(words.listJoin);
    if (typeof scalar === 'boolean') return scalar ? words.yes : words.no;
    return typeof scalar === 'number' ? number.format(scalar) : name(scalar);
  };

  return {
    locale,
    words,
    name,
    value,
    number: (n) => number.format(n),
    signed: (n) => signed.format(n),
    percent: (p) => percent.format(p),
    date: (at) => date.format(at),
    moment: (at) => moment.format(at),
    hour: (at) => hour.format(at),
    /** What a fact was tested for, in words. */
    test: ({ is, test, against }) => {
      const asked = Array.isArray(is) ? test.replace(/in$/, 'holds') : test;
      return words.test[asked]([against].flat().map(value).join(words.listJoin));
    },
    list: (items) => items.join(words.listJoin),
  };
}

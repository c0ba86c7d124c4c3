// One product: what it is, what it costs or earns, whether it fits, and what must stand beside it.

import { h } from '../../view/dom.js';
import { productOf } from '../catalogue.js';
import { icon } from '../icons.js';
import { panel, why } from '../view.js';
import { calculator } from './calculator.js';
import { keyFigure } from './products.js';

/** What keeps this customer from it, as far as the customer is concerned: not that it was shown lately. */
export function hindrance(portrait, id) {
  const found = portrait.excluded.find(({ product }) => product === id);
  return ['eligibility', 'applicability', 'suitability'].includes(found?.gate) ? found : null;
}

/** Whether it is an investment that is riskier than the customer can bear, as far as that is known. */
export const tooRisky = ({ personalised, portrait }, id) => personalised && hindrance(portrait, id)?.gate === 'suitability';

function fit({ speak, customer }, id) {
  const { bank } = speak.words;
  if (!customer.personalised) return null;
  const found = hindrance(customer.portrait, id);
  const offered = customer.portrait.suggestions.some(({ product }) => product === id);
  if (found === null && !offered) return null;
  return panel('fit', bank.fit.title,
    h('p', { class: found === null ? 'fits' : `fits not ${found.gate}` }, icon(found === null ? 'check' : 'alert'), h('span', {}, found === null ? bank.fit.ok : bank.fit[found.gate])),
    found === null ? null : why(speak, 'why/fit', speak.words.evidence, found.because, { unmet: true }),
    h('small', { class: 'disclosed' }, bank.fit.advisory));
}

function figures(speak, product) {
  const { keys, range } = speak.words.bank;
  const [label, value] = keyFigure(speak, product);
  const more = product.amounts === undefined ? [] : [[keys.amounts, range(speak.money(product.amounts.from), speak.money(product.amounts.to))]];
  const months = product.family === 'loan' ? [[keys.months, keys.upTo(Math.max(...product.months))]] : [];
  return h('dl', { class: 'figures' }, [[label, value ?? ''], ...months, ...more].map(([name, text]) => h('div', {}, h('dt', {}, name), h('dd', {}, text))));
}

export function product(bankPage) {
  const { speak, route, account, customer } = bankPage;
  const { bank } = speak.words;
  const found = productOf(route.id);
  const { line, points } = speak.product(found.id);
  return [
    h('section', { class: `front ${found.family}` }, h('span', { class: 'badge-icon' }, icon(found.icon)), h('p', {}, line), figures(speak, found)),
    fit(bankPage, found.id),
    ['loan', 'deposit'].includes(found.family) ? calculator(bankPage, found) : null,
    panel('points', bank.features, h('ul', { class: 'notes' }, points.map((point) => h('li', {}, point)))),
    found.disclosures.length === 0 ? null : panel('must', bank.mustRead, h('ul', { class: 'notes' }, found.disclosures.map((id) => h('li', {}, speak.name(id))))),
    h('div', { class: 'foot' }, tooRisky(customer, found.id) ? h('p', { class: 'wrong' }, bank.fit.suitability)
      : h('a', { class: 'primary', href: `#/apply/${found.id}/1`, 'data-key': 'apply' }, account.applications.includes(found.id) ? bank.resume : bank.apply)),
  ];
}

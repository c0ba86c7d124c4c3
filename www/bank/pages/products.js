// The catalogue, filtered by kind and searched by words.

import { h } from '../../view/dom.js';
import { FAMILIES, PRODUCTS } from '../catalogue.js';
import { icon } from '../icons.js';
import { choices, nothing } from '../view.js';

/** What stands first about a product: rate, rating or use. */
export function keyFigure(speak, { id, family, rates, rating }) {
  const { keys, range } = speak.words.bank;
  if (family === 'loan') return [keys.apr, range(speak.rate(rates.from), speak.rate(rates.to))];
  if (family === 'deposit') return [keys.deposit, range(speak.rate(Math.min(...Object.values(rates))), speak.rate(Math.max(...Object.values(rates))))];
  if (family === 'wealth') return [keys.rating, rating];
  return [id === 'card_cashback' ? keys.cashback : keys.cover, null];
}

/** Whether every word of a search is in a product's texts. */
function matches(speak, product, search) {
  const { name, line, find } = speak.product(product.id);
  const text = `${name} ${line} ${find}`.toLowerCase();
  return search.toLowerCase().split(/\s+/).filter(Boolean).every((word) => text.includes(word) || text.split(' ').some((known) => known.length > 1 && word.includes(known)));
}

function row(speak, product) {
  const { name, line } = speak.product(product.id);
  const [label, value] = keyFigure(speak, product);
  return h('li', {}, h('a', { class: 'listing', href: `#/products/${product.id}`, 'data-product': product.id, 'data-key': `product/${product.id}` },
    h('span', { class: 'badge-icon' }, icon(product.icon)),
    h('span', { class: 'line-text' }, h('strong', {}, name), h('small', {}, line), h('small', { class: 'figure' }, label, value === null ? null : h('b', {}, ` ${value}`))),
    icon('next')));
}

export function products({ speak, route, tap, go, state }) {
  const { bank } = speak.words;
  const family = FAMILIES.includes(route.query.get('family')) ? route.query.get('family') : 'all';
  const search = route.query.get('q') ?? '';
  const written = state('search', { text: search });
  const to = (kind, text) => {
    const query = new URLSearchParams([...(kind === 'all' ? [] : [['family', kind]]), ...(text === '' ? [] : [['q', text]])]);
    go(`#/products?${query}`.replace(/\?$/, ''), { stay: true });
  };
  const found = PRODUCTS.filter((product) => (family === 'all' || product.family === family) && matches(speak, product, search));
  const submit = (event) => {
    event.preventDefault();
    const text = written.text.trim();
    if (text !== '') tap({ type: 'search', text });
    to(family, text);
  };
  return [
    h('form', { class: 'search', role: 'search', onsubmit: submit },
      h('label', { class: 'unseen', for: 'search' }, bank.search),
      h('input', { id: 'search', 'data-key': 'search', type: 'search', enterkeyhint: 'search', autocomplete: 'off', placeholder: bank.searchHint, value: written.text, oninput: ({ target }) => { written.text = target.value; } }),
      h('button', { type: 'submit', class: 'secondary', 'data-key': 'search-go' }, bank.searchGo)),
    choices('family', bank.filter, ['all', ...FAMILIES].map((id) => [id, bank.families[id]]), family, (kind) => {
      tap({ type: 'click', element: `filter_${kind}` });
      to(kind, search);
    }),
    h('p', { class: 'hint', role: 'status' }, bank.found(found.length),
      search === '' ? null : h('button', { type: 'button', class: 'plain', 'data-key': 'search-clear', onclick: () => { written.text = ''; to(family, ''); } }, bank.clear)),
    found.length === 0 ? nothing('search', bank.nothing) : h('ul', { class: 'listings' }, found.map((product) => row(speak, product))),
  ];
}

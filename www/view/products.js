// Offers: for this customer, for everyone, and those left out.

import { because } from './because.js';
import { card, empty, h, more } from './dom.js';

/** A product in the words of the page's catalogue. */
export function productName(speak, id) {
  return speak.name(`product:${id}`) === `product:${id}` ? id : speak.name(`product:${id}`);
}

/** Every product that a portrait speaks of, once. */
export function productsIn({ general, suggestions, excluded }) {
  return [...new Set([...suggestions, ...general, ...excluded].map(({ product }) => product))].sort();
}

function disclosures(speak, ids) {
  return ids.length === 0 ? null
    : h('p', { class: 'disclosure' }, h('strong', {}, speak.words.disclosures), ' ', speak.list(ids.map(speak.name)));
}

/** A suggestion: what, when, by which channel, how often still, and why. */
export function offer(speak, suggestion) {
  const { words } = speak;
  return h('li', { class: 'offer', 'data-product': suggestion.product },
    h('div', { class: 'offer-head' },
      h('span', { class: 'rank', 'aria-hidden': 'true' }, String(suggestion.rank)),
      h('h3', {}, productName(speak, suggestion.product))),
    h('p', {}, suggestion.message),
    h('p', { class: 'meta' },
      h('span', {}, speak.name(suggestion.channel)),
      h('span', {}, words.window(speak.hour(suggestion.window.from), speak.hour(suggestion.window.to))),
      suggestion.remaining === null ? null : h('span', {}, words.remaining(suggestion.remaining))),
    disclosures(speak, suggestion.disclosures),
    suggestion.because.length === 0 ? null
      : more(`suggestion/${suggestion.product}`, words.why, because(speak, suggestion.because, { said: productName(speak, suggestion.product) })));
}

/** A product that is left out: by which gate, and what would be needed. */
export function leftOut(speak, { product, gate, because: reasons }) {
  return h('li', { class: 'left-out', 'data-product': product },
    h('div', { class: 'left-out-head' },
      h('span', {}, productName(speak, product)),
      h('small', {}, speak.words.gate[gate])),
    because(speak, reasons, { said: productName(speak, product), unmet: true }));
}

export function suggestionsCard(speak, { suggestions, excluded }) {
  const { words } = speak;
  return card('suggestions', words.suggestions,
    suggestions.length === 0 ? empty(words.noSuggestions)
      : h('ol', { class: 'offers' }, suggestions.map((suggestion) => offer(speak, suggestion))),
    excluded.length === 0 ? null
      : more('excluded', words.excluded(excluded.length),
        h('ul', { class: 'left-outs' }, excluded.map((exclusion) => leftOut(speak, exclusion)))));
}

export function generalCard(speak, { general }) {
  const { words } = speak;
  return card('general', words.general,
    h('p', { class: 'note' }, words.generalNote),
    general.length === 0 ? empty(words.noGeneral)
      : h('ul', { class: 'plain-offers' }, general.map(({ product, message, disclosures: ids }) => (
        h('li', { 'data-product': product },
          h('h3', {}, productName(speak, product)), h('p', {}, message), disclosures(speak, ids))
      ))));
}

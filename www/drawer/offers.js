// Suggestions with why, and for any product why not.

import { facts } from '../view/because.js';
import { h, more } from '../view/dom.js';
import { leftOut, offer, productName, productsIn } from '../view/products.js';
import { absent } from './absent.js';

/** Where a product stands in the portrait, in one sentence. */
function standing(speak, { suggestions, excluded, general }, product) {
  const { drawer, gate } = speak.words;
  const offered = suggestions.find((one) => one.product === product);
  if (offered !== undefined) return drawer.offered(offered.rank);
  const left = excluded.find((one) => one.product === product);
  if (left !== undefined) return drawer.leftOut(gate[left.gate]);
  return general.some((one) => one.product === product) ? drawer.generalOnly : drawer.notSpoken;
}

function explanation(speak, { product, said }, portrait) {
  const { drawer, needed } = speak.words;
  const left = portrait.excluded.find((one) => one.product === product)?.because ?? [];
  // The gate's own reasons first, then what else stands in the way.
  const sentences = [...new Set([...left.map(({ message }) => message), ...said.sentences])];
  return [
    h('p', { class: 'verdict' }, standing(speak, portrait, product)),
    sentences.length === 0 ? null : h('ul', { class: 'sentences' }, sentences.map((sentence) => h('li', {}, sentence))),
    said.next?.to !== 'gained' ? null
      : [h('h4', {}, drawer.smallest), facts(speak, said.next.changes, needed), h('p', { class: 'note' }, drawer.notYours)],
  ];
}

/**
 * The question "why not this one?". `asked` is the product that was asked for, with what the engine said of it;
 * `ask(product)` is called with another, or with nothing.
 */
function whyNot(speak, portrait, asked, ask) {
  const { drawer } = speak.words;
  const select = h('select', { id: 'why-not', 'data-key': 'why-not', onchange: () => ask(select.value) },
    h('option', { value: '' }, drawer.whyNotNone),
    productsIn(portrait).map((product) => h('option', { value: product, selected: product === asked?.product }, productName(speak, product))));
  return h('div', { class: 'why-not' },
    h('h3', {}, drawer.whyNot),
    h('label', { class: 'eyebrow', for: 'why-not' }, drawer.whyNotLabel),
    h('div', { class: 'choice' }, select),
    h('div', { class: 'answer', role: 'status' }, asked === null ? null : explanation(speak, asked, portrait)));
}

export function offers(speak, customer, policy, act, { asked, ask }) {
  const { words } = speak;
  const { portrait, personalised } = customer;
  const { suggestions, excluded } = portrait;
  return [
    suggestions.length === 0 ? absent(speak, customer, words.noSuggestions)
      : h('ol', { class: 'offers' }, suggestions.map((suggestion) => offer(speak, suggestion))),
    excluded.length === 0 ? null
      : more('excluded', words.excluded(excluded.length), h('ul', { class: 'left-outs' }, excluded.map((exclusion) => leftOut(speak, exclusion)))),
    personalised ? whyNot(speak, portrait, asked, ask) : null,
  ];
}

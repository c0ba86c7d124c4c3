// The bar of actions at the foot of the page, and the sheet in which a product is chosen.

import { productName } from './products.js';
import { empty, h, icon } from './dom.js';

/** The buttons of a policy's acts; `act(name)` is called when one is pressed. */
export function actButtons(speak, acts, act) {
  return Object.entries(acts).map(([name, { icon: shape }]) => (
    h('button', { type: 'button', 'data-act': name, 'data-key': `act/${name}`, onclick: () => act(name) },
      icon(shape), h('span', {}, speak.words.act[name]))
  ));
}

/** Lets the person choose a product; `choose(product)` is called with its id. */
export function openProducts(speak, sheet, products, choose) {
  const { words } = speak;
  const pick = (product) => {
    sheet.close();
    choose(product);
  };
  sheet.replaceChildren(
    h('div', { class: 'sheet-head' },
      h('h2', { id: 'sheet-title' }, words.pick),
      h('button', { class: 'icon-button', type: 'button', 'aria-label': words.close, onclick: () => sheet.close() }, icon('close'))),
    products.length === 0 ? empty(words.noProducts)
      : h('ul', { class: 'sheet-list' }, products.map((product) => (
        h('li', {}, h('button', { type: 'button', 'data-product': product, onclick: () => pick(product) }, productName(speak, product)))
      ))));
  sheet.showModal();
}

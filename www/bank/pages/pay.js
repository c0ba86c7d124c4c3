// Paying in a shop, and taking up what the bank gives.

import { h } from '../../view/dom.js';
import { amount, cents } from '../calculator.js';
import { SHOPS } from '../catalogue.js';
import { icon } from '../icons.js';
import { field, panel, primary } from '../view.js';

export function pay({ speak, account, state, tap, toast, redraw }) {
  const { bank } = speak.words;
  const form = state('pay', { text: '', error: null });
  const spend = (sum) => {
    if (sum > account.assets.account) toast(bank.pay.poor);
    else {
      tap({ type: 'purchase', amount: amount(sum), quantity: 1 });
      toast(bank.pay.paid(speak.money(sum)));
    }
  };
  const submit = (event) => {
    event.preventDefault();
    const sum = cents(form.text);
    form.error = sum === null || sum === 0 ? bank.calculator.bad : null;
    if (form.error === null) {
      form.text = '';
      spend(sum);
    }
    redraw();
  };
  return [
    h('p', { class: 'hint' }, bank.pay.text),
    h('div', { class: 'panel' }, h('p', { class: 'balance' }, bank.pay.balance, h('b', {}, speak.money(account.assets.account)))),
    h('ul', { class: 'shops' }, SHOPS.map(([id, sum]) => h('li', {}, h('button', { type: 'button', 'data-key': `shop/${id}`, onclick: () => spend(sum) }, h('span', {}, bank.pay.shops[id]), h('b', {}, speak.money(sum)))))),
    h('form', { class: 'panel', onsubmit: submit, novalidate: true }, field('pay-amount', bank.pay.other, form.text, { error: form.error, oninput: (text) => { form.text = text; } }), primary('pay-go', bank.pay.go, null, { type: 'submit' })),
    h('p', { class: 'hint' }, bank.pay.note),
  ];
}

export function gift({ speak, route, state, tap, toast, redraw, suggestions }) {
  const { bank } = speak.words;
  const taken = state(`gift/${route.id}`, { done: false });
  const [, text] = bank.gift[route.id];
  const take = () => {
    taken.done = true;
    tap({ type: 'click', element: `gift_${route.id}` });
    suggestions.applied(route.id);
    toast(bank.gift.took);
    redraw();
  };
  return [h('section', { class: 'panel finished' }, icon('gift'), h('p', {}, text),
    h('button', { type: 'button', class: 'primary', 'data-key': 'gift-take', 'aria-disabled': String(taken.done), onclick: () => taken.done || take() }, taken.done ? bank.gift.taken : bank.gift.take)),
  panel('rules', bank.mustRead, h('p', { class: 'hint' }, bank.demo))];
}


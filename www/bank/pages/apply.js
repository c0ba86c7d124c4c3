// Applying for a product in three steps, which can be left and taken up again.

import { h } from '../../view/dom.js';
import { accountOf } from '../account.js';
import { productOf } from '../catalogue.js';
import { cents } from '../calculator.js';
import { icon } from '../icons.js';
import { choices, field, pairs, panel, primary, secondary } from '../view.js';
import { amountError } from './calculator.js';
import { tooRisky } from './product.js';

export const STEPS = 3;

/** The step that an address names: 1 to 3, or `done`; null for what is none. */
export const stepOf = ({ step }) => (step === 'done' ? 'done' : /^[1-3]$/.test(step ?? '1') ? Number(step ?? 1) : null);

/** Where an application begins, for whoever comes to a later step of one that was never begun or is submitted; else null. */
export function begun({ id, step }, customer) {
  const at = stepOf({ step });
  return (at === 2 || at === 3) && !accountOf(customer).applications.includes(id) && !tooRisky(customer, id) ? `#/apply/${id}/1` : null;
}

const formOf = ({ state }, product) => state(`apply/${product.id}`, {
  text: product.amounts === undefined ? '' : String(product.amounts.usual / 100), months: product.months?.[1] ?? null, agreed: false, error: null,
});

function needs(bankPage, product, form, next) {
  const { speak, redraw } = bankPage;
  const { bank } = speak.words;
  const go = (event) => {
    event.preventDefault();
    form.error = product.amounts === undefined ? null : amountError(speak, product, form.text);
    if (form.error === null) next();
    else redraw();
  };
  return h('form', { class: 'panel', onsubmit: go, novalidate: true },
    product.amounts === undefined ? h('p', {}, bank.flow.noAmount)
      : field('apply-amount', bank.flow.amount, form.text, { error: form.error === null ? null : amountError(speak, product, form.text) ?? form.error, oninput: (text) => { form.text = text; } }),
    product.months === undefined ? null : [h('p', { class: 'legend' }, bank.flow.term),
      choices('apply-months', bank.flow.term, product.months.map((months) => [months, bank.monthsOf(months)]), form.months, (months) => { form.months = months; redraw(); })],
    h('small', { class: 'disclosed' }, bank.flow.noFee),
    primary('apply-next', bank.flow.next, null, { type: 'submit' }));
}

function read(bankPage, product, form, next) {
  const { speak, redraw } = bankPage;
  const { bank } = speak.words;
  const go = (event) => {
    event.preventDefault();
    form.error = form.agreed ? null : bank.flow.mustAgree;
    if (form.agreed) next();
    else redraw();
  };
  return h('form', { class: 'panel', onsubmit: go, novalidate: true },
    h('ul', { class: 'notes' }, [...product.disclosures.map(speak.name), ...speak.product(product.id).points].map((text) => h('li', {}, text))),
    h('label', { class: 'tick' },
      h('input', { type: 'checkbox', 'data-key': 'agree', checked: form.agreed, 'aria-describedby': form.error === null ? null : 'agree-error', onchange: ({ target }) => { form.agreed = target.checked; } }), bank.flow.agree),
    form.error === null || form.agreed ? null : h('p', { class: 'wrong', id: 'agree-error', role: 'alert' }, bank.flow.mustAgree),
    primary('apply-next', bank.flow.next, null, { type: 'submit' }));
}

function check(bankPage, product, form, submit) {
  const { speak } = bankPage;
  const { bank } = speak.words;
  return panel('summary', bank.flow.summary,
    pairs([bank.flow.product, speak.product(product.id).name], product.amounts === undefined ? null : [bank.flow.amount, speak.money(cents(form.text) ?? product.amounts.usual)],
      form.months === null ? null : [bank.flow.term, bank.monthsOf(form.months)]),
    primary('apply-submit', bank.flow.submit, submit));
}

export function apply(bankPage) {
  const { speak, route, go, tap, suggestions } = bankPage;
  const { bank } = speak.words;
  const product = productOf(route.id);
  const asked = stepOf(route);
  const form = formOf(bankPage, product);
  // Nobody submits what they have not read about, whatever address they come from.
  const step = asked === STEPS && !form.agreed ? 2 : asked;
  if (step === 'done') {
    return [h('section', { class: 'panel finished' }, icon('check'), h('h2', {}, bank.flow.doneTitle), h('p', {}, bank.flow.doneText),
      h('a', { class: 'primary', href: '#/', 'data-key': 'apply-home' }, bank.flow.home))];
  }
  if (tooRisky(bankPage.customer, product.id)) {
    return [h('section', { class: 'panel finished' }, icon('alert'), h('p', {}, bank.flow.blocked), h('a', { class: 'secondary', href: `#/products/${product.id}`, 'data-key': 'apply-product' }, bank.back))];
  }
  const on = () => {
    tap({ type: 'application_step', product: product.id, step: step + 1 });
    form.error = null;
    go(`#/apply/${product.id}/${step + 1}`);
    bankPage.redraw();
  };
  const submit = () => {
    form.agreed = false;
    tap({ type: 'application_submit', product: product.id });
    suggestions.applied(product.id);
    go(`#/apply/${product.id}/done`, { replace: true });
  };
  const part = [needs, read, check][step - 1];
  return [
    h('div', { class: 'progress' }, h('p', {}, bank.flow.step(step, STEPS), h('b', {}, ` ${bank.flow.names[step - 1]}`)), h('progress', { max: STEPS, value: step, 'aria-label': bank.flow.step(step, STEPS) })),
    part(bankPage, product, form, step === STEPS ? submit : on),
    step === 1 ? null : h('a', { class: 'secondary', href: `#/apply/${product.id}/${step - 1}`, 'data-key': 'apply-back' }, bank.flow.previous),
    secondary('apply-leave', bank.flow.leave, () => bankPage.ask(bank.flow.leaveTitle, bank.flow.leaveText, [bank.flow.go, () => go(`#/products/${product.id}`)], bank.flow.stay)),
  ];
}

// What a loan costs or a deposit earns, worked out on the page.

import { h } from '../../view/dom.js';
import { cents, depositInterest, plan } from '../calculator.js';
import { choices, field, pairs, panel, primary } from '../view.js';

const sumOf = (rows, key) => rows.reduce((sum, row) => sum + row[key], 0);

/** Rates to choose from: the ends of the published corridor and its middle. */
const ratesOf = ({ rates }) => [rates.to, Math.round((rates.from + rates.to) / 10) * 5, rates.from];

function loanResult({ speak }, { principal, rate, months }) {
  const { calculator: words } = speak.words.bank;
  const rows = plan(principal, rate, months);
  return [
    pairs([words.payment, speak.money(rows[0].payment), true], [words.interest, speak.money(sumOf(rows, 'interest'))],
      [words.total, speak.money(sumOf(rows, 'payment'))], [words.last, speak.money(rows.at(-1).payment)]),
    h('details', { class: 'why', 'data-key': 'plan' }, h('summary', { 'data-key': 'plan/summary' }, words.plan),
      h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': words.planCaption },
        h('table', {}, h('caption', { class: 'unseen' }, words.planCaption),
          h('thead', {}, h('tr', {}, [words.number, words.principal, words.ofInterest, words.left].map((name) => h('th', { scope: 'col' }, name)))),
          h('tbody', {}, rows.map((row, index) => h('tr', {}, h('th', { scope: 'row' }, String(index + 1)), [row.principal, row.interest, row.left].map((sum) => h('td', {}, speak.money(sum)))))))))];
}

function depositResult({ speak }, { principal, rate, months }) {
  const { calculator: words } = speak.words.bank;
  const earned = depositInterest(principal, rate, months);
  return [pairs([words.earned, speak.money(earned), true], [words.matures, speak.money(principal + earned)], [words.rate, speak.rate(rate)])];
}

/** What is wrong with an amount that was written, or null. */
export function amountError(speak, { amounts }, text) {
  const { calculator: words } = speak.words.bank;
  const value = cents(text);
  if (value === null) return words.bad;
  return value < amounts.from || value > amounts.to ? words.between(speak.money(amounts.from), speak.money(amounts.to)) : null;
}

export function calculator(bankPage, product) {
  const { speak, state, tap, redraw } = bankPage;
  const { bank } = speak.words;
  const loan = product.family === 'loan';
  const words = bank.calculator;
  const form = state(`calculator/${product.id}`, { text: String(product.amounts.usual / 100), months: product.months[1], rate: loan ? product.rates.to : null, result: null, error: null });
  const work = (event) => {
    event.preventDefault();
    form.error = amountError(speak, product, form.text);
    form.result = form.error === null ? { principal: cents(form.text), months: form.months, rate: loan ? form.rate : product.rates[form.months] } : null;
    if (form.error === null) tap({ type: 'calculator_use', product: product.id, term: form.months });
    redraw();
  };
  const choose = (change) => { Object.assign(form, change, { result: null }); redraw(); };
  return panel('calculator', loan ? words.loan : words.deposit,
    h('form', { onsubmit: work, novalidate: true },
      field('calculator-amount', words.amount, form.text, { error: form.error === null ? null : amountError(speak, product, form.text) ?? form.error, oninput: (text) => { form.text = text; } }),
      h('p', { class: 'legend' }, words.term),
      choices('months', words.term, product.months.map((months) => [months, bank.monthsOf(months)]), form.months, (months) => choose({ months })),
      loan ? [h('p', { class: 'legend' }, words.rate), choices('rate', words.rate, ratesOf(product).map((rate) => [rate, speak.rate(rate)]), form.rate, (rate) => choose({ rate }))] : null,
      primary('calculate', words.go, null, { type: 'submit' })),
    h('div', { class: 'result', role: 'status' }, form.result === null ? null : (loan ? loanResult : depositResult)(bankPage, form.result)),
    h('small', { class: 'disclosed' }, loan ? words.rateNote : words.depositNote));
}

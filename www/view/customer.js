// Who the portrait is of: the choice, and plain facts about the chosen one.

import { h } from './dom.js';
import { summary } from '../customers.js';

const KINDS = ['composed', 'profile', 'purchases', 'new'];

function optionText(speak, customer) {
  const { words } = speak;
  const { age, purchases } = summary(customer);
  const number = customer.id.match(/\d+/)?.[0];
  const facts = [
    age === null ? null : words.years(age),
    purchases === 0 ? null : words.purchases(purchases),
  ].filter(Boolean);
  return number === undefined ? words.kinds.new : [words.number(Number(number)), ...facts].join(' · ');
}

function choice(speak, customers, chosen, choose) {
  const groups = KINDS.map((kind) => h('optgroup', { label: speak.words.kinds[kind] },
    customers.filter((customer) => customer.kind === kind).map((customer) => (
      h('option', { value: customer.id, selected: customer.id === chosen.id }, optionText(speak, customer))
    ))));
  return h('select', { id: 'choice', 'data-key': 'choice', onchange: (event) => choose(event.target.value) }, groups);
}

function figures(speak, customer) {
  const { words } = speak;
  const { purpose, credit, months, lastPurchase } = summary(customer);
  const loan = [
    credit === null ? null : words.marks(speak.number(Number(credit))),
    months === null ? null : words.monthsOf(months),
    purpose === null ? null : speak.name(purpose),
  ].filter(Boolean);
  const rows = [
    loan.length === 0 ? null : [words.facts.loan, loan.join(' · ')],
    lastPurchase === null ? null : [words.facts.last, speak.date(lastPurchase)],
  ].filter(Boolean);
  return rows.length === 0 ? null
    : h('dl', { class: 'about' }, rows.map(([label, value]) => h('div', {}, h('dt', {}, label), h('dd', {}, value))));
}

export function customerCard(speak, customers, chosen, choose) {
  return [
    h('label', { class: 'eyebrow', for: 'choice' }, speak.words.choose),
    h('div', { class: 'choice' }, choice(speak, customers, chosen, choose)),
    figures(speak, chosen),
    h('p', { class: 'note' }, speak.words.about[chosen.kind]),
  ];
}

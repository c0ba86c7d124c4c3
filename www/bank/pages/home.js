// The first page: what there is, what is due, what might interest.

import { h } from '../../view/dom.js';
import { ARTICLES, placeOf } from '../catalogue.js';
import { daysLate } from '../account.js';
import { icon } from '../icons.js';
import { iconButton, lineTo, nothing, panel, primary, why } from '../view.js';
import { openWarnings } from './warnings.js';

const SHORTCUTS = [
  ['pay', '#/pay', 'pay'], ['repay', '#/repay', 'repay'], ['deposit', '#/products?family=deposit', 'deposit'], ['loan', '#/products?family=loan', 'loan'],
  ['wealth', '#/products?family=wealth', 'wealth'], ['card', '#/products?family=card', 'card'], ['insurance', '#/products?family=insurance', 'shield'], ['refer', '#/refer', 'gift'],
];

/** The part of the day, by the bank's clock. */
const partOf = (hour) => (hour < 5 ? 'evening' : hour < 11 ? 'morning' : hour < 13 ? 'noon' : hour < 18 ? 'afternoon' : 'evening');

export function homeTitle({ speak, customer }) {
  const { bank } = speak.words;
  const name = customer.persona.line === null ? bank.newcomer : bank.personas[customer.persona.id][0];
  return bank.greet(bank.parts[partOf(speak.hourOf(customer.now))], name);
}

/** What this is and what can be tried, until it is closed. */
function introduction({ speak, kept, redraw }) {
  const { intro, close } = speak.words.bank;
  if (kept.introduced) return null;
  return h('section', { class: 'intro', 'aria-label': intro.label },
    h('p', {}, intro.text), iconButton('intro-close', 'close', close, () => { kept.introduced = true; redraw(); }),
    h('a', { class: 'plain', href: '#/me', 'data-key': 'intro-me' }, intro.more));
}

function assets({ speak, account, customer, state, redraw }) {
  const { bank } = speak.words;
  const shown = state('assets', { hidden: false });
  const sum = (cents) => (shown.hidden ? bank.hidden : speak.money(cents));
  const total = Object.values(account.assets).reduce((all, cents) => all + cents, 0);
  const [tier] = customer.portrait.tiers;
  return h('section', { class: 'assets', 'aria-label': bank.assets },
    h('div', { class: 'assets-head' }, h('span', {}, bank.assets),
      iconButton('assets/eye', shown.hidden ? 'eyeOff' : 'eye', shown.hidden ? bank.show : bank.hide, () => { shown.hidden = !shown.hidden; redraw(); })),
    h('p', { class: 'assets-total' }, sum(total)),
    h('ul', {}, Object.entries(account.assets).map(([kind, cents]) => h('li', {}, h('small', {}, bank.assetsOf[kind]), h('span', {}, sum(cents))))),
    tier === undefined ? null : h('p', { class: 'assets-tier' }, `${bank.tier} · `, tier.label));
}

function due({ speak, account, customer }) {
  const { bank } = speak.words;
  const next = account.instalments.find(({ paid }) => !paid);
  if (next === undefined) return null;
  const late = daysLate(next.due, customer.now);
  return h('a', { class: late > 0 ? 'due late' : 'due', href: '#/repay', 'data-key': 'due' },
    h('span', { class: 'badge-icon' }, icon('repay')),
    h('span', { class: 'line-text' }, h('strong', {}, bank.due.title), h('small', {}, `${bank.due.of(next.number, account.instalments.length)} · ${late > 0 ? bank.due.late(late) : bank.due.on(speak.day(next.due))}`)),
    h('strong', { class: 'due-sum' }, speak.money(next.cents)), icon('next'));
}

function slot({ speak, account, suggestions }, { suggestion }) {
  const { bank } = speak.words;
  const { product, label, message, disclosures, because } = suggestion;
  const reasons = why(speak, `why/${product}`, bank.slots.why, because, { said: message });
  return h('li', { class: 'slot', 'data-product': product },
    h('div', { class: 'slot-head' }, h('h3', {}, label), iconButton(`dismiss/${product}`, 'close', bank.slots.dismiss(label), () => suggestions.dismiss(suggestion))),
    h('p', {}, message),
    disclosures.length === 0 ? null : h('small', { class: 'disclosed' }, h('b', {}, speak.words.disclosures), ' ', speak.list(disclosures.map(speak.name))),
    reasons ?? h('small', { class: 'disclosed' }, bank.slots.whyNone),
    primary(`open/${product}`, bank.slots.open, () => suggestions.open(suggestion, placeOf(product, account))));
}

/** The list that uses nothing about the customer. */
function general(bankPage, note) {
  const { speak, customer, account } = bankPage;
  const { bank } = speak.words;
  return panel('slots', bank.slots.general, h('p', { class: 'hint' }, note),
    h('ul', { class: 'slots' }, customer.portrait.general.map(({ product, label, message }) => h('li', { class: 'slot', 'data-product': product },
      h('h3', {}, label), h('p', {}, message), h('a', { class: 'secondary', href: placeOf(product, account), 'data-key': `general/${product}` }, bank.slots.open)))));
}

function suggested(bankPage) {
  const { speak, customer, suggestions } = bankPage;
  const { bank } = speak.words;
  if (!customer.personalised) return general(bankPage, bank.slots.generalNote);
  const { slots, quiet } = suggestions;
  // Without that consent only what serves the customer is suggested, such as good wishes; the rest is the same for everybody.
  const unconsented = customer.consents.some(({ purpose, granted }) => purpose === 'marketing' && !granted);
  if (unconsented && slots.length === 0) return general(bankPage, bank.slots.unconsented);
  return panel('slots', bank.slots.title,
    slots.length === 0 ? nothing('spark', quiet ? bank.slots.quiet : bank.slots.empty) : h('ul', { class: 'slots' }, slots.map((one) => slot(bankPage, one))));
}

export function home(bankPage) {
  const { speak } = bankPage;
  const { bank } = speak.words;
  return [
    introduction(bankPage),
    h('p', { class: 'safe' }, icon('lock'), bank.private),
    assets(bankPage),
    ...openWarnings(bankPage),
    h('nav', { class: 'shortcuts', 'aria-label': bank.shortcuts.label }, SHORTCUTS.map(([id, href, name]) => h('a', { href, 'data-key': `shortcut/${id}` }, h('span', { class: 'badge-icon' }, icon(name)), bank.shortcuts[id]))),
    due(bankPage),
    suggested(bankPage),
    panel('read', bank.read, h('div', { class: 'lines' }, ARTICLES.slice(0, 2).map(({ id, icon: name }) => {
      const { title, line } = speak.article(id);
      return lineTo(`#/articles/${id}`, `article/${id}`, name, h('strong', {}, title), h('small', {}, line));
    }))),
    h('p', { class: 'imprint' }, bank.demo),
  ];
}

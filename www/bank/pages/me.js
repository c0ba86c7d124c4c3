// The customer: who, what the portrait says, what is allowed, and the demonstration's own controls.

import { LOCALES } from '../../i18n/index.js';
import { h } from '../../view/dom.js';
import { TRAVELS } from '../personas.js';
import { icon } from '../icons.js';
import { choices, lineTo, panel, secondary, toggle } from '../view.js';

function who({ speak, customer, personas, choosePersona }) {
  const { bank } = speak.words;
  const [name, about] = bank.personas[customer.persona.id];
  return panel('persona', bank.me.persona,
    h('div', { class: 'who' }, h('span', { class: 'avatar', 'aria-hidden': 'true' }, [...name][0]), h('div', {}, h('p', {}, h('strong', {}, name)), h('p', { class: 'hint' }, about), h('small', {}, bank.me.kinds[customer.persona.kind]))),
    h('label', { class: 'legend', for: 'persona' }, bank.me.choose),
    h('select', { id: 'persona', 'data-key': 'persona', onchange: ({ target }) => choosePersona(target.value) }, personas.map(({ id }) => h('option', { value: id, selected: id === customer.persona.id }, bank.personas[id].join(speak.locale === 'en' ? ' – ' : ' · ')))),
    h('small', { class: 'disclosed' }, bank.me.personaNote));
}

function time({ speak, customer, toast }) {
  const { bank } = speak.words;
  const travel = async (ms) => {
    await customer.travel(ms);
    await customer.record({ type: 'login' });
    toast(bank.me.travelled(speak.wholeMoment(customer.now)));
  };
  return panel('time', bank.me.time, h('p', { class: 'hint', 'data-now': customer.now }, bank.me.timeNote(speak.wholeMoment(customer.now))),
    h('div', { class: 'buttons three' }, Object.entries(TRAVELS).map(([id, ms]) => secondary(`travel/${id}`, bank.me.travel[id], () => travel(ms)))));
}

function tags({ speak, customer }) {
  const { bank } = speak.words;
  return panel('tags', bank.me.tags, customer.portrait.tags.length === 0 ? h('p', { class: 'hint' }, bank.me.noTags)
    : h('ul', { class: 'pieces' }, customer.portrait.tags.map(({ id, label }) => h('li', { 'data-tag': id }, label))));
}

function privacy({ speak, customer }) {
  const { bank } = speak.words;
  return panel('privacy', bank.me.privacy,
    toggle('personal', bank.me.personal, customer.personalised, (on) => customer.setPersonalisation(on), customer.personalised ? bank.me.personalOn : bank.me.personalOff),
    h('h3', {}, bank.me.consents),
    customer.consents.map(({ purpose, label, granted }) => toggle(`consent/${purpose}`, label, granted, (on) => customer.setConsent(purpose, on))),
    h('small', { class: 'disclosed' }, bank.me.consentsNote));
}

export function me(bankPage) {
  const { speak, setLocale, customer, ask, toast } = bankPage;
  const { bank } = speak.words;
  const erase = () => ask(bank.me.eraseTitle, bank.me.eraseText, [bank.me.erase, async () => { await customer.erase(); toast(bank.me.erased); }], bank.cancel);
  return [
    who(bankPage),
    time(bankPage),
    tags(bankPage),
    privacy(bankPage),
    panel('language', bank.me.language, choices('locale', bank.me.language, LOCALES, speak.locale, setLocale)),
    panel('data', bank.me.data, h('div', { class: 'buttons wide' }, secondary('erase', bank.me.erase, erase, { 'aria-haspopup': 'dialog' }))),
    h('nav', { class: 'panel', 'aria-label': bank.otherPages.label }, h('div', { class: 'lines' },
      lineTo('#/messages', 'to-messages', 'bell', h('strong', {}, bank.title.messages)),
      lineTo(`portrait.html?lang=${speak.locale}`, 'to-portrait', 'spark', h('strong', {}, bank.otherPages.portrait)),
      lineTo(`playground.html?lang=${speak.locale}`, 'to-playground', 'products', h('strong', {}, bank.otherPages.playground)))),
    h('p', { class: 'safe' }, icon('lock'), bank.private),
  ];
}

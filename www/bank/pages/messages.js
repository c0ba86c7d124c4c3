// What the bank has to say, how it would like to talk, and what the customer thinks.

import { h } from '../../view/dom.js';
import { icon } from '../icons.js';
import { nothing, panel, primary, secondary, why } from '../view.js';

function warning({ speak, customer, toast }, one) {
  const { bank, severity, state } = speak.words;
  return h('article', { class: `alert ${one.state === 'resolved' ? 'resolved' : one.severity}`, 'data-warning': one.id },
    h('div', { class: 'alert-head' }, icon(one.state === 'resolved' ? 'check' : 'alert'), h('h3', {}, speak.name(`warning:${one.id}`)), h('span', {}, `${severity[one.severity]} · ${state[one.state]}`)),
    one.message === null ? null : h('p', {}, one.message),
    why(speak, `why/${one.id}`, speak.words.evidence, one.because, { said: one.message ?? '' }),
    one.actions.length === 0 ? null : h('ul', { class: 'arranges' }, one.actions.map((action) => h('li', {}, `${speak.name(action.do)}（${speak.list(action.channels.map(speak.name))}）`.replace(/（(.*)）/, speak.locale === 'en' ? ' ($1)' : '（$1）')))),
    one.state !== 'open' ? null : h('div', { class: 'buttons' }, secondary(`acknowledge/${one.id}`, bank.warning.acknowledge, () => { customer.acknowledge(one); toast(bank.warning.thanks); })));
}

/** Suggestions that are not for the app: the bank would call, write or invite. */
function contacts({ speak, customer, suggestions }) {
  const { bank } = speak.words;
  const found = customer.personalised ? customer.portrait.suggestions.filter(({ channel }) => channel !== 'app') : [];
  return panel('contacts', bank.messages.contacts, found.length === 0 ? nothing('phone', bank.messages.noContacts) : [
    h('p', { class: 'hint' }, bank.messages.contactNote),
    h('ul', { class: 'slots' }, found.map((one) => h('li', { class: 'slot', 'data-product': one.product },
      h('h3', {}, one.label), h('small', { class: 'disclosed' }, bank.messages.by(speak.name(one.channel))), h('p', {}, one.message),
      why(speak, `why/${one.product}`, bank.slots.why, one.because, { said: one.message }),
      h('div', { class: 'buttons' }, primary(`accept/${one.product}`, bank.messages.accept, () => suggestions.answer(one, true)), secondary(`decline/${one.product}`, bank.messages.decline, () => suggestions.answer(one, false))))))]);
}

function opinion({ speak, state, redraw, tap, toast, ask }) {
  const { bank } = speak.words;
  const survey = state('survey', { score: null, error: null });
  const send = () => {
    if (survey.score === null) survey.error = true;
    else {
      tap({ type: 'survey_answer', score: survey.score });
      toast(bank.messages.thanks);
      Object.assign(survey, { score: null, error: null });
    }
    redraw();
  };
  const complain = () => ask(bank.messages.complainTitle, bank.messages.complainText, [bank.messages.complainGo, () => { tap({ type: 'complaint' }); toast(bank.messages.complained); }], bank.cancel);
  return panel('opinion', bank.messages.service,
    h('p', { id: 'survey-label' }, bank.messages.survey), h('p', { class: 'hint' }, bank.messages.surveyNote),
    h('div', { class: 'scores', role: 'group', 'aria-labelledby': 'survey-label' }, Array.from({ length: 11 }, (_, score) => h('button', {
      type: 'button', 'data-key': `score/${score}`, 'aria-pressed': String(survey.score === score), onclick: () => { Object.assign(survey, { score, error: null }); redraw(); },
    }, bank.messages.score(score).replace(/\D+$/, '')))),
    survey.error === null ? null : h('p', { class: 'wrong', role: 'alert' }, bank.messages.pickScore),
    h('div', { class: 'buttons wide' }, primary('survey-send', bank.messages.send, send), secondary('complain', bank.messages.complain, complain, { 'aria-haspopup': 'dialog' })));
}

export function messages(bankPage) {
  const { speak, customer } = bankPage;
  const { bank } = speak.words;
  const { warnings } = customer.portrait;
  return [
    panel('warnings', bank.messages.warnings, warnings.length === 0 ? nothing('bell', bank.messages.noWarnings) : warnings.map((one) => warning(bankPage, one))),
    contacts(bankPage),
    opinion(bankPage),
  ];
}

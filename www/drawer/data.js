// What the customer holds in hand: consents, the switch of personalisation, a copy, erasure, and what is held.

import { switchRow } from '../view/about.js';
import { empty, h, more } from '../view/dom.js';
import { productName } from '../view/products.js';
import { download } from './copy.js';

const SHOWN = 8;

function fieldText(speak, name, value) {
  const { fields, values, hashed, field } = speak.words.drawer;
  const text = value === null ? hashed : name === 'product' ? productName(speak, value) : values[value] ?? speak.value(value);
  return field(fields[name] ?? name, text);
}

/** An event as it is held: kind, time and every field. */
function recordedEvent(speak, { type, at, ...fields }) {
  return h('li', {},
    h('span', {}, speak.words.bank.strip.kinds[type] ?? type), h('small', {}, speak.moment(at)),
    Object.keys(fields).length === 0 ? null
      : h('small', { class: 'fields' }, speak.list(Object.entries(fields).map(([name, value]) => fieldText(speak, name, value)))));
}

/** What the engine holds of the customer's behaviour, the latest first; `held` is the customer's copy. */
function recorded(speak, held) {
  const { drawer } = speak.words;
  const events = [...(held?.events ?? [])].reverse().sort((a, b) => b.at - a.at);
  return more('recorded', drawer.recorded,
    h('p', { class: 'note' }, drawer.recordedNote),
    events.length === 0 ? empty(drawer.noRecorded) : h('ul', { class: 'recorded' }, events.slice(0, SHOWN).map((event) => recordedEvent(speak, event))),
    events.length <= SHOWN ? null : h('p', { class: 'note' }, drawer.moreRecorded(events.length - SHOWN)));
}

function copy(speak, customer, act, told) {
  const { drawer } = speak.words;
  const make = async () => {
    const held = await customer.exportData();
    download(drawer.file, held);
    told.copied = { facts: Object.keys(held.profile).length, events: held.events.length };
  };
  return h('div', { class: 'desk' },
    h('h3', {}, drawer.copy),
    h('p', { class: 'note' }, drawer.copyNote),
    h('button', { type: 'button', class: 'quiet', 'data-key': 'download', onclick: () => act(make) }, drawer.download),
    h('p', { class: 'told', role: 'status' }, told.copied === undefined ? null : drawer.downloaded(told.copied)));
}

function erasure(speak, customer, act, told) {
  const { drawer } = speak.words;
  const ask = (on) => act(() => Object.assign(told, { asking: on, erased: false }), on ? 'erase-no' : 'erase');
  const erase = async () => {
    const portrait = await customer.erase();
    Object.assign(told, { asking: false, erased: portrait !== null, copied: undefined });
  };
  return h('div', { class: 'desk' },
    h('h3', {}, drawer.erase),
    h('p', { class: 'note', id: 'erase-note' }, drawer.eraseNote),
    told.asking
      ? h('div', { class: 'asking', role: 'group', 'aria-labelledby': 'erase-ask' },
        h('p', { id: 'erase-ask' }, drawer.eraseAsk),
        h('button', { type: 'button', class: 'danger', 'data-key': 'erase-yes', onclick: () => act(erase, 'erase') }, drawer.eraseYes),
        h('button', { type: 'button', class: 'quiet', 'data-key': 'erase-no', onclick: () => ask(false) }, drawer.eraseNo))
      : h('button', { type: 'button', class: 'quiet', 'data-key': 'erase', 'aria-describedby': 'erase-note', onclick: () => ask(true) }, drawer.erase),
    h('p', { class: 'told', role: 'status' }, told.erased ? drawer.erased : null));
}

export function data(speak, customer, policy, act, { told, held }) {
  const { words } = speak;
  return [
    h('div', { class: 'desk' }, switchRow('drawer-personal', words.personal, customer.personalised, (on) => act(() => customer.setPersonalisation(on))),
      h('p', { class: 'note' }, customer.personalised ? words.personalOn : words.personalOff)),
    h('div', { class: 'desk' }, h('h3', {}, words.consents),
      customer.consents.map(({ purpose, label, granted }) => switchRow(`drawer-consent-${purpose}`, label, granted, (on) => act(() => customer.setConsent(purpose, on)))),
      h('p', { class: 'note' }, words.consentsNote)),
    h('div', { class: 'desk' }, recorded(speak, held)),
    copy(speak, customer, act, told),
    erasure(speak, customer, act, told),
  ];
}

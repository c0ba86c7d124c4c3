// What is missing, what stands behind the portrait, and the customer's own switch.

import { card, h, quietCard } from './dom.js';

/** A reference such as `tag:dormant`, by the name that the page has for it. */
function refName(speak, ref) {
  const at = ref.indexOf(':');
  if (at < 0) return speak.name(ref);
  const [kind, id] = [ref.slice(0, at), ref.slice(at + 1)];
  const name = speak.name(ref) === ref ? speak.name(id) : speak.name(ref);
  return `${speak.words.item[kind]}${speak.locale === 'en' ? ' ' : ''}“${name}”`;
}

/** Result → the missing facts that matter to it, in the order of the portrait. */
function byResult(unknown) {
  const results = new Map();
  for (const { label, mattersTo } of unknown) {
    for (const ref of mattersTo) results.set(ref, [...(results.get(ref) ?? []), label]);
  }
  return [...results];
}

export function unknownCard(speak, { unknown }) {
  const { words } = speak;
  if (unknown.length === 0) return quietCard('unknown', words.unknown, words.noUnknown);
  return card('unknown', words.unknown,
    h('p', { class: 'note' }, words.unknownNote),
    h('ul', { class: 'gaps' }, byResult(unknown).map(([ref, labels]) => (
      h('li', { 'data-item': ref }, h('span', {}, refName(speak, ref)), h('small', {}, speak.list(labels)))
    ))));
}

export function aboutCard(speak, portrait, wait) {
  const { words } = speak;
  const { asOf, policy, nextChangeAt } = portrait;
  const rows = [
    [words.asOf, speak.moment(asOf)],
    [words.nextChange, nextChangeAt === null ? words.never : speak.moment(nextChangeAt)],
    [words.policy, `${policy.id} ${policy.version}`],
    [words.digest, policy.digest.slice(0, 16)],
  ];
  return card('about', words.aboutTitle,
    h('dl', { class: 'about' }, rows.map(([label, value]) => h('div', {}, h('dt', {}, label), h('dd', {}, value)))),
    h('button', { class: 'quiet', type: 'button', 'data-key': 'wait', onclick: wait }, words.wait),
    h('p', { class: 'note' }, words.advisory));
}

/** A switch with its name; `set(on)` is called when it is used. */
export function switchRow(key, name, on, set) {
  return h('div', { class: 'personal-row' },
    h('span', { id: `${key}-label` }, name),
    h('button', { type: 'button', role: 'switch', class: 'switch', 'aria-checked': String(on), 'aria-labelledby': `${key}-label`,
      'data-key': key, onclick: () => set(!on) }));
}

/** The switch for personalisation; `set(on)` is called when it is used. */
export function personalCard(speak, on, set) {
  const { words } = speak;
  return h('section', { class: 'card personal', id: 'personal' },
    switchRow('personal', words.personal, on, set),
    h('p', { class: 'note' }, on ? words.personalOn : words.personalOff));
}

/** A switch for each purpose that needs a consent; `set(consent, on)` is called when it is used. */
export function consentCard(speak, consents, set) {
  const { words } = speak;
  if (consents.length === 0) return null;
  return card('consents', words.consents,
    consents.map((consent) => switchRow(`consent-${consent.purpose}`, consent.label, consent.granted, (on) => set(consent, on))),
    h('p', { class: 'note' }, words.consentsNote));
}

// Small parts that several pages of the bank are made of.

import { because } from '../view/because.js';
import { h } from '../view/dom.js';
import { icon } from './icons.js';

/** A titled part of a page. `key` names it. */
export function panel(key, title, ...children) {
  const id = `${key}-title`;
  return h('section', { class: 'panel', 'data-panel': key, 'aria-labelledby': id }, h('h2', { id }, title), ...children);
}

/** The main button of a page or a form. */
export const primary = (key, text, onclick, props = {}) => h('button', { type: 'button', class: 'primary', 'data-key': key, onclick, ...props }, text);

/** A button beside the main one. */
export const secondary = (key, text, onclick, props = {}) => h('button', { type: 'button', class: 'secondary', 'data-key': key, onclick, ...props }, text);

/** A button that is only an icon; `label` says what it does. */
export const iconButton = (key, name, label, onclick, props = {}) => (
  h('button', { type: 'button', class: 'round', 'data-key': key, 'aria-label': label, onclick, ...props }, icon(name)));

/** Something that stands for what there is none of. */
export const nothing = (name, text, ...more) => h('div', { class: 'nothing' }, icon(name), h('p', {}, text), ...more);

/** Why, to unfold. Nothing where there is nothing to say. */
export function why(speak, key, summary, reasons, options) {
  const told = because(speak, reasons, options);
  if (told.length === 0) return null;
  return h('details', { class: 'why', 'data-key': key }, h('summary', { 'data-key': `${key}/summary` }, summary), told);
}

/** A switch with its name. */
export function toggle(key, label, on, onchange, note = null) {
  return h('div', { class: 'toggle' },
    h('span', { id: `${key}-label` }, label),
    h('button', { type: 'button', role: 'switch', class: 'switch', 'data-key': key, 'aria-checked': String(on), 'aria-labelledby': `${key}-label`, onclick: () => onchange(!on) }),
    note === null ? null : h('small', {}, note));
}

/** A field for text with its name and, when there is one, what is wrong with it. */
export function field(key, label, value, { error = null, oninput, type = 'text', inputmode = 'decimal', ...props } = {}) {
  return h('div', { class: 'field' },
    h('label', { for: key }, label),
    h('input', {
      id: key, 'data-key': key, type, inputmode, value, autocomplete: 'off', 'aria-invalid': error === null ? null : 'true',
      'aria-describedby': error === null ? null : `${key}-error`, oninput: ({ target }) => oninput(target.value), ...props,
    }),
    error === null ? null : h('p', { class: 'wrong', id: `${key}-error`, role: 'alert' }, error));
}

/** One of few: buttons of which one is pressed. `options` are pairs of value and name. */
export function choices(key, label, options, chosen, onchange) {
  return h('div', { class: 'choices', role: 'group', 'aria-label': label }, options.map(([value, name]) => h('button', {
    type: 'button', 'data-key': `${key}/${value}`, 'aria-pressed': String(value === chosen), onclick: () => onchange(value),
  }, name)));
}

/** Names and values. */
export const pairs = (...rows) => h('dl', { class: 'pairs' }, rows.filter(Boolean).map(([name, value, strong = false]) => (
  h('div', { class: strong ? 'strong' : null }, h('dt', {}, name), h('dd', {}, value)))));

/** A line that leads to another page. */
export const lineTo = (href, key, name, ...text) => h('a', { class: 'line', href, 'data-key': key }, name === null ? null : h('span', { class: 'badge-icon' }, icon(name)), h('span', { class: 'line-text' }, ...text), icon('next'));

// What stands around every page of the bank: its head and its tabs; and what stands there before the first page.

import { LOCALES } from '../i18n/index.js';
import { h, redraw } from '../view/dom.js';
import { icon } from './icons.js';
import { iconButton } from './view.js';

const TABS = ['home', 'products', 'repay', 'discover', 'me'];
const place = (id) => document.getElementById(id);

/**
 * The head of the page, its title and its language.
 *
 * @param {ReturnType<import('./words/index.js').bankSpeaker>} speak
 * @param {{ title: string, up?: string, open: number, goBack: () => void, setLocale: (locale: string) => void }} head `up`: where
 *   the way back leads, none for a tab's own page; `open`: warnings that nobody has seen to
 */
export function drawHead(speak, { title, up, open, goBack, setLocale }) {
  const { bank } = speak.words;
  const [other, itsName] = LOCALES.find(([id]) => id !== speak.locale);
  document.documentElement.lang = speak.locale;
  document.title = `${title} · ${bank.brand}`;
  place('skip').textContent = bank.skip;
  place('heading').textContent = title;
  place('brand').textContent = bank.brand;
  redraw(place('way'), up === undefined ? h('span', { class: 'logo', 'aria-hidden': 'true' }, icon('spark')) : iconButton('back', 'back', bank.back, goBack));
  redraw(place('tools'),
    h('button', { type: 'button', class: 'tongue', 'data-key': 'tongue', lang: other, onclick: () => setLocale(other) }, itsName),
    h('a', { class: 'round', href: '#/messages', 'data-key': 'bell' }, icon('bell'), h('span', { class: 'unseen' }, bank.title.messages),
      open === 0 ? null : h('span', { class: 'count' }, String(open))));
}

/** The tabs, with the one that the page belongs to. */
export function drawTabs({ words: { bank } }, tab, page) {
  const current = (name) => (name !== tab ? null : name === page ? 'page' : 'true');
  place('tabs').setAttribute('aria-label', bank.tabsLabel);
  redraw(place('tabs'), TABS.map((name) => h('a', { href: name === 'home' ? '#/' : `#/${name}`, 'data-key': `tab/${name}`, 'aria-current': current(name) },
    icon(name), h('span', {}, bank.tabs[name]))));
}

/** What stands on the page until somebody is in it. */
export function loading({ words: { bank } }) {
  return [h('div', { class: 'waiting' }, h('p', { class: 'hint', role: 'status' }, bank.loading),
    ['tall', '', 'short', ''].map((size) => h('div', { class: `bone ${size}`, 'aria-hidden': 'true' })))];
}

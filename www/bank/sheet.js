// A sheet from below that has to be answered or closed: the browser keeps the focus in it.

import { h } from '../view/dom.js';
import { iconButton } from './view.js';

/**
 * Opens a sheet; closes the one before.
 *
 * @param {HTMLDialogElement} dialog
 * @param {{ title: string, text: string, close: string, options: [key: string, name: string, act: () => void, main?: boolean][], after: () => void }} what
 *   `after` runs when it has been closed in whatever way
 */
export function openSheet(dialog, { title, text, close, options, after }) {
  if (dialog.open) dialog.close();
  const choose = (act) => () => {
    dialog.close();
    act();
  };
  dialog.replaceChildren(
    h('div', { class: 'sheet-top' }, h('h2', { id: 'sheet-title' }, title), iconButton('sheet-close', 'close', close, () => dialog.close())),
    h('p', { id: 'sheet-text' }, text),
    h('div', { class: 'buttons stacked' }, options.map(([key, name, act, main = false]) => h('button', { type: 'button', class: main ? 'primary' : 'secondary', 'data-key': key, onclick: choose(act) }, name))));
  dialog.onclick = ({ target }) => target === dialog && dialog.close();
  dialog.onclose = after;
  dialog.showModal();
}

// Tags as chips that unfold to their evidence; "not me" removes one, and a removed one can be restored.

import { h } from '../view/dom.js';
import { tagDetails } from '../view/tags.js';
import { absent } from './absent.js';

/** A chip takes the whole row while it is unfolded. */
function chip(speak, tag, fresh, act, customer) {
  const remove = h('button', { type: 'button', class: 'quiet', 'data-key': `not-me/${tag.id}`, onclick: () => act(() => customer.removeTag(tag.id)) },
    speak.words.drawer.notMe);
  const details = tagDetails(speak, tag, remove);
  const item = h('li', { class: fresh ? 'tag fresh' : 'tag', 'data-tag': tag.id }, details);
  details.addEventListener('toggle', () => item.classList.toggle('open', details.open));
  return item;
}

/** The removed tags, each with a button that restores it. */
export function removedTags(speak, tags, act, customer) {
  const gone = tags.filter(({ removed }) => removed);
  if (gone.length === 0) return null;
  const { drawer } = speak.words;
  return h('div', { class: 'removed' },
    h('h3', {}, drawer.removed),
    h('ul', {}, gone.map(({ id, label }) => h('li', { 'data-tag': id },
      h('span', {}, label),
      h('button', { type: 'button', class: 'quiet', 'data-key': `restore/${id}`, 'aria-label': drawer.restoreTag(label), onclick: () => act(() => customer.restoreTag(id)) },
        drawer.restore)))),
    h('p', { class: 'note' }, drawer.removedNote));
}

export function tags(speak, customer, policy, act, { before }) {
  const { portrait } = customer;
  const had = new Set((before ?? portrait).tags.map(({ id }) => id));
  const { words } = speak;
  return [
    portrait.tags.length === 0 ? absent(speak, customer, words.noTags) : [
      h('ul', { class: 'chips' }, portrait.tags.map((tag) => chip(speak, tag, !had.has(tag.id), act, customer))),
      h('p', { class: 'note' }, words.drawer.tagsNote),
    ],
    removedTags(speak, customer.tags, act, customer),
  ].flat();
}

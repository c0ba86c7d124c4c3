// Tags, each with the evidence it rests on.

import { because } from './because.js';
import { card, empty, h, more } from './dom.js';

/** A tag that unfolds to its evidence. `rest` stands under the evidence. */
export function tagDetails(speak, tag, ...rest) {
  const { words } = speak;
  const summary = [
    h('span', { class: 'tag-label' }, tag.label),
    h('small', {}, tag.expires === null ? words.since(speak.date(tag.since)) : words.expires(speak.date(tag.expires))),
  ];
  return more(`tag/${tag.id}`, h('span', { class: 'tag-head' }, summary), because(speak, tag.because, { said: tag.label }), ...rest);
}

export function tagsCard(speak, { tags }) {
  return card('tags', speak.words.tags,
    tags.length === 0 ? empty(speak.words.noTags) : h('ul', { class: 'tags' }, tags.map((tag) => (
      h('li', { class: 'tag', 'data-tag': tag.id }, tagDetails(speak, tag))))));
}

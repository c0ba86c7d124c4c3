// Waiting, and failing in words.

import { h, icon } from './dom.js';

export function loading(speak) {
  return h('section', { class: 'card loading' }, h('p', {}, speak.words.loading),
    h('div', { class: 'bone', 'aria-hidden': 'true' }), h('div', { class: 'bone short', 'aria-hidden': 'true' }));
}

/** `failure` has a key of the words' `error` table as its `words`, and a code and place if the engine gave any. */
export function failed(speak, failure, retry) {
  const { words } = speak;
  return h('section', { class: 'card error', id: 'error', role: 'alert' },
    h('div', { class: 'error-head' }, icon('alert'), h('h2', {}, words.errorTitle)),
    h('p', {}, words.error[failure.words]),
    failure.code === undefined ? null
      : h('dl', { class: 'about' },
        h('div', {}, h('dt', {}, words.errorCode), h('dd', {}, h('code', {}, failure.code))),
        failure.path === '' ? null : h('div', {}, h('dt', {}, words.errorPlace), h('dd', {}, h('code', {}, failure.path)))),
    h('button', { class: 'main', type: 'button', 'data-key': 'retry', onclick: retry }, words.retry));
}

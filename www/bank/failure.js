// Failing in words.

import { SubjectsError } from '../subjects.js';
import { h } from '../view/dom.js';
import { nothing, primary } from './view.js';

/** An error in the terms of the page: which words (of what happened, else of where), which code. Never its message. */
export function failureOf(speak, error) {
  if (error instanceof SubjectsError) return { words: 'subjects' };
  if (typeof error?.code !== 'string') return { words: 'other' };
  const [room, what] = error.code.split('/');
  return { words: [what, room].find((name) => name in speak.words.error) ?? 'other', code: error.code };
}

/** What stands on the page in the place of everything else, with a button that tries again. */
export function failed(speak, { words, code }, retry) {
  const { bank, error } = speak.words;
  return [h('div', { class: 'failure', role: 'alert' },
    nothing('alert', error[words], code === undefined ? null : h('p', { class: 'hint' }, h('code', {}, bank.failure.code(code))), primary('retry', bank.failure.retry, retry)))];
}

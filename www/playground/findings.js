// What was found about the policy, as a list to click and as marks of the editor.

import { h } from '../view/dom.js';
import { rangeAt } from './places.js';

/** More than this is not read. */
const MOST = 100;
const SEVERITY = { error: 'error', warning: 'warning', note: 'info' };

/** In which language a finding is told. */
const told = (wording, locale) => wording?.[locale] ?? wording?.en ?? '';

/** Findings as marks of the editor. */
export function marksOf(state, diagnostics, words, locale) {
  const marks = diagnostics.slice(0, MOST).map(({ code, line, column, severity, message, hint }) => ({
    ...rangeAt(state, line, column), severity: SEVERITY[severity],
    message: [`${told(message, locale)}  ${code}`, hint === null ? null : `${words.hint}${locale === 'en' ? ': ' : '：'}${told(hint, locale)}`].filter(Boolean).join('\n'),
  }));
  return marks.sort((a, b) => a.from - b.from);
}

/** Findings as a list; `go(finding)` is called when one is chosen. */
export function findingsList(diagnostics, words, locale, go) {
  if (diagnostics.length === 0) return null;
  return h('ol', { class: 'finding-list', 'aria-label': words.findings }, diagnostics.slice(0, MOST).map((finding) => {
    const { code, pointer, line, column, severity, message, hint } = finding;
    return h('li', {}, h('button', { type: 'button', class: `finding ${severity}`, 'data-key': `${code}${pointer}`, 'data-code': code, onclick: () => go(finding) },
      h('span', { class: 'finding-head' },
        h('span', { class: `badge ${severity}` }, words.severity[severity]), h('code', {}, code), h('span', { class: 'finding-place' }, words.place(line, column))),
      h('span', { class: 'finding-words' }, told(message, locale)),
      h('code', { class: 'finding-pointer' }, pointer || '/'),
      hint === null ? null : h('span', { class: 'finding-hint' }, `${words.hint}${locale === 'en' ? ': ' : '：'}${told(hint, locale)}`)));
  }));
}

// An editor for JSON in a shadow root: there its styles are constructed sheets, which the page's content policy lets be, and
// not style elements.

import {
  EditorState, EditorView, HighlightStyle, autocompletion, basicSetup, indentWithTab, json, keymap, lintGutter, setDiagnostics, syntaxHighlighting, tags,
} from '../lib/editor.js';

/** A wavy line, in single words: WebKit knows no colours and styles in the short form. */
const wavy = (colour) => ({ backgroundImage: 'none', textDecorationLine: 'underline', textDecorationStyle: 'wavy', textDecorationColor: colour, textUnderlineOffset: '3px' });

const THEME = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', color: 'var(--ink)', backgroundColor: 'var(--card)' },
  // The page draws it around the whole.
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'ui-monospace, Menlo, Consolas, "Noto Sans Mono CJK SC", monospace', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--brand)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--brand)' },
  '.cm-gutters': { backgroundColor: 'var(--sunk)', color: 'var(--muted)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--brand) 6%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--brand-soft)', color: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--selection)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--brand-soft)', outline: '1px solid var(--brand)' },
  '.cm-tooltip': { backgroundColor: 'var(--card)', color: 'var(--ink)', border: '1px solid var(--line)', borderRadius: '8px' },
  '.cm-tooltip.cm-completionInfo': { padding: '8px 10px', maxWidth: '320px', fontSize: '12.5px', lineHeight: '1.5' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--brand)', color: 'var(--card)' },
  '.cm-diagnostic': { padding: '6px 10px', whiteSpace: 'pre-line', lineHeight: '1.5', maxWidth: 'min(460px, 84vw)' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--caution-ink)' },
  '.cm-lintRange-error': wavy('var(--bad)'),
  '.cm-lintRange-warning': wavy('var(--caution-ink)'),
  '.cm-panels': { backgroundColor: 'var(--sunk)', color: 'var(--ink)', borderColor: 'var(--line)' },
  '.cm-panel input, .cm-panel button': { color: 'var(--ink)', backgroundColor: 'var(--card)', backgroundImage: 'none' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--brand-soft)', color: 'var(--brand)', border: '0', padding: '0 6px' },
});

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--key)' },
  { tag: tags.string, color: 'var(--ink)' },
  { tag: tags.number, color: 'var(--number)' },
  { tag: [tags.bool, tags.null], color: 'var(--number)', fontWeight: '600' },
  { tag: tags.invalid, color: 'var(--bad)' },
]);

/** A finding as the editor shows it. @typedef {{ from: number, to: number, severity: 'error' | 'warning' | 'info', message: string }} Mark */

export class Editor {
  #view;
  #changed;

  /**
   * @param {HTMLElement} parent where it stands
   * @param {{ label: string, hint: string, changed: () => void, complete?: (context: object) => object | null }} options
   */
  constructor(parent, { label, hint, changed, complete }) {
    this.#changed = changed;
    const root = parent.attachShadow({ mode: 'open' });
    const extensions = [
      basicSetup, json(), THEME, syntaxHighlighting(COLOURS), lintGutter(), keymap.of([indentWithTab]), EditorView.lineWrapping,
      EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': `${label}. ${hint}` }),
      EditorView.updateListener.of(({ docChanged }) => docChanged && this.#changed()),
      ...(complete === undefined ? [] : [autocompletion({ override: [complete] })]),
    ];
    this.#extensions = extensions;
    this.#view = new EditorView({ root, parent: root, state: EditorState.create({ extensions }) });
  }

  #extensions;

  get state() {
    return this.#view.state;
  }

  get text() {
    return this.state.doc.toString();
  }

  /** Another text, with a history of its own. */
  set text(text) {
    this.#view.setState(EditorState.create({ doc: text, extensions: this.#extensions }));
    this.#changed();
  }

  /** Shows findings where they stand. @param {Mark[]} marks */
  mark(marks) {
    this.#view.dispatch(setDiagnostics(this.state, marks));
  }

  /** Goes to a place. */
  show({ from, to }) {
    this.#view.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
    this.#view.focus();
  }

  /** It has another size, or has just come into sight. */
  measure() {
    this.#view.requestMeasure();
  }

  /** What it is called. */
  name(label, hint) {
    this.#view.contentDOM.setAttribute('aria-label', `${label}. ${hint}`);
  }
}

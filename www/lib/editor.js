// What the playground takes from CodeMirror.

export { autocompletion, completionStatus, startCompletion } from '@codemirror/autocomplete';
export { indentWithTab } from '@codemirror/commands';
export { json, jsonParseLinter } from '@codemirror/lang-json';
export { HighlightStyle, ensureSyntaxTree, syntaxHighlighting, syntaxTree } from '@codemirror/language';
export { lintGutter, setDiagnostics } from '@codemirror/lint';
export { Compartment, EditorState } from '@codemirror/state';
export { EditorView, keymap } from '@codemirror/view';
export { tags } from '@lezer/highlight';
export { basicSetup } from 'codemirror';

import type { Diagnostic } from '../author-types.js';
import type { Compiled } from './policies.js';

/** A finding as bundlers show it: in the terminal, and over the page. */
export interface Problem {
  readonly message: string;
  readonly id: string;
  readonly loc: { readonly file: string; readonly line: number; readonly column: number };
  readonly frame: string;
}

/** How many findings are told at once. */
const MOST = 10;

/** All errors of a policy as one problem, which stands at the first of them. */
export function errorsOf({ file, diagnostics, text }: Compiled): Problem | null {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return null;
  const told = errors.slice(0, MOST).map(words);
  const rest = errors.length > MOST ? [`… and ${errors.length - MOST} more`] : [];
  const count = errors.length === 1 ? '' : `${errors.length} errors\n\n`;
  return { ...placed(first, file, text), message: count + [...told, ...rest].join('\n\n') };
}

/** The warnings of a policy. */
export function warningsOf({ file, diagnostics, text }: Compiled): readonly Problem[] {
  return diagnostics.filter(({ severity }) => severity === 'warning').map((found) => ({ ...placed(found, file, text), message: words(found) }));
}

function words({ code, pointer, line, column, message, hint }: Diagnostic): string {
  const lines = [`${code} at ${pointer || '/'} (${line}:${column})`, message.en, message['zh-CN']];
  if (hint !== null) lines.push(`hint: ${hint.en}`, `提示：${hint['zh-CN']}`);
  return lines.join('\n');
}

function placed({ file, line, column }: Diagnostic, policy: string, text: string): Omit<Problem, 'message'> {
  return { id: file, loc: { file, line, column }, frame: file === policy ? frame(text, line, column) : '' };
}

/** The lines around a place, with a mark under it. */
function frame(text: string, line: number, column: number): string {
  const lines = text.split(/\r?\n/);
  const from = Math.max(line - 3, 0);
  const width = String(line + 2).length;
  return lines.slice(from, line + 2).map((content, index) => {
    const number = from + index + 1;
    const shown = `${String(number).padStart(width)} | ${content}`;
    return number === line ? `${shown}\n${' '.repeat(width)} | ${' '.repeat(column - 1)}^` : shown;
  }).join('\n');
}

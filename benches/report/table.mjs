// Tables in Markdown.

import { UNITS, times } from './figures.mjs';
import { TITLES } from './ways.mjs';

/** @param {string[]} head @param {string[][]} rows the first column is text, the others numbers */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|---|${'--:|'.repeat(head.length - 1)}`, ...rows.map(line)].join('\n');
}

/**
 * One column for each row of measurements, one line for each way, with how many times the first as long it takes.
 *
 * @param {import('./figures.mjs').Figures} figures
 * @param {[name: string, title: string, unit: keyof typeof UNITS][]} columns
 * @param {string[]} ways the first is what the others are measured by
 */
export function byWay(figures, columns, ways, titles = TITLES) {
  const cell = (way, [name, , unit]) => {
    const value = figures.median(name, way);
    if (value === undefined) return '–';
    return way === ways[0] ? UNITS[unit](value) : `${UNITS[unit](value)} (${times(value, figures.median(name, ways[0]))})`;
  };
  return table(['', ...columns.map(([, title]) => title)], ways.map((way) => [titles[way], ...columns.map((column) => cell(way, column))]));
}

/**
 * One line for each measurement, one column for each way, and ratios.
 *
 * @param {[name: string, title: string, unit: keyof typeof UNITS][]} rows
 * @param {string[]} ways
 * @param {[above: string, below: string][]} ratios
 */
export function byRow(figures, rows, ways, ratios, titles = TITLES) {
  const head = ['', ...ways.map((way) => titles[way]), ...ratios.map((pair) => pair.map((way) => titles[way]).join(' : '))];
  return table(head, rows.map(([name, title, unit]) => {
    const of = (way) => figures.median(name, way);
    const shown = ways.map((way) => (of(way) === undefined ? '–' : UNITS[unit](of(way))));
    return [title, ...shown, ...ratios.map(([above, below]) => times(of(above), of(below)))];
  }));
}

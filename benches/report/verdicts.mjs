// Who is quicker, in words: wins and losses from the same figures.

import { UNITS, times } from './figures.mjs';
import { TITLES } from './ways.mjs';

/**
 * For each question the engine's figure, who needs less and who needs more.
 *
 * @param {{ figures: import('./figures.mjs').Figures, name: string, title: string, unit: keyof typeof UNITS, off?: (figures: object) => number }[]} questions
 *   `off` is taken off everybody's figure first
 */
export function verdicts(questions, ways) {
  const rows = questions.flatMap(({ figures, name, title, unit, off = () => 0 }) => {
    const of = (way) => {
      const value = figures?.median(name, way);
      return value === undefined ? undefined : value - off(figures);
    };
    const ours = of('engine');
    if (ours === undefined) return [];
    const others = ways.filter((way) => way !== 'engine' && of(way) !== undefined).map((way) => ({ way, value: of(way) }));
    const list = (some, ratio) => some.map(({ way, value }) => `${TITLES[way]} (${ratio(value)})`).join(', ') || 'nobody';
    const lost = others.filter(({ value }) => value < ours).sort((a, b) => a.value - b.value);
    const won = others.filter(({ value }) => value >= ours).sort((a, b) => a.value - b.value);
    return [`- **${title}: ${UNITS[unit](ours)}.** Loses against ${list(lost, (value) => times(ours, value))}. Wins against ${list(won, (value) => times(value, ours))}.`];
  });
  return rows.join('\n');
}

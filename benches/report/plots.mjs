// Bars on a logarithmic scale, as SVG: narrow enough for a phone, readable in light and in dark.

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const { scaleBand, scaleLog } = createRequire(fileURLToPath(new URL('../../www/package.json', import.meta.url)))('d3-scale');

const WIDTH = 420;
const MARGIN = { top: 46, right: 14, bottom: 26, left: 14 };
const BAND = 34;

const STYLE = `
  .ground { fill: #ffffff }
  text { font: 13px system-ui, sans-serif; fill: #1f2733 }
  .title { font-weight: 600; font-size: 14px }
  .axis { font-size: 11px; fill: #5b6675 }
  .grid { stroke: #dfe4ea; stroke-width: 1 }
  .ours { fill: #0b6e4f }
  .theirs { fill: #8793a3 }
  .second { opacity: .5 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #14181f }
    text { fill: #e4e9f0 }
    .axis { fill: #9aa6b5 }
    .grid { stroke: #2c3440 }
    .ours { fill: #46c795 }
    .theirs { fill: #6f7d90 }
  }
`;

const escape = (text) => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);

/**
 * A line with its name and its value for each row, and below it a bar; with a second value, a second bar.
 *
 * @param {{ title: string, note: string, rows: { label: string, ours: boolean, values: number[] }[], write: (value: number) => string }} plot
 * @returns {string | null} `null` when nothing of it was measured
 */
export function bars({ title, note, rows, write }) {
  const shown = rows.filter(({ values }) => values.every((value) => value > 0));
  const all = shown.flatMap(({ values }) => values);
  if (all.length === 0) return null;
  const low = 10 ** Math.floor(Math.log10(Math.min(...all)) - 0.15);
  const high = 10 ** Math.ceil(Math.log10(Math.max(...all)));
  const x = scaleLog([low, high], [MARGIN.left, WIDTH - MARGIN.right]);
  const bottom = MARGIN.top + BAND * shown.length;
  const y = scaleBand(shown.map(({ label }) => label), [MARGIN.top, bottom]);
  const height = bottom + MARGIN.bottom;
  const decades = [];
  for (let tick = low; tick <= high * 1.001; tick *= 10) decades.push(tick);
  // So many words as there is room for; the end is always told.
  const every = Math.ceil(decades.length / 6);
  const told = decades.filter((_, i) => (decades.length - 1 - i) % every === 0);
  const anchor = (tick) => (tick === decades[0] ? 'start' : tick === decades.at(-1) ? 'end' : 'middle');
  const grid = decades.map((tick) => `<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${MARGIN.top - 4}" y2="${bottom}"/>`);
  const axis = told.map((tick) => `<text class="axis" x="${x(tick)}" y="${bottom + 16}" text-anchor="${anchor(tick)}">${escape(round(write(tick)))}</text>`);
  const marks = shown.map(({ label, ours, values }) => {
    const top = y(label);
    const thick = values.length === 1 ? 9 : 5;
    const lines = values.map((value, i) =>
      `<rect class="${ours ? 'ours' : 'theirs'}${i > 0 ? ' second' : ''}" x="${x(low)}" y="${top + 19 + i * (thick + 1)}" width="${(x(value) - x(low)).toFixed(1)}" height="${thick}" rx="1.5"/>`);
    return `<text x="${MARGIN.left}" y="${top + 14}">${escape(label)}</text><text x="${WIDTH - MARGIN.right}" y="${top + 14}" text-anchor="end">${escape(values.map(write).join(' · '))}</text>${lines.join('')}`;
  });
  const spoken = `${title}. ${note}. ${shown.map(({ label, values }) => `${label}: ${values.map(write).join(', ')}`).join('; ')}.`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(spoken)}">
<style>${STYLE}</style>
<rect class="ground" width="${WIDTH}" height="${height}"/>
<text class="title" x="${MARGIN.left}" y="20">${escape(title)}</text>
<text class="axis" x="${MARGIN.left}" y="36">${escape(note)}</text>
${[...grid, ...axis, ...marks].join('\n')}
</svg>
`;
}

/** `10.0 µs` as `10 µs`. */
const round = (text) => text.replace(/\.0+(?= )/, '');

// Where the bytes are: the module by room and function, its data, the facade by file, a pack by table.
//
//   node tools/breakdown.mjs NAMED.wasm PACK SECTIONS.json
//
// NAMED.wasm is the bound module with the names of its functions, SECTIONS.json what `silhouette inspect --format json` says
// of the pack. The last column is what brotli saves when the row is left out, scaled so that the rows of a table make its
// whole: an estimate, since a row is compressed by what stands in others.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';

import { optimise } from './optimize.mjs';

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Functions and files that get a row of their own. */
const ROWS = 40;

const brotli = (bytes, quality = 11) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;

/**
 * The bodies of a module's functions with their names, and the segments of its data.
 * @param {Uint8Array} wasm
 * @returns {{ functions: { name: string, start: number, end: number }[], data: { address: number, start: number, end: number }[] }}
 */
export function parts(wasm) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const text = () => {
    const length = number();
    at += length;
    return Buffer.from(wasm.subarray(at - length, at)).toString();
  };
  const functions = [];
  const data = [];
  const names = new Map();
  let imported = 0;
  while (at < wasm.length) {
    const id = wasm[at++];
    const end = number() + at;
    if (id === 2) {
      for (let left = number(); left > 0; left -= 1) {
        text();
        text();
        // This engine imports functions only.
        if (wasm[at++] !== 0) throw new Error('an import is no function');
        number();
        imported += 1;
      }
    } else if (id === 10) {
      for (let left = number(); left > 0; left -= 1) {
        const start = at;
        const length = number();
        at += length;
        functions.push({ name: '', start, end: at });
      }
    } else if (id === 11) {
      for (let left = number(); left > 0; left -= 1) {
        const start = at;
        at += 2; // active, in memory 0: `i32.const`
        const address = number();
        at += 1;
        const length = number();
        at += length;
        data.push({ address, start, end: at });
      }
    } else if (id === 0 && text() === 'name') {
      while (at < end) {
        const kind = wasm[at++];
        const length = number();
        const behind = at + length;
        if (kind === 1) for (let left = number(); left > 0; left -= 1) names.set(number(), text());
        at = behind;
      }
    }
    at = end;
  }
  functions.forEach((each, index) => (each.name = names.get(imported + index) ?? `function ${imported + index}`));
  return { functions, data };
}

/**
 * The room and the short name of a function by its symbol, as the compiler mangles it (Rust's scheme v0): a path is a row of
 * kinds, `N` and a letter, then the crate and a name for each; the first path of a symbol says where the function was written.
 * @param {string} symbol
 * @returns {{ room: string, name: string }}
 */
export function place(symbol) {
  if (!symbol.startsWith('_R')) return { room: 'runtime', name: symbol };
  const words = [...identifiers(symbol)];
  const crates = [...symbol.matchAll(/((?:N[A-Za-z])*)C(?:s[0-9A-Za-z]*_)?(?=\d)/g)];
  const paths = crates.map(({ 0: whole, 1: kinds, index }) => {
    const from = words.findIndex(({ at }) => at >= index + whole.length);
    const all = words.slice(from, from + kinds.length / 2 + 1).map(({ word }) => word);
    return { all, kinds, from };
  });
  const [first] = paths;
  if (first === undefined) return { room: 'runtime', name: symbol };
  const own = paths.find(({ all }) => all[0] === 'silhouette');
  const room = ({ all, kinds }) => {
    // The outermost names come last; what is no type (`t`) is the function itself.
    const modules = all.slice(0, all.length - (kinds.match(/N[^t]/g)?.length ?? 0)).filter((word) => /^[a-z]/.test(word));
    return modules.join('::');
  };
  // The types that it is for, and its own name: the last word but that of the crate in which it was needed.
  const spoken = words.slice(first.from + first.all.length - 1).map(({ word }) => word).filter((word) => word !== 'silhouette');
  const last = spoken.filter((word) => /^[a-z]/.test(word)).at(-1) ?? '';
  const name = [...new Set([...spoken.filter((word) => /^[A-Z]/.test(word)), last])].join(' ');
  if (first.all[0] === 'silhouette') return { room: room(first).replace(/^silhouette::?:?/, '') || 'silhouette', name };
  return { room: own === undefined ? first.all[0] : `${first.all[0]}, for ${room(own).replace(/^silhouette::/, '')}`, name };
}

/** The names in a symbol: each is its length and its letters. */
function* identifiers(symbol) {
  const number = /\d+_?/y;
  for (let at = 2; at < symbol.length; ) {
    // What follows `s` or `B` up to `_` is a number in base 62, and no length.
    const skipped = /[sBL][0-9A-Za-z]*_/y;
    skipped.lastIndex = at;
    const skip = skipped.exec(symbol);
    if (skip !== null) {
      at += skip[0].length;
      continue;
    }
    number.lastIndex = at;
    const found = number.exec(symbol);
    if (found === null) {
      at += 1;
      continue;
    }
    const length = Number.parseInt(found[0], 10);
    const start = at + found[0].length;
    if (length > 0) yield { at, word: symbol.slice(start, start + length) };
    at = start + length;
  }
}

/** What is left of bytes without some ranges. */
function without(bytes, ranges) {
  const kept = [];
  let from = 0;
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    kept.push(bytes.subarray(from, start));
    from = end;
  }
  kept.push(bytes.subarray(from));
  return Buffer.concat(kept);
}

const length = (ranges) => ranges.reduce((sum, { start, end }) => sum + end - start, 0);

/** Rows of a table: raw bytes, and their shares of the compressed whole. */
function weigh(bytes, rows, quality) {
  const whole = brotli(bytes, quality);
  const weighed = rows.map(({ name, ranges }) => ({ name, count: ranges.length, raw: length(ranges), saved: whole - brotli(without(bytes, ranges), quality) }));
  return { whole, weighed };
}

function print(title, bytes, rows, { most = Infinity, scaled = true } = {}) {
  const { whole, weighed } = weigh(bytes, rows.sort((a, b) => length(b.ranges) - length(a.ranges)).slice(0, most));
  const all = weighed.reduce((sum, { saved }) => sum + saved, 0);
  const factor = scaled && all > 0 ? whole / all : 1;
  console.log(`\n${title}: ${bytes.length} raw, ${whole} brotli`);
  console.log(`${'raw'.padStart(8)}${'brotli'.padStart(8)}${'parts'.padStart(7)}  `);
  for (const { name, count, raw, saved } of weighed) {
    console.log(`${String(raw).padStart(8)}${String(Math.round(saved * factor)).padStart(8)}${String(count).padStart(7)}  ${name}`);
  }
}

/** Ranges by the name that a function gives them. */
function grouped(items, nameOf) {
  const groups = new Map();
  for (const item of items) {
    const name = nameOf(item);
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups].map(([name, ranges]) => ({ name, ranges }));
}

/** Texts of at least four letters in bytes. */
const texts = (bytes) => (Buffer.from(bytes).toString('latin1').match(/[\x20-\x7e]{4,}/g) ?? []).join(' ');

async function module(file) {
  const named = await optimise(readFileSync(file), undefined, true);
  const { functions, data } = parts(named);
  const shipped = readFileSync(here('build/silhouette.wasm'));
  // Names and order are the only differences, or the tables speak of another module.
  const lengths = (all) => all.map(({ start, end }) => end - start).sort((a, b) => a - b).join();
  if (lengths(functions) !== lengths(parts(shipped).functions)) throw new Error('the module with names is not the module that ships');
  for (const each of functions) Object.assign(each, place(each.name), { symbol: each.name });
  const frame = { name: '(types, imports, exports, tables)', ranges: [{ start: 0, end: functions[0].start }] };
  const rooms = grouped(functions, ({ room }) => room);
  const few = rooms.filter(({ ranges }) => length(ranges) < 250);
  const rest = { name: `(${few.length} rooms below 250 bytes)`, ranges: few.flatMap(({ ranges }) => ranges) };
  // Without the names, which stand behind all else.
  const bare = Buffer.from(named.subarray(0, Math.max(...data.map(({ end }) => end))));
  print('the module by room', bare, [...rooms.filter((room) => !few.includes(room)), rest, frame, { name: '(data)', ranges: data }]);
  const one = (each) => ({ name: `${each.room}  ${each.name}`, ranges: [each] });
  print(`its largest ${ROWS} functions of ${functions.length}`, bare, functions.map(one), { most: ROWS, scaled: false });
  const segments = data.map((each) => ({ name: `at ${each.address}: ${texts(named.subarray(each.start, each.end)).slice(0, 150)}`, ranges: [each] }));
  print(`its data, ${data.length} segments`, bare, segments, { most: 20, scaled: false });
}

async function facade() {
  const options = { bundle: true, minify: true, write: false, metafile: true, format: 'esm', target: 'es2017', charset: 'utf8', legalComments: 'none', logLevel: 'error' };
  const whole = await build({ ...options, entryPoints: [here('src/entries/web.ts')], outfile: 'facade.js', plugins: [{
    name: 'glue',
    setup: (each) => each.onResolve({ filter: /^silhouette-glue$/ }, () => ({ path: 'silhouette-glue', external: true })),
  }] });
  // Unlike the module's functions, minified files do not stand apart: their bytes are told, and no share.
  const [[, { inputs, bytes }]] = Object.entries(whole.metafile.outputs);
  console.log(`\nthe facade by file, without the glue: ${bytes} raw, ${brotli(whole.outputFiles[0].contents)} brotli`);
  for (const [name, { bytesInOutput }] of Object.entries(inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)) {
    console.log(`${String(bytesInOutput).padStart(8)}  ${name.replace(/^.*src\//, '')}`);
  }
}

function pack(file, inspected) {
  const bytes = readFileSync(file);
  let at = 0;
  const rows = Object.entries(JSON.parse(readFileSync(inspected, 'utf8')).sections).map(([name, size]) => {
    at += size;
    return { name, ranges: [{ start: at - size, end: at }] };
  });
  if (at !== bytes.length) throw new Error('the tables are not the whole pack');
  print(`the pack ${file.replace(/^.*\//, '')} by table`, bytes, rows.filter(({ ranges }) => length(ranges) > 1));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [named, packed, sections] = process.argv.slice(2);
  if (sections === undefined) throw new Error('usage: node tools/breakdown.mjs NAMED.wasm PACK SECTIONS.json');
  await module(named);
  await facade();
  pack(packed, sections);
}

// The hashes of all that the package ships, in files of it: dist/integrity.json for pages and machines (size, SHA-256, and
// SHA-384 as browsers take it), dist/SHA256SUMS for `sha256sum -c`. Both name every file but themselves; the list of sums
// also names the other one. Made last, from what lies there.
//
//   node tools/integrity.mjs        writes them anew and prints what names them all
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const JSON_FILE = 'dist/integrity.json';
const SUMS_FILE = 'dist/SHA256SUMS';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** One file, as it is named to those who check it. */
export function entry(bytes) {
  return { size: bytes.length, sha256: sha256(bytes), integrity: `sha384-${createHash('sha384').update(bytes).digest('base64')}` };
}

/** The files of a folder and of those in it, with `/` between. */
const filesIn = (folder) =>
  readdirSync(at(folder), { withFileTypes: true }).flatMap((each) => (each.isDirectory() ? filesIn(`${folder}/${each.name}`) : [`${folder}/${each.name}`]));

/** What made the bytes: equal ones need equal tools. */
function tools() {
  const lock = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages;
  const npm = Object.fromEntries(['binaryen', 'esbuild', 'typescript'].map((name) => [name, lock[`node_modules/${name}`].version]));
  const bindings = /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(readFileSync(at('../Cargo.lock'), 'utf8'))[1];
  return { rustc: readFileSync(at('build/toolchain.txt'), 'utf8'), 'wasm-bindgen': bindings, ...npm, brotli: process.versions.brotli };
}

/**
 * Writes both files.
 * @returns {string} what names all files at once: the SHA-256 of the list of sums
 */
export function write() {
  const own = [JSON_FILE, SUMS_FILE];
  const names = ['README.md', 'package.json', ...filesIn('dist')].filter((name) => !own.includes(name)).sort();
  const files = Object.fromEntries(names.map((name) => [name, entry(readFileSync(at(name)))]));
  const { name, version } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  const text = `${JSON.stringify({ package: name, version, madeWith: tools(), files }, null, 2)}\n`;
  writeFileSync(at(JSON_FILE), text);
  const sums = { ...Object.fromEntries(names.map((name) => [name, files[name].sha256])), [JSON_FILE]: sha256(text) };
  const lines = Object.keys(sums).sort().map((name) => `${sums[name]}  ${name}\n`).join('');
  writeFileSync(at(SUMS_FILE), lines);
  return sha256(lines);
}

/** The lines that a build prints. */
export function report() {
  const sums = write();
  const { madeWith, files } = JSON.parse(readFileSync(at(JSON_FILE), 'utf8'));
  const told = ['dist/silhouette.wasm', 'dist/sealed-worker.js'].map((name) => `${name}\n  sha256 ${files[name].sha256}\n  ${files[name].integrity}`);
  return [...told, `${SUMS_FILE}, which names all ${Object.keys(files).length + 1} others\n  sha256 ${sums}`, `made with ${madeWith.rustc}`].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(report());

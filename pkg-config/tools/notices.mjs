// Whose software the package holds, and under which terms: the crates in its two wasm files, the standard library of
// Rust, the npm packages bundled into its scripts. Made from what was really linked and bundled; something without a
// licence text stops the build.
//
// `cargo xtask build` leaves what cargo says: build/notices/<module>.txt, one `name vVERSION|LICENCE` a line, and
// build/notices/metadata.json.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const RULE = '='.repeat(100);
/** The modules that ship, by the crates that they are made from. */
const MODULES = { silhouette: 'silhouette.wasm, and the same module as text in silhouette.wasm.base64.js', 'silhouette-node': 'cli.wasm' };

/** Terms that ask for no more than to be told. Others are for people to look at before they ship. */
const TERMS = new Set(['MIT', 'Apache-2.0', 'BSD-3-Clause', 'ISC', 'Zlib', 'BSL-1.0', 'Unicode-3.0', 'Unlicense']);

/** Whether a licence, as an SPDX expression or in the older form with a slash, can be kept to by telling it. */
export function permissive(licence) {
  return licence.split(' AND ').every((part) => part.replace(/[()]/g, '').split(/ OR |\//).some((id) => TERMS.has(id.trim())));
}

/** The files of a folder that tell its licence, as [name, text]. */
export function textsOf(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[sc]e|copying|copyright|notice|unlicense)/i.test(entry.name))
    .map(({ name }) => [name, readFileSync(join(folder, name), 'utf8')])
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

/** What `cargo tree` says a module is linked from, without our own crates. */
export function linked(tree) {
  const lines = tree.split('\n').filter((line) => line !== '' && !line.includes(' (/'));
  return [...new Set(lines)].map((line) => {
    const [, name, version, licence] = /^(\S+) v([^\s|]+)[^|]*\|(.*)$/.exec(line) ?? [];
    if (name === undefined || licence === '') throw new Error(`a crate without a licence: ${line}`);
    return { name, version, licence };
  });
}

/** The package that a bundled file is of. */
export function packageOf(file) {
  const parts = file.split(sep);
  const from = parts.lastIndexOf('node_modules');
  if (from < 0) return undefined;
  return parts.slice(0, from + (parts[from + 1].startsWith('@') ? 3 : 2)).join(sep);
}

/**
 * The text of the notices.
 * @param {{ title: string, parts: { name: string, version: string, licence: string, texts: [string, string][] }[] }[]} sections
 * @param {string} standard about the standard library
 */
export function compose(sections, standard) {
  const known = new Map();
  const lines = ['Software of others in this package, by the file that holds it, and the terms that it is under. The numbers name the texts below.',
    "The package's own terms are in LICENSE-MIT and LICENSE-APACHE.", ''];
  for (const { title, parts } of sections) {
    lines.push(title, '');
    for (const { name, version, licence, texts } of [...parts].sort((one, other) => (one.name < other.name ? -1 : 1))) {
      if (!permissive(licence)) throw new Error(`${name} ${version} is under ${licence}, which nobody has looked at; see TERMS in tools/notices.mjs`);
      if (texts.length === 0) throw new Error(`${name} ${version} comes without a licence text; see notices/without-text.json`);
      const numbers = texts.map(([, text]) => {
        // Lines broken elsewhere make no other text.
        const key = text.replace(/\s+/g, ' ').trim();
        if (!known.has(key)) known.set(key, { number: known.size + 1, text: text.trim(), of: [] });
        known.get(key).of.push(`${name} ${version}`);
        return known.get(key).number;
      });
      lines.push(`  ${name} ${version}   ${licence}   [${numbers.join('] [')}]`);
    }
    lines.push('');
  }
  lines.push('Both wasm files: the standard library of Rust   [0]', '', RULE, '[0] the standard library of Rust', '', standard.trim(), '');
  for (const { number, text, of } of known.values()) lines.push(RULE, `[${number}] ${[...new Set(of)].join(', ')}`, '', text, '');
  return lines.join('\n').replace(/\r/g, '').replace(/[ \t]+$/gm, '');
}

/**
 * The notices of what is built.
 * @param {Iterable<string>} bundled the files in the scripts, from the folder of the package
 */
export function notices(bundled) {
  const { packages } = JSON.parse(readFileSync(at('build/notices/metadata.json'), 'utf8'));
  const { crates: without } = JSON.parse(readFileSync(at('notices/without-text.json'), 'utf8'));
  const used = new Set();
  const sections = Object.entries(MODULES).map(([module, title]) => ({
    title,
    parts: linked(readFileSync(at(`build/notices/${module}.txt`), 'utf8')).map((crate) => {
      const found = packages.find(({ name, version }) => name === crate.name && version === crate.version);
      if (found === undefined) throw new Error(`cargo does not know ${crate.name} ${crate.version}`);
      let texts = textsOf(dirname(found.manifest_path));
      if (texts.length === 0 && without[crate.name] !== undefined) {
        used.add(crate.name);
        texts = [[without[crate.name], standing(without[crate.name], crate, found.authors)]];
      }
      return { ...crate, texts };
    }),
  }));
  for (const name of Object.keys(without)) if (!used.has(name)) throw new Error(`notices/without-text.json: ${name} is not linked, or has a text of its own`);
  const folders = [...new Set([...bundled].map(packageOf))].filter((folder) => folder !== undefined);
  const scripts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(at(join(folder, 'package.json')), 'utf8'));
    return { name, version, licence: license, texts: textsOf(at(folder)) };
  });
  if (scripts.length > 0) sections.push({ title: 'The scripts', parts: scripts });
  return compose(sections, readFileSync(at('notices/rust-standard-library.txt'), 'utf8'));
}

/** A reviewed text, for who wrote the crate. */
function standing(id, { name, licence }, authors) {
  const file = at(`notices/${id}.txt`);
  if (!licence.split(/ OR |\//).includes(id) || !existsSync(file)) throw new Error(`${name} is not under ${id}, or notices/${id}.txt is missing`);
  const people = authors.map((author) => author.replace(/\s*<[^>]*>/, '')).join(', ');
  return `Copyright (c) ${people === '' ? `the authors of ${name}` : people}\n\n${readFileSync(file, 'utf8')}`;
}

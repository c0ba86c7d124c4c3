// The search for values through every file of a folder, in the ways in which they may be written there.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Base64 of a text wherever it begins in what is encoded: the letters that depend on nothing around it. */
const fragments = (bytes) => [0, 1, 2].map((before) => {
  const all = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  const first = Math.ceil((before * 8) / 6);
  return all.slice(first, Math.floor(((before + bytes.length) * 8) / 6));
});

const swapped = (text) => Buffer.from(text, 'utf16le').swap16();

/** So much of a text is looked for alone: what is cut by the end of a page of a file still has one of its halves. */
const HALF = 12;

function textForms(text) {
  const utf8 = Buffer.from(text);
  const forms = { 'UTF-8': utf8, 'UTF-16LE': Buffer.from(text, 'utf16le'), 'UTF-16BE': swapped(text) };
  for (const [half, part] of text.length < 2 * HALF ? [] : [['first', text.slice(0, HALF)], ['second', text.slice(HALF)]]) {
    Object.assign(forms, { [`${half} half, UTF-8`]: Buffer.from(part), [`${half} half, UTF-16LE`]: Buffer.from(part, 'utf16le'), [`${half} half, UTF-16BE`]: swapped(part) });
  }
  fragments(utf8).forEach((fragment, place) => (forms[`base64, ${place} before`] = Buffer.from(fragment)));
  return forms;
}

/** Seven bits in a byte, the low ones first. */
function varint(number) {
  const bytes = [];
  for (let rest = BigInt(number); ; rest >>= 7n) {
    if (rest < 128n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 127n) | 128);
  }
}

function wholeForms(name, number) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(number));
  const double = Buffer.alloc(8);
  double.writeDoubleLE(number);
  // What is small would be found everywhere.
  const forms = { [`${name}double, low end first`]: double, [`${name}double, high end first`]: Buffer.from(double).reverse() };
  const length = Math.ceil(number.toString(2).length / 8);
  if (length >= 5) {
    forms[`${name}integer, low end first`] = bytes.subarray(0, length);
    forms[`${name}integer, high end first`] = Buffer.from(bytes.subarray(0, length)).reverse();
    forms[`${name}varint`] = varint(number);
    forms[`${name}zigzag varint`] = varint(BigInt(number) * 2n);
    for (const [form, needle] of Object.entries(textForms(String(number)))) forms[`${name}digits in ${form}`] = needle;
  }
  return forms;
}

/** What is looked for: the value as it is, and a decimal number as so many smallest units. */
function formsOf(value) {
  if (typeof value === 'string') return textForms(value);
  if (Number.isInteger(value)) return wholeForms('', value);
  const double = Buffer.alloc(8);
  double.writeDoubleLE(value);
  const cents = Math.round(value * 100);
  return { 'double, low end first': double, 'double, high end first': Buffer.from(double).reverse(), ...Object.fromEntries(Object.entries(textForms(String(value))).map(([form, needle]) => [`digits in ${form}`, needle])), ...wholeForms('hundredths, ', cents) };
}

/**
 * Looks for values in every file of a folder.
 *
 * @param {string} folder
 * @param {Record<string, string | number>} values by name
 * @returns {{ files: number, bytes: number, forms: number, hits: string[] }} `hits`: which value, in which form, in which file
 */
export function scan(folder, values) {
  const needles = Object.entries(values).flatMap(([name, value]) => Object.entries(formsOf(value)).map(([form, needle]) => ({ name, form, needle })));
  const found = { files: 0, bytes: 0, forms: needles.length, hits: [] };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const content = readFileSync(path);
    found.files += 1;
    found.bytes += content.length;
    for (const { name, form, needle } of needles) if (content.includes(needle)) found.hits.push(`${name} as ${form} in ${path.slice(folder.length + 1)}`);
  }
  return found;
}

/** The names of the values that were found. */
export const namesIn = ({ hits }) => [...new Set(hits.map((hit) => hit.split(' as ')[0]))].sort();

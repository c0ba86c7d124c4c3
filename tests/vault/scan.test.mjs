// The search finds what is there, in every form that it knows.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { namesIn, scan } from './scan.mjs';

const VALUES = { word: 'qkzvexampleword', number: 281474976710655, price: 73194628.51, long: 'qzkvtwelveletbhjgmoretofdxwq' };

function searched(name, bytes) {
  const folder = mkdtempSync(join(tmpdir(), 'silhouette-scan-'));
  mkdirSync(join(folder, 'deep/er'), { recursive: true });
  writeFileSync(join(folder, 'deep/er', name), Buffer.concat([Buffer.from('before'), bytes, Buffer.from('after')]));
  const found = scan(folder, VALUES);
  rmSync(folder, { recursive: true });
  return found;
}

const double = (number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(number);
  return bytes;
};

const CASES = {
  // 2^48 - 1 is six bytes of ones; as a zigzag varint 2^49 - 2, seven bits in each: 0xfe, five times 0xff, 0x7f.
  'integer': [Buffer.from('ffffffffffff', 'hex'), 'number'],
  'zigzag varint': [Buffer.from('feffffffffff7f', 'hex'), 'number'],
  'double, high end first': [double(281474976710655), 'number'],
  'double, low end first': [double(73194628.51).reverse(), 'price'],
  'hundredths': [Buffer.from((7319462851).toString(16).padStart(10, '0'), 'hex'), 'price'],
  'digits': [Buffer.from('73194628.51', 'utf16le'), 'price'],
  'UTF-8': [Buffer.from('qkzvexampleword'), 'word'],
  'UTF-16LE': [Buffer.from('qkzvexampleword', 'utf16le'), 'word'],
  'UTF-16BE': [Buffer.from('qkzvexampleword', 'utf16le').swap16(), 'word'],
  'a half': [Buffer.from('qzkvtwelvele|'), 'long'],
  'the other half': [Buffer.from('|tbhjgmoretofdxwq', 'utf16le'), 'long'],
  'base64': [Buffer.from(Buffer.from('{"a":"qkzvexampleword"}').toString('base64')), 'word'],
  'base64, one further': [Buffer.from(Buffer.from('{"a" :"qkzvexampleword"}').toString('base64')), 'word'],
  'base64, two further': [Buffer.from(Buffer.from('{"a": "qkzvexampleword" }').toString('base64')), 'word'],
};

for (const [name, [bytes, value]] of Object.entries(CASES)) {
  test(`${name} is found`, () => assert.deepEqual(namesIn(searched('file', bytes)), [value]));
}
test('what is not there is not found', () => {
  const { hits, files, bytes } = searched('file', Buffer.from('qkzvexamplewor 281474976710654 73194628.52'));
  assert.deepEqual([hits, files, bytes], [[], 1, 53]);
});

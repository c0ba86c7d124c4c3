// The numbers of the border to the wasm stand in several languages: what a session is asked for, and the tags of
// input cells. The Rust is the measure; whatever else names one of them must name the same.
//
// A number may stand in a place without another one (TypeScript inlines them, the benchmark reaches behind the
// package); that they agree is held here, and that every place still has them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const read = (path) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

/** The match of a place, which must be there exactly once. */
function only(path, pattern) {
  const found = [...read(path).matchAll(pattern)];
  assert.equal(found.length, 1, `${path}: ${pattern} is there ${found.length} times`);
  return found[0];
}

/** `pub const NAME: … = 1;` of a module. */
function rust(module) {
  const [, body] = only('src/wasm/mod.rs', new RegExp(`\\nmod ${module} \\{\\n([\\s\\S]*?)\\n\\}`, 'g'));
  const constants = [...body.matchAll(/pub const (\w+): \w+ = (\d+);/g)];
  assert.equal(constants.length, [...body.matchAll(/pub const/g)].length, `${module}: a constant is no number`);
  assert.ok(constants.length > 0, module);
  return Object.fromEntries(constants.map(([, name, number]) => [name, Number(number)]));
}

/** `const enum Name { One, Two = 7, Three }`, in the spelling of Rust's constants. */
function enumeration(path, name) {
  const [, body] = only(path, new RegExp(`const enum ${name} \\{([^}]*)\\}`, 'g'));
  let next = 0;
  const members = body.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').split(',').map((member) => member.trim()).filter(Boolean);
  return Object.fromEntries(members.map((member) => {
    const [, word, number] = /^(\w+)(?:\s*=\s*(\d+))?$/.exec(member) ?? assert.fail(`${path}: ${member}`);
    next = number === undefined ? next : Number(number);
    return [word.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(), next++];
  }));
}

/** `const [ONE, TWO] = [1, 2];`, the list that has a name in it. */
function list(path, name) {
  const [, names, numbers] = only(path, new RegExp(`const \\[((?:\\w+, )*${name}(?:, \\w+)*)\\] = \\[([\\d, ]+)\\];`, 'g'));
  const values = numbers.split(',').map(Number);
  return Object.fromEntries(names.split(',').map((word, place) => [word.trim(), values[place]]));
}

/** `const NAME = 1;` */
const single = (path, name) => ({ [name]: Number(only(path, new RegExp(`^const ${name} = (\\d+);`, 'gm'))[1]) });

/** Every number that a place names is Rust's. */
function agrees(path, found, expected) {
  for (const [name, number] of Object.entries(found)) {
    assert.ok(name in expected, `${path} names ${name}, which the border does not know`);
    assert.equal(number, expected[name], `${path}: ${name}`);
  }
}

test('what a session is asked for is the same number everywhere', () => {
  const asks = rust('ask');
  assert.equal(new Set(Object.values(asks)).size, Object.keys(asks).length, 'two questions have one number');
  const typescript = enumeration('pkg-config/src/instance.ts', 'Ask');
  agrees('pkg-config/src/instance.ts', typescript, asks);
  // The package names every question; that of the features, which no page may ask, it may leave out.
  const { FEATURES, ...public_ } = asks;
  assert.deepEqual({ FEATURES, ...typescript }, { FEATURES, ...public_ });
  agrees('benches/js/engine.mjs', list('benches/js/engine.mjs', 'PORTRAIT'), asks);
  agrees('tests/parity/replay.mjs', single('tests/parity/replay.mjs', 'FEATURES'), { FEATURES });
});

test('tags of input cells are the same numbers everywhere', () => {
  const tags = rust('tag');
  const path = 'pkg-config/src/encode.ts';
  for (const [rustName, name] of [['NUMBER', 'NUMBER'], ['BOOL', 'BOOLEAN'], ['STRING', 'PACK_STRING'], ['TOO_LONG', 'TOO_LONG'], ['TEXT', 'TEXT']]) {
    assert.equal(single(path, name)[name], tags[rustName], `${path}: ${name}`);
  }
  const { NULL, NUMBER, BOOLEAN, STRING } = list('benches/js/engine.mjs', 'BOOLEAN');
  assert.deepEqual({ NULL, NUMBER, BOOL: BOOLEAN, STRING }, { NULL: 0, NUMBER: tags.NUMBER, BOOL: tags.BOOL, STRING: tags.STRING });
  agrees('benches/js/engine.mjs', single('benches/js/engine.mjs', 'TEXT'), tags);
});

// The benchmark compares before it times: the comparison must find every difference that can be planted, and the workload must
// be such that each of its rules decides something. What needs the npm modules of benches/ is compared by `cargo xtask bench`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { start as careful } from '../../benches/js/deciders/careful.mjs';
import * as generated from '../../benches/js/deciders/generated.mjs';
import { start as idiomatic } from '../../benches/js/deciders/idiomatic.mjs';
import { page } from '../../benches/report/page.mjs';
import { Figures, UNITS, digits, median, times } from '../../benches/report/figures.mjs';
import { decisions, same } from '../../benches/workload/decisions.mjs';
import { withFacts } from '../../benches/workload/facts.mjs';
import { moments } from '../../benches/workload/moments.mjs';
import { rules } from '../../benches/workload/rules.mjs';

const policy = JSON.parse(readFileSync(new URL('../../benches/workload/policy.json', import.meta.url), 'utf8'));
const workload = rules(policy);
const all = moments(40);
const wanted = all.map(idiomatic());

/** How many of the moments a way decides otherwise at. */
function different(decide) {
  let found = 0;
  all.forEach((features, i) => {
    try {
      same('it', decide(features), wanted[i]);
    } catch (error) {
      assert.match(error.message, /^it decides otherwise:\n {2}(tags|warnings|scores|products) /);
      found += 1;
    }
  });
  return found;
}

const changed = (change) => {
  const copy = structuredClone(workload);
  change(copy);
  return generated.start(generated.translate(copy));
};

test('the workload has the size that the page states', () => {
  assert.equal(Object.keys(policy.features).length, 73);
  assert.deepEqual([policy.tags, policy.scores, policy.warnings, policy.products].map((list) => list.length), [50, 2, 10, 20]);
  assert.deepEqual(policy.scores.map((score) => score.characteristics.length), [10, 10]);
  assert.deepEqual(Object.keys(withFacts(policy).profile), workload.facts);
});

test('three ways in JavaScript decide the same', () => {
  assert.equal(different(careful()), 0);
  assert.equal(different(generated.start(generated.translate(workload))), 0);
});

test('a rule that never or always holds is found, of every tag, warning and gate', () => {
  const never = { join: 'any', parts: [{ fact: 'pages_7d', op: '<', value: -1, known: true }] };
  const always = { join: 'any', parts: [{ fact: 'pages_7d', op: '>=', value: 0, known: true }] };
  const quiet = [];
  const tried = (what, change) => {
    if (different(changed(change)) === 0) quiet.push(what);
  };
  for (const when of [never, always]) {
    for (const part of ['tags', 'warnings']) {
      workload[part].forEach(({ id }, i) => tried(id, (copy) => (copy[part][i].when = when)));
    }
    workload.products.forEach(({ id, gates }, i) => {
      gates.forEach((_, gate) => tried(`${id}, gate ${gate}`, (copy) => (copy.products[i].gates[gate] = when)));
    });
  }
  assert.deepEqual(quiet, []);
});

test('a point more in a bin, another value of a product and a product without interest are found', () => {
  const quiet = [];
  workload.scores.forEach((score, s) => {
    score.characteristics.forEach(({ fact, bins }, c) => {
      bins.forEach((_, b) => {
        if (different(changed((copy) => (copy.scores[s].characteristics[c].bins[b].points += 1))) === 0) quiet.push(`${score.id}, ${fact}, bin ${b}`);
      });
    });
  });
  assert.deepEqual(quiet, []);
  workload.products.forEach(({ id, intent }, i) => {
    assert.notEqual(different(changed((copy) => (copy.products[i].value += 0.3))), 0, id);
    if (intent !== null) assert.notEqual(different(changed((copy) => (copy.products[i].intent = null))), 0, id);
  });
});

test('what was decided is read from a portrait, in whatever order tags and warnings come', () => {
  const portrait = {
    tags: [{ id: 'b', label: 'B' }, { id: 'a', label: 'A' }], warnings: [{ id: 'w', state: 'open' }],
    scores: [{ id: 's', value: 7, band: null }], suggestions: [{ product: 'p', rank: 1 }, { product: 'o', rank: 2 }],
  };
  const plain = { tags: ['a', 'b'], warnings: ['w'], scores: { s: 7 }, products: ['p', 'o'] };
  same('it', decisions(portrait), plain);
  assert.throws(() => same('it', decisions(portrait), { ...plain, products: ['o', 'p'] }), /products p o\nand not\n {2}products o p/);
  assert.throws(() => same('it', decisions(portrait), { ...plain, scores: { s: 8 } }), /scores s=7/);
});

test('a rule that the other engines cannot say is an error', () => {
  const other = (change) => () => {
    const copy = structuredClone(policy);
    change(copy);
    return rules(copy);
  };
  assert.throws(other((copy) => (copy.tags[0].when = { expr: 'pages_30d + 1 >= 100' })), /not what this workload may say/);
  assert.throws(other((copy) => (copy.tags[0].when = { expr: 'pages_31d >= 100' })), /no such feature: pages_31d/);
  assert.throws(other((copy) => (copy.ranking.score = 'value')), /not what this workload may say/);
});

test('figures are medians over rounds, with three digits and a unit', () => {
  assert.equal(median([3, 9, 4, 0.5]), 3.5);
  const figures = new Figures();
  for (const output of ['a b\t3\nc\t1\n', 'a b\t9\n', 'a b\t4\n', 'a b\t0.5\n']) figures.read('engine', output);
  assert.equal(figures.median('a b', 'engine'), 3.5);
  assert.equal(figures.median('c', 'native'), undefined);
  assert.equal(new Figures(JSON.parse(JSON.stringify(figures))).median('a b', 'engine'), 3.5);
  assert.throws(() => figures.read('engine', 'no number\n'), /not a measurement/);
  assert.deepEqual([4.678, 12.345, 123.4, 1234567].map(digits), ['4.68', '12.3', '123', '1,234,567']);
  assert.deepEqual([0.25, 4.678, 999.6, 12_345, 2_000_000].map(UNITS.micros), ['250 ns', '4.68 µs', '1.00 ms', '12.3 ms', '2.00 s']);
  assert.deepEqual([85.2, 512, 12_345, 2_300_000].map(UNITS.bytes), ['85.2 B', '512 B', '12.3 kB', '2.30 MB']);
  assert.equal(UNITS.rate(1_234_567), '1.23 million/s');
  assert.equal(times(9, 3), '3.00×');
  assert.equal(times(1, 117), '0.0085×');
  assert.equal(times(undefined, 3), '–');
});

test('the page has a section and plots for every part that was measured, and says who is quicker', () => {
  const workload = new Figures();
  for (const [name, engine, careful, idiomatic] of [['evaluation', 50, 0.5, 4], ['increment, 10000', 40, 3, 2000]]) {
    workload.take(name, 'engine', engine);
    workload.take(name, 'careful', careful);
    workload.take(name, 'idiomatic', idiomatic);
  }
  const versions = { node: 'v20.0.0', rustc: 'rustc 1.95.0', processor: 'a processor', cores: 2 };
  const { page: text, ...plots } = page({ workload: { figures: workload, rounds: 3, day: '2026-01-01', load: [0.5, 1] } }, versions);
  assert.match(text, /\*\*rules over ready features: 50.0 µs\.\*\* Loses against careful JS \(100×\), idiomatic JS \(12.5×\)\. Wins against nobody\./);
  assert.match(text, /\*\*one more event and a fresh result, 10,000 held: 40.0 µs\.\*\* Loses against careful JS \(13.3×\)\. Wins against idiomatic JS \(50.0×\)\./);
  assert.match(text, /\| idiomatic JS \| 4.00 µs \(0.080×\) \|/);
  assert.doesNotMatch(text, /Tree models|NaN|undefined/);
  assert.deepEqual(Object.keys(plots), ['docs/performance/evaluation.svg', 'docs/performance/increment.svg']);
  for (const name of Object.keys(plots)) assert.ok(text.includes(`](performance/${name.split('/').at(-1)})`), name);
  // A tenth and a hundredth as much are one and two steps of the scale.
  const width = (value) => Number(new RegExp(`>${value}</text><rect [^>]*width="([\\d.]+)"`).exec(plots['docs/performance/evaluation.svg'])[1]);
  const steps = (a, b) => (width(a) - width(b)) / (420 - 28);
  assert.ok(Math.abs(steps('50.0 µs', '500 ns') / steps('50.0 µs', '4.00 µs') - Math.log(100) / Math.log(12.5)) < 0.01);
  assert.match(plots['docs/performance/evaluation.svg'], /aria-label="Rules over features that are ready\. [^"]*careful JS: 500 ns/);
});

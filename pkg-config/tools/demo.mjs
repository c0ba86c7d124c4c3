// Portraits in the terminal, computed by the npm package as a page would use it.
//
//   node demo.mjs PACK COUNT CUSTOMERS.ndjson…
//
// Takes COUNT customers, from every file in turn.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { load } from 'silhouette-wasm';

/** The first is the customer's, the second stands beside it. */
const LOCALES = ['zh-CN', 'en'];

const colours = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
const paint = (code) => (text) => (colours ? `\u001b[${code}m${text}\u001b[0m` : String(text));
const bold = paint(1);
const dim = paint(2);
const green = paint(32);
const yellow = paint(33);
const red = paint(31);
const cyan = paint(36);

/** @returns {{ file: string, line: string }[]} */
function choose(files, count) {
  const queues = files.map((file) => ({
    file: basename(file),
    lines: readFileSync(file, 'utf8').split('\n').filter((line) => line.trim() !== ''),
  }));
  const chosen = [];
  for (let row = 0; chosen.length < count && queues.some((queue) => row < queue.lines.length); row += 1) {
    for (const { file, lines } of queues) {
      if (row < lines.length && chosen.length < count) chosen.push({ file, line: lines[row] });
    }
  }
  return chosen;
}

/** Customer lines may hold RFC 3339 texts; the engine takes milliseconds. */
const millis = (time) => (typeof time === 'string' ? Date.parse(time) : time);
const day = (time) => new Date(time).toISOString().slice(0, 10);

/** The same portrait in every locale of LOCALES. */
function portraits(engine, customer) {
  const now = millis(customer.now);
  const events = (customer.events ?? []).map((event) => ({ ...event, at: millis(event.at) }));
  return LOCALES.map((locale) => {
    const session = engine.open({ locale });
    try {
      session.setProfile(customer.profile ?? {});
      const summary = session.record(events);
      return { portrait: session.portrait(now), summary };
    } finally {
      session.close();
    }
  });
}

/** The two texts of one item, once where they are equal. */
const both = (zh, en) => (zh === en ? zh : `${zh}  ${dim(en)}`);

function section(zh, en, lines) {
  if (lines.length === 0) return;
  console.log(`  ${bold(zh)} ${dim(en)}`);
  for (const line of lines) console.log(`    ${line}`);
}

/** The sentences that say why. */
function why(zh, en) {
  return zh.map((reason, index) => `    ${dim('因')} ${both(reason.message, en[index].message)}`);
}

const signed = (points) => (points < 0 ? String(points) : `+${points}`);

function scoreLines(score, english) {
  const sum = [score.initial, ...score.contributions.map((part) => signed(part.points))].join(' ');
  return [
    `${cyan(score.id)}  ${bold(score.value)}  ${score.band}  ${dim(`= ${sum}`)}`,
    ...score.contributions.map((part, index) => {
      const label = both(part.label, english.contributions[index].label);
      return `    ${signed(part.points).padStart(5)}  ${label}  ${dim(part.value === null ? '—' : part.value)}`;
    }),
    ...score.reasonCodes.map((reason, index) => `    ${yellow(reason.code)}  ${both(reason.message, english.reasonCodes[index].message)}`),
  ];
}

function print({ file, customer, results }) {
  const [{ portrait: zh, summary }, { portrait: en }] = results;
  const facts = Object.values(customer.profile ?? {}).filter((value) => value !== null).length;
  console.log(`\n${bold(customer.id)}  ${dim(`${file} · ${facts} 项资料 facts · ${summary.recorded} 条行为 events · ${day(zh.asOf)}`)}`);
  section('标签', 'tags', zh.tags.flatMap((tag, i) => [
    `${green('●')} ${both(tag.label, en.tags[i].label)}`,
    ...why(tag.because, en.tags[i].because),
  ]));
  section('评分', 'scores', zh.scores.flatMap((score, i) => scoreLines(score, en.scores[i])));
  section('等级', 'tiers', zh.tiers.flatMap((tier, i) => [
    `${cyan(tier.level)} ${both(tier.label, en.tiers[i].label)}`,
    ...why(tier.because, en.tiers[i].because),
  ]));
  section('预警', 'warnings', zh.warnings.flatMap((warning, i) => [
    `${red('▲')} ${both(warning.message, en.warnings[i].message)}  ${dim(warning.actions.map((action) => action.do).join(', '))}`,
    ...why(warning.because, en.warnings[i].because),
  ]));
  section('建议', 'suggestions', zh.suggestions.flatMap((suggestion, i) => [
    `${suggestion.rank}. ${both(suggestion.message, en.suggestions[i].message)}  ${dim(`${suggestion.product} · ${suggestion.channel}`)}`,
    ...why(suggestion.because, en.suggestions[i].because),
  ]));
  section('未推荐', 'left out', zh.excluded.flatMap((exclusion, i) => [
    `${dim('✕')} ${exclusion.product}  ${dim(exclusion.gate)}`,
    ...why(exclusion.because, en.excluded[i].because),
  ]));
  section('未知', 'not known', zh.unknown.map((gap, i) => `${dim('?')} ${both(gap.label, en.unknown[i].label)}  ${dim(gap.mattersTo.join(', '))}`));
}

async function main([pack, count, ...files]) {
  if (files.length === 0 || !(Number(count) > 0)) {
    console.error('usage: node demo.mjs PACK COUNT CUSTOMERS.ndjson…');
    return 2;
  }
  const engine = await load(readFileSync(pack));
  try {
    const { id, version, digest } = engine.policy;
    console.log(`${bold(id)} ${version}  ${dim(`sha-256 ${digest.slice(0, 16)}…`)}`);
    console.log(dim('由本机 Node 中的 wasm 计算，未使用网络 · computed by the wasm in Node on this machine, no network used'));
    for (const { file, line } of choose(files, Number(count))) {
      const customer = JSON.parse(line);
      print({ file, customer, results: portraits(engine, customer) });
    }
    console.log('');
    return 0;
  } finally {
    engine.close();
  }
}

process.exitCode = await main(process.argv.slice(2));

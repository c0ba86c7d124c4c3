// Portraits in the terminal, computed by the npm package as a page would use it.
//
//   node demo.mjs PACK SUBJECTS.ndjson#ID…
//
// After the last portrait something happens to its subject, and what that changes is printed.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { load } from 'silhouette-wasm';

/** The first is the customer's, the second stands beside it. */
const LOCALES = ['zh-CN', 'en'];
const DAY = 86_400_000;

const colours = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
const paint = (code) => (text) => (colours ? `\u001b[${code}m${text}\u001b[0m` : String(text));
const bold = paint(1);
const dim = paint(2);
const green = paint(32);
const yellow = paint(33);
const red = paint(31);
const cyan = paint(36);

/** The customer of the line with this id. */
function find(place) {
  const [file, id] = place.split('#');
  const line = readFileSync(file, 'utf8').split('\n').find((text) => text.includes(`"id":${JSON.stringify(id)},`));
  if (line === undefined) throw new Error(`${basename(file)} has no line ${id}`);
  return { file: basename(file), made: id.startsWith('illustrative-'), customer: JSON.parse(line) };
}

/** Customer lines may hold RFC 3339 texts; the engine takes milliseconds. */
const millis = (time) => (typeof time === 'string' ? Date.parse(time) : time);
const day = (time) => new Date(time).toISOString().slice(0, 10);

/** The customer's session in every locale of LOCALES. */
function open(engine, customer) {
  const events = (customer.events ?? []).map((event) => ({ ...event, at: millis(event.at) }));
  return LOCALES.map((locale) => {
    const session = engine.open({ locale });
    for (const { purpose } of session.consent.get()) session.consent.set(purpose, true, millis(customer.now));
    session.setProfile(customer.profile ?? {});
    session.record(events);
    return session;
  });
}

/** The two texts of one item, once where they are equal. */
const both = (zh, en) => (zh === en ? zh : `${zh}  ${dim(en)}`);

function section(zh, en, lines) {
  if (lines.length === 0) return;
  console.log(`  ${bold(zh)} ${dim(en)}`);
  for (const line of lines) console.log(`    ${line}`);
}

/** The sentences that say why, each said once, and not what stands above already. */
function why(zh, en, above = '') {
  const said = zh.map((reason, index) => (reason.message === above ? '' : `    ${dim('因')} ${both(reason.message, en[index].message)}`));
  return [...new Set(said)].filter(Boolean);
}

const signed = (points) => (points < 0 ? String(points) : `+${points}`);

function scoreLines(score, english) {
  const still = score.contributions.filter((part) => part.points === 0);
  const parts = score.contributions.filter((part) => part.points !== 0);
  const sum = [score.initial, ...parts.map((part) => signed(part.points))].join(' ');
  return [
    `${cyan(score.id)}  ${bold(score.value)}  ${score.band === null ? '' : `${score.band}  `}${dim(`= ${sum}`)}`,
    ...score.contributions.flatMap((part, index) => {
      if (part.points === 0) return [];
      const label = both(part.label, english.contributions[index].label);
      return [`    ${signed(part.points).padStart(5)}  ${label}  ${dim(part.value === null ? '—' : part.value)}`];
    }),
    ...(still.length === 0 ? [] : [dim(`       +0  其余 ${still.length} 项  ${still.length} others`)]),
    ...score.reasonCodes.flatMap((reason, index) => (
      reason.points === 0 ? [] : [`    ${yellow(reason.code)}  ${both(reason.message, english.reasonCodes[index].message)}`]
    )),
  ];
}

function heading({ file, made, customer }) {
  const facts = Object.values(customer.profile ?? {}).filter((value) => value !== null).length;
  const events = (customer.events ?? []).length;
  const about = `${facts} 项资料 facts · ${events} 条行为 events · ${day(millis(customer.now))} · ${file}`;
  console.log(`\n${bold(customer.id)}  ${made ? `${yellow('虚构示例 illustrative')}  ` : ''}${dim(about)}`);
}

function warningLines(zh, en) {
  return zh.warnings.flatMap((warning, i) => (warning.state === 'resolved' ? [] : [
    `${red('▲')} ${both(warning.message, en.warnings[i].message)}  ${dim(warning.actions.map((action) => action.do).join(', '))}`,
    ...why(warning.because, en.warnings[i].because, warning.message),
  ]));
}

function print([zh, en]) {
  section('标签', 'tags', zh.tags.flatMap((tag, i) => [
    `${green('●')} ${both(tag.label, en.tags[i].label)}`,
    ...why(tag.because, en.tags[i].because, tag.label),
  ]));
  section('评分', 'scores', zh.scores.flatMap((score, i) => scoreLines(score, en.scores[i])));
  section('等级', 'tiers', zh.tiers.flatMap((tier, i) => [
    `${cyan(tier.level)} ${both(tier.label, en.tiers[i].label)}`,
    ...why(tier.because, en.tiers[i].because, tier.label),
  ]));
  section('阶段', 'lifecycle', zh.lifecycle.flatMap((one, i) => [
    `${cyan(one.stage)} ${both(one.label, en.lifecycle[i].label)}`,
    ...why(one.because, en.lifecycle[i].because, one.label),
  ]));
  section('预警', 'warnings', warningLines(zh, en));
  section('建议', 'suggestions', zh.suggestions.flatMap((suggestion, i) => [
    `${suggestion.rank}. ${both(suggestion.message, en.suggestions[i].message)}  ${dim(`${suggestion.product} · ${suggestion.channel}`)}`,
    ...why(suggestion.because, en.suggestions[i].because),
  ]));
  section('未推荐', 'left out', zh.excluded.flatMap((exclusion, i) => [
    `${dim('✕')} ${exclusion.product}  ${dim(exclusion.gate)}`,
    ...why(exclusion.because, en.excluded[i].because),
  ]));
  const gaps = zh.unknown.map((gap, i) => both(gap.label, en.unknown[i].label));
  section('未知而有影响', 'not known, and it matters', gaps.length === 0 ? [] : [gaps.join(' · ')]);
}

/** What happens after the last portrait, by policy: its words, and its events. */
const EVENTS = {
  'retail-portrait': {
    words: ['再记录两次逾期还款', 'two late repayments are recorded'],
    at: (now) => [
      { type: 'repayment', at: now - 32 * DAY, loan: 'demo', installment: 1, days_past_due: 12, amount: '812.50' },
      { type: 'repayment', at: now - DAY, loan: 'demo', installment: 2, days_past_due: 31, amount: '812.50' },
    ],
  },
  'enterprise-portrait': {
    words: ['再收到两个异常信号', 'two signals arrive'],
    at: (now) => ['staff_turnover_up', 'supply_chain_tight'].map((kind) => ({ type: 'enterprise_signal', at: now - DAY, kind, level: 2 })),
  },
  'community-assessment': {
    words: ['再发生一起红线违规', 'a red line is crossed'],
    at: (now) => [{ type: 'violation', at: now - DAY, level: 3 }],
  },
};

function printChange([before, zh, en], [said, saidEn]) {
  console.log(`\n  ${bold(said)} ${dim(saidEn)}`);
  const changes = zh.changes.map(({ item, change }) => `${change === 'lost' ? red('−') : green('+')} ${item}  ${dim(change)}`);
  const moved = zh.scores.flatMap((score) => {
    const old = before.scores.find(({ id }) => id === score.id);
    return old === undefined || old.value === score.value ? [] : [`${cyan(score.id)}  ${old.value} → ${bold(score.value)}`];
  });
  section('变化', 'changes', [...changes, ...moved]);
  section('预警', 'warnings', warningLines(zh, en));
  section('建议', 'suggestions', [zh.suggestions.map((suggestion) => suggestion.product).join(', ')]);
}

async function main([pack, ...places]) {
  if (places.length === 0) {
    console.error('usage: node demo.mjs PACK SUBJECTS.ndjson#ID…');
    return 2;
  }
  const engine = await load(readFileSync(pack));
  const { id, version, digest } = engine.policy;
  console.log(`${bold(id)} ${version}  ${dim(`sha-256 ${digest.slice(0, 16)}…`)}`);
  console.log(dim('由本机 Node 中的 wasm 计算，未使用网络 · computed by the wasm in Node on this machine, no network used'));
  const found = places.map(find);
  for (const [index, each] of found.entries()) {
    const now = millis(each.customer.now);
    const sessions = open(engine, each.customer);
    heading(each);
    const portraits = sessions.map((session) => session.portrait(now));
    print(portraits);
    const next = EVENTS[id];
    if (next !== undefined && index === found.length - 1) {
      for (const session of sessions) session.record(next.at(now));
      printChange([portraits[0], ...sessions.map((session) => session.portrait(now))], next.words);
    }
    for (const session of sessions) session.close();
  }
  console.log('');
  engine.close();
  return 0;
}

process.exitCode = await main(process.argv.slice(2));

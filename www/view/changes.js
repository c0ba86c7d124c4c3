// What the last act changed: said in a card, and aloud in one sentence.

import { productName } from './products.js';
import { card, empty, h } from './dom.js';

const KINDS = { tag: 'tags', tier: 'tiers', lifecycle: 'lifecycle', warning: 'warnings' };
/** Those of them that move from one level or stage to another. */
const MOVES = { tier: 'tiers', lifecycle: 'lifecycle' };

/** The items of a kind as id → what may move of it. */
const items = (list, moves) => new Map(list.map((item) => [item.id, JSON.stringify(moves.map((name) => item[name]))]));

/**
 * What came, went and moved between two portraits. Of portraits in a row the later one tells the same, but for what the customer
 * took away: tags, consents.
 */
export function between(before, after) {
  const open = ({ warnings }) => warnings.filter(({ state }) => state !== 'resolved');
  const kinds = [
    ['tag', before.tags, after.tags, []],
    ['tier', before.tiers, after.tiers, ['level']],
    ['lifecycle', before.lifecycle, after.lifecycle, ['stage']],
    ['warning', open(before), open(after), ['state', 'severity', 'actions']],
    ['score', before.scores, after.scores, []],
  ];
  return kinds.flatMap(([kind, old, now, moves]) => {
    const [was, is] = [items(old, moves), items(now, moves)];
    const told = (change, ids) => [...ids].map((id) => ({ item: `${kind}:${id}`, change }));
    return [
      ...told('gained', [...is.keys()].filter((id) => !was.has(id))),
      ...told('lost', [...was.keys()].filter((id) => !is.has(id))),
      ...told('moved', [...is.keys()].filter((id) => was.has(id) && was.get(id) !== is.get(id))),
    ];
  });
}

/** A changed item: its short name, and what it says in full where that is more. */
function itemNames(speak, ref, before, after) {
  const [kind, id] = [ref.slice(0, ref.indexOf(':')), ref.slice(ref.indexOf(':') + 1)];
  const same = (one) => one.id === id;
  const item = (after[KINDS[kind]] ?? []).find(same) ?? (before[KINDS[kind]] ?? []).find(same);
  const short = item?.label ?? (speak.name(ref) === ref ? speak.name(id) : speak.name(ref));
  return { name: short, full: item?.message ?? short };
}

function itemChange(speak, { item, change }, before, after) {
  const kind = item.slice(0, item.indexOf(':'));
  const moved = kind in MOVES ? levelMove(MOVES[kind], item.slice(kind.length + 1), before, after) : null;
  const text = `${speak.words.change[change]}${speak.locale === 'en' ? ' ' : ''}${speak.words.item[kind]}`;
  const sign = kind === 'warning' && change === 'gained' ? 'alert' : change;
  return { sign, text, ...(moved === null ? itemNames(speak, item, before, after) : { name: moved, full: moved }) };
}

/** The old and the new level or stage, if there was an old one. */
function levelMove(list, id, before, after) {
  const [old, now] = [before, after].map((portrait) => portrait[list].find((one) => one.id === id)?.label);
  return old === undefined || now === undefined ? null : `${old} → ${now}`;
}

function scoreChanges(speak, before, after) {
  return after.scores.flatMap((score) => {
    const old = before.scores.find(({ id }) => id === score.id);
    if (old === undefined || old.value === score.value) return [];
    const name = speak.words.scoreMoved(speak.name(`score:${score.id}`), speak.number(old.value), speak.number(score.value));
    return [{ sign: 'moved', text: '', name, full: name }];
  });
}

function offerChanges(speak, before, after) {
  const ids = (portrait) => portrait.suggestions.map(({ product }) => product);
  const without = (list, other) => list.filter((id) => !other.includes(id));
  const [old, now] = [ids(before), ids(after)];
  // Risen is what has overtaken another that is still there; to move up into a gap is no news.
  const risen = now.filter((id) => (
    old.slice(0, Math.max(0, old.indexOf(id))).some((other) => now.indexOf(other) > now.indexOf(id))
  ));
  const entries = (sign, words, list) => list.map((id) => {
    const name = words(productName(speak, id), now.indexOf(id) + 1);
    return { sign, text: '', name, full: name };
  });
  return [
    ...entries('gained', speak.words.offerIn, without(now, old)),
    ...entries('moved', speak.words.offerUp, risen),
    ...entries('lost', speak.words.offerOut, without(old, now)),
  ];
}

function didText(speak, { name, details }) {
  const said = details.product === undefined ? details : { ...details, product: productName(speak, details.product) };
  return speak.words.did[name](said);
}

/** All that differs between two portraits, such as those before and after the last act. */
export function changesOf(speak, { before, after }) {
  return [
    ...between(before, after).map((change) => itemChange(speak, change, before, after)),
    ...scoreChanges(speak, before, after),
    ...offerChanges(speak, before, after),
  ];
}

/** What the live region says: the act, then each change in full, a line each. */
export function spoken(speak, latest) {
  if (latest.act.name === 'personal') return didText(speak, latest.act);
  const changes = changesOf(speak, latest);
  const lines = changes.length === 0 ? [speak.words.noChange]
    : changes.map(({ text, full }) => (text === '' ? full : `${text} ${full}`));
  return [didText(speak, latest.act), ...lines].join('\n');
}

/** The short form: the act, and how much it changed. */
export function told(speak, latest) {
  const did = didText(speak, latest.act);
  return latest.act.name === 'personal' ? did : `${did}\n${speak.words.changed(changesOf(speak, latest).length)}`;
}

/** Changes as a list, or words for none. */
export function changeList(speak, changes) {
  if (changes.length === 0) return empty(speak.words.noChange);
  return h('ul', { class: 'change-list' }, changes.map(({ sign, text, name }) => (
    h('li', { class: sign }, text === '' ? null : h('span', { class: 'change-kind' }, text), h('span', {}, name))
  )));
}

export function changesCard(speak, latest) {
  const { words } = speak;
  if (latest === null) return card('changes', words.changes, empty(words.noActs));
  return card('changes', words.changes,
    h('p', { class: 'did' }, didText(speak, latest.act)),
    changeList(speak, changesOf(speak, latest)));
}

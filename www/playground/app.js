// The playground: a policy and a customer as text, and what they come to, live.

import { jsonParseLinter } from '../lib/editor.js';
import { LOCALES, firstLocale, speaker } from '../i18n/index.js';
import { POLICIES, policyNamed } from '../policies/index.js';
import { aboutCard, unknownCard } from '../view/about.js';
import { h, icon, redraw } from '../view/dom.js';
import { generalCard, suggestionsCard } from '../view/products.js';
import { scoresCard } from '../view/scores.js';
import { standing } from '../view/standing.js';
import { tagsCard } from '../view/tags.js';
import { warningsCard } from '../view/warnings.js';
import { Compiler } from './compiler.js';
import { customerText, customersOf } from './customers.js';
import { Editor } from './editor.js';
import { download, read, whenDropped } from './files.js';
import { findingsList, marksOf } from './findings.js';
import { mainOf, namesIn } from './names.js';
import { rangeAt, rangeOf } from './places.js';
import { completions } from './schema.js';
import { WORDS } from './words.js';

const place = (id) => document.getElementById(id);
const PANES = ['policy', 'customer', 'portrait'];
const PATIENCE = 120;

let locale = firstLocale();
let base = policyNamed(new URLSearchParams(location.search).get('policy'));
let own = null; // name of a file that was opened
let shown = 'policy';
let schema = null;
/** The newest policy that could be read as JSON. */
let policyDocument = {};
let customers = [];
let chosen = null;
/** What the texts were when they were put there. */
let originals = { policy: '', customer: '' };
let result = null; // the worker's newest answer
let portrait = null; // the newest portrait, and whether it is of what stands there
let problem = null; // of the customer: { key, code?, pointer? }
let failure = null;
let busy = true;

const words = () => WORDS[locale];
const compiler = new Compiler();

const policyEditor = new Editor(place('policy'), {
  label: words().policyEditor, hint: words().editorHint, changed: () => changed(), complete: completions(() => schema, () => policyDocument),
});
const customerEditor = new Editor(place('customer'), { label: words().customerEditor, hint: words().editorHint, changed: () => changed() });

/** Names by the document that is being written, over those that the pages have. */
const speak = () => speaker(locale, base.id, namesIn(policyDocument, locale));

let timer = 0;
function changed() {
  clearTimeout(timer);
  timer = setTimeout(work, PATIENCE);
}

const lint = jsonParseLinter();
/** The customer as an object; null, and the problem is told, when it is none. */
function customer() {
  problem = null;
  try {
    const value = JSON.parse(customerEditor.text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  } catch {
    // Told below.
  }
  problem = { key: 'customerJson', mark: lint({ state: customerEditor.state })[0] ?? { from: 0, to: 1 } };
  return null;
}

async function work() {
  busy = true;
  const given = { policy: policyEditor.text, file: own ?? `${base.id}.json`, customer: customer(), locale };
  drawStanding();
  let answer;
  try {
    answer = await compiler.answer(given);
  } catch (fault) {
    console.error(fault);
    failure = fault.code;
    busy = false;
    return draw();
  }
  if (answer === null) return undefined; // something newer is under way
  failure = null;
  busy = false;
  result = answer;
  try {
    policyDocument = JSON.parse(given.policy);
  } catch {
    // What could be read last goes on to be known.
  }
  if (answer.problem !== undefined) problem = { key: 'customerProblem', ...answer.problem };
  if (answer.portrait !== undefined) portrait = { value: answer.portrait, took: answer.took };
  return draw();
}

/* What is drawn */

const number = (n) => new Intl.NumberFormat(locale, { maximumFractionDigits: n < 10 ? 1 : 0 }).format(n);

function drawFrame() {
  const w = words();
  document.documentElement.lang = locale;
  document.title = w.title;
  place('title').textContent = w.title;
  place('lead').replaceChildren(icon('lock'), w.lead);
  place('hint').textContent = w.editorHint;
  for (const pane of PANES) place(`heading-${pane}`).textContent = w[pane];
  policyEditor.name(w.policyEditor, w.editorHint);
  customerEditor.name(w.customerEditor, w.editorHint);
  const { words: others } = speak();
  place('languages').setAttribute('aria-label', others.language);
  redraw(place('languages'), LOCALES.map(([id, name]) => h('button', {
    type: 'button', lang: id, 'data-key': `lang/${id}`, 'aria-pressed': String(id === locale), onclick: () => setLocale(id),
  }, name)));
  place('pages').setAttribute('aria-label', others.pages);
  redraw(place('pages'), Object.entries(w.pages).map(([page, name]) => h('a', { href: `${page}?lang=${locale}`, 'data-key': `page/${page}` }, name)));
  drawTools();
  drawTabs();
}

function drawTools() {
  const w = words();
  const button = (key, act, disabled = false) => h('button', { type: 'button', class: 'quiet', 'data-key': key, id: `tool-${key}`, disabled, onclick: act }, w[key]);
  redraw(place('tools'),
    h('label', { class: 'picker' }, h('span', {}, w.start), h('select', { id: 'template', 'data-key': 'template', onchange: ({ target }) => setPolicy(target.value) },
      own === null ? null : h('option', { value: '', selected: true }, w.own),
      POLICIES.map(({ id }) => h('option', { value: id, selected: own === null && id === base.id }, w.templates[id])))),
    h('input', { type: 'file', id: 'file', accept: '.json,application/json', 'aria-label': w.open, tabindex: '-1', hidden: true, onchange: ({ target }) => take(target.files[0]) }),
    h('div', { class: 'buttons', role: 'group', 'aria-label': w.files },
      button('open', () => place('file').click()),
      button('savePolicy', () => download(`${fileName()}.json`, policyEditor.text, 'application/json')),
      button('savePack', () => download(`${fileName()}.pack`, result.report.pack, 'application/octet-stream'), !result?.report.pack),
      button('reset', reset)));
}

function drawTabs() {
  const w = words();
  place('tabs').setAttribute('aria-label', w.tabs);
  const errors = result?.report.errors ?? 0;
  redraw(place('tabs'), PANES.map((pane) => h('button', {
    type: 'button', role: 'tab', id: `tab-${pane}`, 'data-key': `tab/${pane}`, 'aria-selected': String(pane === shown), 'aria-controls': `pane-${pane}`,
    tabindex: pane === shown ? '0' : '-1', onclick: () => showPane(pane), onkeydown: tabKeys,
  }, w.tab[pane], (pane === 'policy' && errors > 0) || (pane === 'customer' && problem !== null) ? h('span', { class: 'dot' }, pane === 'policy' ? String(errors) : '!') : null)));
}

function tabKeys(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const next = PANES[(PANES.indexOf(shown) + step + PANES.length) % PANES.length];
  showPane(next);
  place(`tab-${next}`).focus();
}

function showPane(pane) {
  shown = pane;
  place('desk').dataset.shown = pane;
  drawTabs();
  policyEditor.measure();
  customerEditor.measure();
}

/** How things stand, in one line. */
function drawStanding() {
  const w = words();
  const line = place('standing-line');
  const report = result?.report;
  line.dataset.state = failure !== null ? 'error' : report === undefined || busy ? 'busy' : report.errors > 0 ? 'error' : 'ok';
  if (failure !== null) return line.replaceChildren(w.failed, ' ', h('code', {}, failure));
  if (report === undefined) return line.replaceChildren(schema === null ? w.loading : w.working);
  const parts = [
    w.counts(report.errors, report.warnings) || w.ok, w.compiledIn(number(report.took)),
    report.pack === null ? null : w.packSize(w.bytes(report.pack.length)), portrait === null || report.pack === null ? null : w.computedIn(number(portrait.took)),
  ];
  return line.replaceChildren(...parts.filter(Boolean).map((part) => h('span', {}, part)));
}

function drawFindings() {
  const w = words();
  const diagnostics = result?.report.diagnostics ?? [];
  policyEditor.mark(marksOf(policyEditor.state, diagnostics, w, locale));
  redraw(place('findings'), findingsList(diagnostics, w, locale, ({ line, column }) => {
    showPane('policy');
    policyEditor.show(rangeAt(policyEditor.state, line, column));
  }));
  const range = problem === null ? null : problem.mark ?? rangeOf(customerEditor.state, problem.pointer);
  customerEditor.mark(range === null ? [] : [{ from: range.from, to: Math.max(range.to, range.from), severity: 'error', message: `${w[problem.key]}  ${problem.code ?? ''}` }]);
  redraw(place('customer-findings'), problem === null ? null : h('button', {
    type: 'button', class: 'finding error', 'data-key': 'customer-problem', onclick: () => customerEditor.show(range),
  }, h('span', { class: 'finding-words' }, w[problem.key]), problem.code === undefined ? null : h('span', {}, h('code', {}, problem.code), ' ', h('code', {}, problem.pointer))));
}

function drawCustomers() {
  const s = speak();
  const name = ({ id, kind }) => (kind === 'new' ? s.words.kinds.new : s.name(`subject:${id}`));
  redraw(place('customers'), h('select', { id: 'choice', 'data-key': 'choice', 'aria-label': s.words.choose, onchange: ({ target }) => setCustomer(target.value) },
    customers.map((one) => h('option', { value: one.id, selected: one.id === chosen?.id }, name(one)))));
}

function drawPortrait() {
  const w = words();
  const root = place('portrait');
  root.setAttribute('aria-busy', String(busy));
  if (portrait === null) return redraw(root, failure === null ? h('p', { class: 'card note' }, busy ? w.working : w.none) : h('p', { class: 'card note' }, w.failed));
  const s = speak();
  const { value } = portrait;
  const main = mainOf(policyDocument, base.main);
  const stale = result.report.pack === null || problem !== null;
  return redraw(root,
    stale ? h('p', { class: 'stale', role: 'status' }, problem === null ? w.stale : w[problem.key]) : null,
    standing(s, value, main), warningsCard(s, value, () => undefined), suggestionsCard(s, value), tagsCard(s, value), scoresCard(s, value, main),
    unknownCard(s, value), generalCard(s, value), aboutCard(s, value, () => undefined));
}

function draw() {
  drawFrame();
  drawStanding();
  drawFindings();
  drawCustomers();
  drawPortrait();
}

/* What a person does */

const fileName = () => (typeof policyDocument.id === 'string' && /^[\w-]+$/.test(policyDocument.id) ? policyDocument.id : 'policy');

function setLocale(next) {
  locale = next;
  draw();
  work(); // the portrait speaks it, too
}

function say(text) {
  place('toast').textContent = text;
  place('toast').classList.add('shown');
  setTimeout(() => place('toast').classList.remove('shown'), 2500);
}

function put(policy, customer) {
  originals = { policy, customer };
  policyEditor.text = policy;
  customerEditor.text = customer;
}

async function setPolicy(id) {
  if (id === '') return;
  base = policyNamed(id);
  own = null;
  portrait = null;
  result = null;
  try {
    const [text, found] = await Promise.all([compiler.template(base.id), customersOf(base)]);
    if (base.id !== id) return; // another one was chosen meanwhile
    policyDocument = JSON.parse(text);
    customers = found;
    [chosen] = found;
    put(text, customerText(chosen));
  } catch (fault) {
    console.error(fault);
    failure = fault.code ?? 'other';
    busy = false;
  }
  draw();
}

function setCustomer(id) {
  chosen = customers.find((one) => one.id === id);
  originals.customer = customerText(chosen);
  customerEditor.text = originals.customer;
}

async function take(file) {
  if (file === undefined) return;
  const { text, problem: why } = await read(file);
  place('file').value = '';
  if (why !== undefined) return say(words()[why]);
  own = file.name;
  portrait = null;
  // A file of a policy that the page knows has its customers, too.
  const known = POLICIES.find(({ id }) => text.includes(`"${id}-`));
  if (known !== undefined && known !== base) {
    base = known;
    customers = await customersOf(base);
    [chosen] = customers;
    originals.customer = customerText(chosen);
    customerEditor.text = originals.customer;
  }
  originals.policy = text;
  policyEditor.text = text;
  showPane('policy');
  say(words().opened(file.name));
  return drawFrame();
}

function reset() {
  const dirty = policyEditor.text !== originals.policy || customerEditor.text !== originals.customer;
  if (dirty && !confirm(words().reallyReset)) return;
  put(originals.policy, originals.customer);
}

whenDropped(window, (over) => {
  place('drop').textContent = words().drop;
  place('drop').hidden = !over;
}, take);

draw();
try {
  ({ schema } = await compiler.begin());
  await setPolicy(base.id);
} catch (fault) {
  console.error(fault);
  failure = fault.code ?? 'other';
  busy = false;
  draw();
}

// The bank: who is in it, which page is open, and what a tap does.

import { mountDrawer } from '../drawer/drawer.js';
import { start } from '../engine.js';
import { firstLocale } from '../i18n/index.js';
import { redraw } from '../view/dom.js';
import { waitsForRelease } from '../view/pressed.js';
import { accountOf } from './account.js';
import { Customer } from './customer.js';
import { failed, failureOf } from './failure.js';
import { drawHead, drawTabs, loading } from './frame.js';
import { pageNamed, pageOf } from './pages/index.js';
import { fetchPersonas } from './personas.js';
import { routeOf, tabOf } from './router.js';
import { openSheet } from './sheet.js';
import { strip } from './strip.js';
import { Suggestions } from './suggestions.js';
import { toast } from './toast.js';
import { bankSpeaker } from './words/index.js';

const place = (id) => document.getElementById(id);
const wish = new URLSearchParams(location.search);

let speak = bankSpeaker(firstLocale());
let engine = null;
let personas = [];
let customer = null;
let suggestions = null;
/** The live portrait beside the bank; there is one as long as somebody is in it. */
let drawer = null;
let failure = null;
/** Forms and what is unfolded, of this customer: a name → an object that the pages write into. */
let states = new Map();
/** How often the bank has begun: what was under way before belongs to nobody. */
let begun = 0;

/** The visit that is under way, for whoever wants to look into it: `(await import('/bank/app.js')).visit.customer.history`. */
export const visit = {
  /** @returns {Customer | null} */
  get customer() {
    return customer;
  },
};

let route = routeOf(location.hash);
/** Pages that were opened here before the present one: then the browser's own way back leads to the page before. */
let depth = 0;
const scrolls = new Map();

const state = (name, initial) => {
  if (!states.has(name)) states.set(name, initial);
  return states.get(name);
};

/** The same of the page, whoever the customer is. */
const kept = { introduced: false };

/** What pages are given. */
const bankPage = () => ({
  speak, customer, personas, route, suggestions, account: accountOf(customer), state, kept, go, tap, toast, ask, pick, setLocale, choosePersona, redraw: draw,
});

// What was done.

/** Records what the customer did. */
const tap = (event) => customer.record(event);

/** The focus goes back to what opened the sheet, which may have been drawn anew since. */
function sheet(what) {
  const key = document.activeElement?.dataset.key;
  const after = () => [...document.querySelectorAll('[data-key]')].find((node) => node.dataset.key === key)?.focus();
  openSheet(place('sheet'), { close: speak.words.bank.close, after, ...what });
}

/** Asks whether something shall be done. */
const ask = (title, text, [name, act], otherwise) => sheet({ title, text, options: [['sheet-yes', name, act, true], ['sheet-no', otherwise, () => undefined]] });

/** Lets the customer choose one of several acts. */
const pick = (title, text, options) => sheet({ title, text, options });

// Where the customer is.

/** Goes to a page. With `stay` the page is the same one, differently filled; with `replace` there is no way back to this one. */
function go(href, { stay = false, replace = false } = {}) {
  if (href === location.hash) return;
  if (stay || replace) {
    history.replaceState({ depth }, '', href);
    arrive({ stay });
  } else location.hash = href;
}

/** Tells of an open application that was left: the next page is not about it any more. */
function leaving(from, to) {
  const left = from.page === 'apply' && accountOf(customer).applications.includes(from.id) && !(to.page === 'apply' && to.id === from.id);
  if (left) tap({ type: 'application_abandon', product: from.id, step: Number(from.step ?? 1) });
}

/** Draws the page of the address, tells that it was opened, and takes the focus to its heading. */
function arrive({ stay = false, scroll = 0 } = {}) {
  const before = route;
  route = routeOf(location.hash);
  if (customer === null) return draw();
  if (stay) return draw();
  leaving(before, route);
  opened();
  draw();
  place('page').scrollTop = scroll;
  place('heading').focus({ preventScroll: true });
  return undefined;
}

/** Tells what opening the page means; where that is nothing of its own, `otherwise`, if there is such a thing. */
function opened(otherwise = { type: 'page_view', page: pageOf(route) }) {
  const name = pageOf(route);
  const events = pageNamed(name).opened?.(route, customer) ?? [];
  for (const event of events.length === 0 ? [otherwise].filter(Boolean) : events) tap(event);
  const here = route;
  customer.settled().then(() => {
    if (route !== here) return;
    if (name === 'home') suggestions.arrive();
    const elsewhere = pageNamed(name).instead?.(route, customer) ?? null;
    if (elsewhere !== null) go(elsewhere, { replace: true });
  });
}

addEventListener('popstate', ({ state: was }) => {
  scrolls.set(`${route.path}`, place('page').scrollTop);
  // A page that has a state was here before: the customer goes back or forth to it. A new one is a step further.
  depth = was?.depth ?? depth + 1;
  if (was === null) history.replaceState({ depth }, '');
  if (place('sheet').open) place('sheet').close();
  arrive({ scroll: was === null ? 0 : scrolls.get(routeOf(location.hash).path) ?? 0 });
});

const goBack = () => (depth > 0 ? history.back() : go(pageNamed(pageOf(route)).up));

// Who the customer is, and in which language.

function setAddress(change) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) query.set(name, value);
  history.replaceState({ depth }, '', `?${query}${location.hash}`);
}

function setLocale(locale) {
  speak = bankSpeaker(locale);
  setAddress({ lang: locale });
  draw();
  customer?.speak(locale).then(showPortrait);
}

function showPortrait() {
  if (drawer === null) drawer = mountDrawer(place('drawer'), customer, speak);
  else drawer.show(customer, speak);
}

function leavePortrait() {
  drawer?.unmount();
  drawer = null;
}

async function choosePersona(id) {
  setAddress({ customer: id });
  await enter(id);
}

function listen(next) {
  next.addEventListener('change', () => next === customer && draw());
  next.addEventListener('failure', ({ detail }) => {
    if (next !== customer) return;
    const { failure: words } = speak.words.bank;
    toast(`${words.again} ${words.code(detail.code)}`);
  });
}

/** A customer comes in: a session, a login, and the page that is open. */
async function enter(id) {
  begun += 1;
  const mine = begun;
  busy(true);
  try {
    const persona = personas.find((one) => one.id === id) ?? personas[0];
    const next = await Customer.open({ persona, locale: speak.locale, engine });
    if (mine !== begun) return next.close();
    customer?.close();
    customer = next;
    failure = null;
  } catch (error) {
    if (mine !== begun) return undefined;
    fail(error);
    return draw();
  }
  states = new Map();
  suggestions = new Suggestions({ customer, go, toast, texts: () => ({ ...speak.words.bank.slots, ...speak.words.bank.messages }) });
  listen(customer);
  tap({ type: 'login' });
  opened(null);
  busy(false);
  showPortrait();
  // The language may have been changed while the session was opened.
  if (customer.locale !== speak.locale) customer.speak(speak.locale).then(showPortrait);
  draw();
  return undefined;
}

/** From nothing: personas, engine, first customer. Also what "try again" does. */
async function begin() {
  failure = null;
  leavePortrait();
  customer?.close();
  customer = null;
  draw();
  const mine = begun;
  try {
    engine = start({ pack: './packs/retail.pack' });
    personas = await fetchPersonas();
  } catch (error) {
    if (mine !== begun) return;
    fail(error);
    draw();
    return;
  }
  if (mine === begun) await enter(wish.get('customer'));
}

/** Shows an error in words. Its message, which is for developers, goes to the console. */
function fail(error) {
  console.error(error);
  failure = failureOf(speak, error);
}

// Drawing.

const busy = (on) => place('page').setAttribute('aria-busy', String(on));

/** The head, the tabs and the line of what was recorded, around whatever stands on the page. */
function frame(title, page = null) {
  const open = customer?.portrait.warnings.filter((warning) => warning.state === 'open').length ?? 0;
  drawHead(speak, { title, up: page === null ? undefined : pageNamed(page).up, open, goBack, setLocale });
  drawTabs(speak, tabOf(route), page);
  place('strip').hidden = customer === null;
  place('strip').setAttribute('aria-label', speak.words.bank.strip.label);
  redraw(place('strip'), strip(speak, customer));
}

/** Draws everything; a mistake while drawing is shown like any other failure. */
function draw() {
  if (waitsForRelease(draw)) return;
  const written = document.activeElement;
  const caret = written?.selectionStart ?? null;
  try {
    paint();
  } catch (error) {
    fail(error);
    paint();
  }
  const again = document.activeElement;
  if (caret !== null && again !== written && again?.dataset.key === written.dataset.key) again.setSelectionRange(caret, caret);
}

function paint() {
  const { bank } = speak.words;
  if (failure !== null) {
    frame(bank.failure.title);
    redraw(place('page'), failed(speak, failure, begin));
    busy(false);
  } else if (customer === null) {
    frame(bank.brand);
    redraw(place('page'), loading(speak));
    busy(true);
  } else {
    const name = pageOf(route);
    const page = pageNamed(name);
    const given = bankPage();
    frame(page.title(given), name);
    place('page').dataset.page = name;
    redraw(place('page'), page.draw(given));
  }
}

place('skip').addEventListener('click', () => place('page').focus());
history.replaceState({ depth }, '');
begin();

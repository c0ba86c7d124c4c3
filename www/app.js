// The page: what it holds, when it draws, and what a person's acts do.

import { start } from './engine.js';
import { LOCALES, firstLocale, speaker } from './i18n/index.js';
import { POLICIES, policyNamed } from './policies/index.js';
import { SubjectsError, fetchSubjects } from './subjects.js';
import { Visit } from './visit.js';
import { aboutCard, consentCard, personalCard, unknownCard } from './view/about.js';
import { actButtons, openProducts } from './view/acts.js';
import { changesCard, spoken, told } from './view/changes.js';
import { h, icon, redraw } from './view/dom.js';
import { generalCard, productsIn, suggestionsCard } from './view/products.js';
import { scoresCard } from './view/scores.js';
import { standing } from './view/standing.js';
import { failed, loading } from './view/states.js';
import { subjectCard } from './view/subject.js';
import { tagsCard } from './view/tags.js';
import { warningsCard } from './view/warnings.js';

const place = (id) => document.getElementById(id);

const wish = new URLSearchParams(location.search);

let policy = policyNamed(wish.get('policy'));
let speak = speaker(firstLocale(), policy.id);
let engine = null;
let subjects = [];
let visit = null;
let failure = null;
/** What is under way, one thing after another, and how much of it there is. */
let turn = Promise.resolve();
let underWay = 0;
/** How often the page has begun: what was under way before belongs to nobody. */
let begun = 0;

/** An error in the terms of the page: which words (of what happened, else of where), which code. Never its message, which is for developers. */
function failureOf(error) {
  console.error(error);
  if (error instanceof SubjectsError) return { words: 'subjects' };
  if (typeof error?.code !== 'string') return { words: 'other' };
  const [room, what] = error.code.split('/');
  const known = [what, room].find((name) => name in speak.words.error);
  return { words: known ?? 'other', code: error.code, path: error.path ?? '' };
}

function drawFrame() {
  const { words, locale } = speak;
  document.documentElement.lang = locale;
  document.title = words.title;
  place('title').textContent = words.title;
  place('private').replaceChildren(icon('lock'), words.private);
  place('languages').setAttribute('aria-label', words.language);
  redraw(place('languages'), LOCALES.map(([id, name]) => h('button', {
    type: 'button', lang: id, 'data-key': `lang/${id}`, 'aria-pressed': String(id === locale), onclick: () => setLocale(id),
  }, name)));
  place('policies').setAttribute('aria-label', words.policies);
  redraw(place('policies'), POLICIES.map(({ id }) => h('button', {
    type: 'button', 'data-policy': id, 'data-key': `policy/${id}`, 'aria-pressed': String(id === policy.id), onclick: () => setPolicy(id),
  }, words.policyName[id])));
  place('pages').setAttribute('aria-label', words.pages);
  redraw(place('pages'), [['./', words.bankPage], ['playground.html', words.playgroundPage]].map(([page, name]) => h('a', {
    href: `${page}?lang=${locale}`, 'data-key': `page/${page}`,
  }, name)));
  place('acts').setAttribute('aria-label', words.acts);
}

/** Draws the page; a mistake while drawing is shown like any other failure. */
function draw() {
  try {
    paint();
  } catch (error) {
    failure = failureOf(error);
    paint();
  }
}

/** What is computed from this subject's data. */
function personalParts(portrait) {
  return [
    standing(speak, portrait, policy.main),
    warningsCard(speak, portrait, (warning) => perform('acknowledge', { warning })),
    changesCard(speak, visit.latest),
    suggestionsCard(speak, portrait),
    tagsCard(speak, portrait),
    scoresCard(speak, portrait, policy.main),
    unknownCard(speak, portrait),
  ];
}

/** What is there with personalisation switched off, too. */
function generalParts(portrait) {
  return [
    generalCard(speak, portrait),
    personalCard(speak, visit.personal, (on) => perform('personal', { on })),
    consentCard(speak, visit.consents, ({ purpose }, on) => perform('consent', { purpose, on })),
    aboutCard(speak, portrait, () => act('wait')),
  ];
}

function paint() {
  drawFrame();
  const { portrait } = visit ?? {};
  const shown = failure === null && portrait !== undefined;
  const root = place('portrait');
  root.setAttribute('aria-busy', String(underWay > 0 || (failure === null && !shown)));
  place('customer').hidden = visit === null;
  place('acts').hidden = !shown;
  if (visit !== null) redraw(place('customer'), subjectCard(speak, policy, subjects, visit.subject, setSubject));
  if (failure !== null) redraw(root, failed(speak, failure, begin));
  else if (!shown) redraw(root, loading(speak));
  else {
    redraw(place('acts'), actButtons(speak, policy.acts, act));
    redraw(root, visit.personal ? personalParts(portrait) : null, ...generalParts(portrait));
  }
}

/** Does something that may fail when its turn has come, then draws what came of it. `work` is told how to know whether it still matters. */
function attempt(work) {
  const mine = begun;
  const matters = () => mine === begun;
  underWay += 1;
  place('portrait').setAttribute('aria-busy', 'true');
  turn = turn.then(async () => {
    try {
      if (matters()) await work(matters);
      if (matters() && visit !== null) failure = null;
    } catch (error) {
      if (matters()) failure = failureOf(error);
    }
    underWay -= 1;
    draw();
  });
}

function setLocale(locale) {
  speak = speaker(locale, policy.id);
  announce(null);
  attempt(() => visit?.speak(locale));
}

function setPolicy(id) {
  if (id === policy.id) return;
  policy = policyNamed(id);
  speak = speaker(speak.locale, policy.id);
  announce(null);
  begin();
}

function setSubject(id) {
  announce(null);
  attempt(async (matters) => {
    const next = await Visit.begin(engine, policy, subjects.find((subject) => subject.id === id), speak.locale);
    if (!matters()) return next.close();
    visit?.close();
    visit = next;
    return undefined;
  });
}

function act(name) {
  if (name === 'view') openProducts(speak, place('sheet'), productsIn(visit.portrait), (product) => perform(name, { product }));
  else perform(name);
}

function perform(name, details) {
  attempt(async (matters) => {
    await visit.act(name, details);
    if (matters()) announce(visit.latest);
  });
}

/** Says in the live region what the act changed, and shows a short form of it for a while. Without an act: silence. */
let silence = 0;
function announce(latest) {
  const toast = place('toast');
  clearTimeout(silence);
  place('spoken').textContent = latest === null ? '' : spoken(speak, latest);
  toast.textContent = latest === null ? '' : told(speak, latest);
  toast.classList.toggle('shown', latest !== null);
  if (latest !== null) silence = setTimeout(() => toast.classList.remove('shown'), 3000);
}

/** From nothing: subjects, engine, first portrait. Also what "try again" does. */
async function begin() {
  begun += 1;
  const mine = begun;
  failure = null;
  visit?.close();
  visit = null;
  draw();
  try {
    const started = start(policy);
    const found = await fetchSubjects(policy);
    // Somebody was quicker and chose another policy, or tried again.
    if (mine !== begun) return undefined;
    [subjects, engine] = [found, started];
  } catch (error) {
    if (mine !== begun) return undefined;
    failure = failureOf(error);
    return draw();
  }
  return setSubject((subjects.find(({ id }) => id === wish.get('customer')) ?? subjects[0]).id);
}

begin();

// One customer of the bank during one visit: the sealed session, the page's clock, and what was done.
//
// A session speaks one language. To change it, the customer opens another session and lives through the same
// steps again at the same times: equal inputs give equal portraits, so nothing but the words changes.

import { CHOICES, apply, begin, told } from './steps.js';

/** @typedef {import('../../pkg-config/dist/sealed.js').Portrait} Portrait */

/**
 * A customer on this device.
 *
 * Acts (`record` … `speak`) happen one after another, whatever the page does in between. Each gives the portrait after it and
 * dispatches `change`; one that fails leaves nothing behind, gives `null` and dispatches `failure`, a `CustomEvent` whose `detail`
 * is `{ code, path }`. Questions (`explain`, `exportData`) reject instead. Nothing of the customer is in an error.
 *
 * @example
 * const customer = await Customer.open({ persona, locale: 'en', engine });
 * customer.addEventListener('change', () => draw(customer.portrait));
 * await customer.record({ type: 'product_view', product: 'deposit_std' });
 */
export class Customer extends EventTarget {
  #engine;
  #persona;
  #clock;
  #session = null;
  #locale = null;
  /** What is given to a new session before the steps; an erasure empties it. */
  #ground;
  #steps = [];
  /** One more than the steps: the first portrait, and that after each step. */
  #portraits = [];
  /** What the session said to each step. */
  #answers = [];
  #consents = [];
  #tags = [];
  #travelled = 0;
  #latest = 0;
  #turn = Promise.resolve();
  #closed = false;

  constructor({ persona, engine, clock }) {
    super();
    this.#engine = engine;
    this.#persona = persona;
    const begun = clock();
    this.#clock = () => persona.now + Math.round(clock() - begun);
    this.#ground = { consents: persona.consents ?? null, profile: persona.profile, events: persona.events, now: persona.now };
    this.#latest = persona.now;
  }

  /**
   * A customer with a first portrait: consents given as the persona says (every purpose where it says nothing), profile and
   * history recorded.
   *
   * @param {{
   *   persona: { id: string, now: number, profile: object, events: object[], consents?: Record<string, boolean> },
   *   locale: string,
   *   engine: { open: (options: { locale: string }) => Promise<import('../../pkg-config/dist/sealed.js').SealedSession> },
   *   clock?: () => number,
   * }} options `now` in milliseconds since 1970; `clock` counts milliseconds from anywhere
   * @returns {Promise<Customer>} rejects with what `engine.open` or the session rejects with
   */
  static async open({ persona, locale, engine, clock = () => performance.now() }) {
    const customer = new Customer({ persona, engine, clock });
    await customer.#live(locale);
    return customer;
  }

  /** Another session in this language that has lived through everything; takes the place of the one before. */
  async #live(locale) {
    const session = await this.#engine.open({ locale });
    try {
      await begin(session, this.#ground);
      const portraits = [await session.portrait(this.#ground.now)];
      const answers = [];
      for (const step of this.#steps) {
        answers.push(await apply(session, step, this.#ground));
        portraits.push(await session.portrait(step.at));
      }
      const at = this.#steps.at(-1)?.at ?? this.#ground.now;
      const [consents, tags] = [await session.consent.get(), await session.tags.list(at)];
      if (this.#closed) throw new Error('closed meanwhile');
      this.#session?.close();
      this.#session = session;
      this.#locale = locale;
      this.#portraits = portraits;
      this.#answers = answers;
      this.#consents = consents;
      this.#tags = tags;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** Who this is: the persona as it was given. */
  get persona() {
    return this.#persona;
  }

  /** The language of the portrait. */
  get locale() {
    return this.#locale;
  }

  /** The portrait after the last act. @returns {Portrait} */
  get portrait() {
    return this.#portraits.at(-1);
  }

  /** The portrait before the last act; null before the first. @returns {Portrait | null} */
  get previous() {
    return this.#portraits.at(-2) ?? null;
  }

  /** The portrait that the visit began with, or that an erasure left. @returns {Portrait} */
  get first() {
    return this.#portraits[0];
  }

  /** The page's clock: the persona's now, the time that passed since, and the time that was travelled. Never goes back. */
  get now() {
    return Math.max(this.#clock() + this.#travelled, this.#latest);
  }

  /**
   * What was done in this visit, the oldest first: `{ at, event, kept, portrait }` for what was recorded – `kept` is false when no
   * rule reads it, so that it was dropped at the door –, `{ at, act, portrait }` for everything else. An act has a `kind`
   * (`travel`, `acknowledge`, `consent`, `personalisation`, `removeTag`, `restoreTag`, `feedback`, `erase`) and what it is about.
   */
  get history() {
    return this.#steps.map((step, index) => told(step, this.#answers[index], this.#portraits[index + 1]));
  }

  /** What the customer allows, purpose by purpose, as `session.consent.get()` gives it. */
  get consents() {
    return this.#consents;
  }

  /** The customer's own tags, also removed ones, as `session.tags.list()` gives them. */
  get tags() {
    return this.#tags;
  }

  /** Whether personalisation is on, as it is until the customer switches it off. */
  get personalised() {
    return this.#steps.filter(({ kind }) => kind === 'personalisation').at(-1)?.on ?? true;
  }

  /** A tap: `at` is stamped by the page's clock. @returns {Promise<Portrait | null>} */
  record(event) {
    return this.#act((at) => ({ kind: 'record', event: { ...event, at } }));
  }

  /** Lets time pass, in milliseconds. */
  travel(ms) {
    return this.#act((at) => ({ kind: 'travel', ms, at: at + ms }));
  }

  /** Says that somebody sees to a warning, which may be given by itself or by its id. */
  acknowledge(warning) {
    return this.#act(() => ({ kind: 'acknowledge', warning: warning.id ?? warning }));
  }

  /** Grants a purpose or withdraws it. What a withdrawal deleted comes back with a grant as far as the bank itself knows it: the profile. */
  setConsent(purpose, on) {
    return this.#act(() => ({ kind: 'consent', purpose, on }));
  }

  /** Removes one of the customer's tags. */
  removeTag(id) {
    return this.#act(() => ({ kind: 'removeTag', tag: id }));
  }

  /** Takes the removal of a tag back. */
  restoreTag(id) {
    return this.#act(() => ({ kind: 'restoreTag', tag: id }));
  }

  /** Switches personalisation on or off. */
  setPersonalisation(on) {
    return this.#act(() => ({ kind: 'personalisation', on }));
  }

  /**
   * What became of a suggestion.
   *
   * @param {'shown' | 'clicked' | 'dismissed' | 'applied'} outcome `applied` is what the engine calls converted
   * @param {{ id: string, product: string, channel: string }} suggestion one of a portrait's
   */
  feedback(outcome, { id, product, channel }) {
    return this.#act(() => ({ kind: 'feedback', outcome, suggestion: id, product, channel }));
  }

  /** Why an item is as it is, such as `tag:member`: the session's explanation at this moment. Rejects with the session's error. */
  explain(item) {
    return this.#ask((at) => this.#session.explain(item, at));
  }

  /** A readable copy of everything that is held. Rejects with the session's error. */
  exportData() {
    return this.#ask((at) => this.#session.exportData(at));
  }

  /**
   * Forgets everything about the customer but the customer's own choices: in the session, and the history of the visit as well.
   */
  erase() {
    return this.#act(() => ({ kind: 'erase' }));
  }

  /** The same visit in another language: portraits and history are told in it. */
  speak(locale) {
    return this.#queued(async () => {
      if (locale !== this.#locale) await this.#live(locale);
    });
  }

  /** Resolves when everything that was asked for so far has been done. */
  settled() {
    return this.#ask(() => undefined);
  }

  /** Ends the session and forgets what it held. */
  close() {
    this.#closed = true;
    this.#session?.close();
    this.#session = null;
  }

  #act(make) {
    return this.#queued(async () => {
      const at = this.now;
      const step = { at, ...make(at) };
      const answer = await apply(this.#session, step, this.#ground);
      const { portrait, consents, tags } = await this.#look(step.at);
      if (this.#closed) return;
      if (step.kind === 'travel') this.#travelled += step.ms;
      if (step.kind === 'erase') this.#forget(portrait);
      this.#latest = step.at;
      this.#steps.push(step);
      this.#answers.push(answer);
      this.#portraits.push(portrait);
      this.#consents = consents;
      this.#tags = tags;
    });
  }

  /** What the session tells at a time. When it cannot after it has lived through a step, the session before the step comes back. */
  async #look(at) {
    try {
      return { portrait: await this.#session.portrait(at), consents: await this.#session.consent.get(), tags: await this.#session.tags.list(at) };
    } catch (error) {
      await this.#live(this.#locale).catch(() => undefined);
      throw error;
    }
  }

  /** Forgets what a new session would be given, what was done but for the choices, and every portrait but that after the erasure. */
  #forget(portrait) {
    const choices = this.#steps
      .map((step, index) => ({ step, answer: this.#answers[index] }))
      .filter(({ step }) => CHOICES.includes(step.kind));
    this.#ground = { ...this.#ground, profile: {}, events: [] };
    this.#steps = choices.map(({ step }) => step);
    this.#answers = choices.map(({ answer }) => answer);
    this.#portraits = [portrait, ...choices.map(() => portrait)];
  }

  /** Asks when everything before has been done. */
  #ask(question) {
    const answer = this.#turn.then(() => question(this.now));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  #queued(work) {
    const done = this.#turn.then(async () => {
      if (this.#closed) return null;
      try {
        await work();
      } catch (error) {
        if (!this.#closed) this.dispatchEvent(new CustomEvent('failure', { detail: { code: error.code ?? 'page/other', path: error.path ?? '' } }));
        return null;
      }
      if (this.#closed) return null;
      this.dispatchEvent(new Event('change'));
      return this.portrait;
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

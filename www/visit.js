// One customer's visit: the session, and what was done in it.
//
// A session speaks one language. To change it, the visit opens another session and lives through the same
// data again: equal inputs give equal portraits, so nothing but the words changes.

import { perform } from './acts.js';

/** Lets a session live through an act; gives the portrait after it. */
async function live(session, { name, details, events, at }, profile) {
  if (name === 'personal') await session.setPersonalisation(details.on);
  if (name === 'consent') {
    await session.consent.set(details.purpose, details.on, at);
    // What was deleted does not come back by itself: the page supplies again what it knows.
    if (details.on) await session.setProfile(profile);
  }
  if (name === 'acknowledge') await session.warnings.acknowledge(details.warning, at);
  if (events.length > 0) await session.record(events);
  return session.portrait(at);
}

export class Visit {
  #engine;
  #policy;
  #subject;
  #session = null;
  #consents = [];
  #done = [];
  #portraits = [];

  constructor(engine, policy, subject) {
    this.#engine = engine;
    this.#policy = policy;
    this.#subject = subject;
  }

  /** A visit with its first portrait. */
  static async begin(engine, policy, subject, locale) {
    const visit = new Visit(engine, policy, subject);
    await visit.speak(locale);
    return visit;
  }

  /** The same visit in another language. */
  async speak(locale) {
    const session = await this.#engine.open({ locale });
    const { profile, events, now } = this.#subject;
    try {
      // The subjects of the page agreed to everything; the switches are there to take it back.
      for (const { purpose } of await session.consent.get()) await session.consent.set(purpose, true, now);
      await session.setProfile(profile);
      await session.record(events);
      const portraits = [await session.portrait(now)];
      for (const act of this.#done) portraits.push(await live(session, act, profile));
      const consents = await session.consent.get();
      this.close();
      this.#consents = consents;
      this.#session = session;
      this.#portraits = portraits;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** Does something and looks at the portrait again. */
  async act(name, details = {}) {
    const events = [...this.#subject.events, ...this.#done.flatMap((act) => act.events)];
    const act = perform(this.#policy, name, details, events, this.portrait.asOf);
    this.#portraits.push(await live(this.#session, act, this.#subject.profile));
    this.#consents = await this.#session.consent.get();
    this.#done.push(act);
  }

  get subject() {
    return this.#subject;
  }

  get portrait() {
    return this.#portraits.at(-1);
  }

  /** What the customer allows, purpose by purpose. */
  get consents() {
    return this.#consents;
  }

  /** Whether personalisation is on, as it is until the customer switches it off. */
  get personal() {
    return this.#done.filter(({ name }) => name === 'personal').at(-1)?.details.on ?? true;
  }

  /** The last act with the portraits before and after it; null before the first act. */
  get latest() {
    if (this.#done.length === 0) return null;
    const [before, after] = this.#portraits.slice(-2);
    const act = this.#done.at(-1);
    // A purpose has its name from the session, which speaks the language of the page.
    const label = this.consents.find(({ purpose }) => purpose === act.details.purpose)?.label;
    return { act: { ...act, details: { ...act.details, label } }, before, after };
  }

  close() {
    this.#session?.close();
    this.#session = null;
  }
}

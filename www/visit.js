// One customer's visit: the session, and what was done in it.
//
// A session speaks one language. To change it, the visit opens another session and lives through the same
// data again: equal inputs give equal portraits, so nothing but the words changes.

import { perform } from './acts.js';

/** Lets a session live through an act; gives the portrait after it. */
function live(session, { name, details, events, at }) {
  if (name === 'personal') session.setPersonalisation(details.on);
  if (name === 'acknowledge') session.warnings.acknowledge(details.warning, at);
  if (events.length > 0) session.record(events);
  return session.portrait(at);
}

export class Visit {
  #engine;
  #policy;
  #subject;
  #session = null;
  #done = [];
  #portraits = [];

  constructor(engine, policy, subject, locale) {
    this.#engine = engine;
    this.#policy = policy;
    this.#subject = subject;
    this.speak(locale);
  }

  /** The same visit in another language. */
  speak(locale) {
    const session = this.#engine.open({ locale });
    const { profile, events, now } = this.#subject;
    try {
      session.setProfile(profile);
      session.record(events);
      const portraits = [session.portrait(now)];
      for (const act of this.#done) portraits.push(live(session, act));
      this.#session?.close();
      this.#session = session;
      this.#portraits = portraits;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** Does something and looks at the portrait again. */
  act(name, details = {}) {
    const events = [...this.#subject.events, ...this.#done.flatMap((act) => act.events)];
    const act = perform(this.#policy, name, details, events, this.portrait.asOf);
    this.#portraits.push(live(this.#session, act));
    this.#done.push(act);
  }

  get subject() {
    return this.#subject;
  }

  get portrait() {
    return this.#portraits.at(-1);
  }

  /** Whether personalisation is on, as it is until the customer switches it off. */
  get personal() {
    return this.#done.filter(({ name }) => name === 'personal').at(-1)?.details.on ?? true;
  }

  /** The last act with the portraits before and after it; null before the first act. */
  get latest() {
    if (this.#done.length === 0) return null;
    const [before, after] = this.#portraits.slice(-2);
    return { act: this.#done.at(-1), before, after };
  }

  close() {
    this.#session?.close();
    this.#session = null;
  }
}

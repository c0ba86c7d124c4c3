// What the bank does with suggestions: which stand on the home page, and what it tells the session of them.

import { fill, stay } from './slots.js';

/** Channels of contacts whose answer is an event of its own. */
const TOUCHES = ['sms', 'phone', 'branch'];

/** One customer's suggestions during a visit. */
export class Suggestions {
  #customer;
  #slots = [];
  #known = new Set();
  /** Product → the suggestion that was followed to it. */
  #followed = new Map();
  #gone = new Set();
  #go;
  #toast;

  /** @param {{ customer: import('./customer.js').Customer, go: (href: string) => void, toast: (text: string) => void, texts: () => object }} ways */
  constructor({ customer, go, toast, texts }) {
    this.#customer = customer;
    this.#go = go;
    this.#toast = (name) => toast(texts()[name]);
  }

  /** What stands on the home page now. */
  get slots() {
    const { portrait, now } = this.#customer;
    return stay(this.#slots, portrait, now).filter(({ suggestion }) => !this.#gone.has(suggestion.id)).map(({ suggestion }) => ({ suggestion }));
  }

  /** Whether something would stand there, were it not the time in which customers are left in peace. */
  get quiet() {
    const { portrait, now } = this.#customer;
    return portrait.suggestions.some(({ channel, window }) => channel === 'app' && window.from > now);
  }

  /** The home page was opened: what is new there is told as shown, once. */
  arrive() {
    const { portrait, now, personalised } = this.#customer;
    if (!personalised) return;
    const standing = this.#slots.filter(({ suggestion }) => !this.#gone.has(suggestion.id));
    this.#slots = fill(standing, portrait, now, this.#known);
    this.#gone.clear();
    this.#known = new Set([...this.#slots.map(({ suggestion }) => suggestion.product), ...portrait.suggestions.map(({ product }) => product)]);
    for (const { suggestion } of this.#slots.filter((slot) => !standing.some(({ suggestion: { id } }) => id === slot.suggestion.id))) this.#customer.feedback('shown', suggestion);
  }

  /** The customer follows a suggestion to where it leads. */
  open(suggestion, href) {
    this.#followed.set(suggestion.product, suggestion);
    this.#gone.add(suggestion.id);
    this.#customer.feedback('clicked', suggestion);
    this.#go(href);
  }

  dismiss(suggestion) {
    this.#gone.add(suggestion.id);
    this.#customer.feedback('dismissed', suggestion);
    this.#toast('dismissed');
  }

  /** The customer accepts a contact by another channel, or declines it. */
  answer(suggestion, accepted) {
    const { channel } = suggestion;
    const outcome = accepted ? 'clicked' : 'dismissed';
    this.#customer.feedback('shown', suggestion);
    this.#customer.feedback(outcome, suggestion);
    if (TOUCHES.includes(channel)) this.#customer.record({ type: 'touch', channel, outcome });
    this.#toast(accepted ? 'accepted' : 'declined');
  }

  /** The customer took up a product: the suggestion that led there, or to the rest of its application, has done its work. */
  applied(product) {
    for (const led of [product, 'continue_application']) {
      const suggestion = this.#followed.get(led);
      if (suggestion !== undefined) this.#customer.feedback('applied', suggestion);
      this.#followed.delete(led);
    }
  }
}

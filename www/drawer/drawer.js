// The drawer: the live portrait of a customer beside the bank's own page. A sheet from below on a phone, a panel at the side
// where there is room.

import { retail as policy } from '../policies/retail.js';
import { h, icon, redraw } from '../view/dom.js';
import { waitsForRelease } from '../view/pressed.js';
import { changed, changesIn, sinceTap } from './changed.js';
import { data } from './data.js';
import { dimensions } from './dimensions.js';
import { ladder } from './ladder.js';
import { NetworkWatch, network } from './network.js';
import { offers } from './offers.js';
import { tryToSend } from './probe.js';
import { score } from './score.js';
import { tags } from './tags.js';
import { timeline } from './timeline.js';
import { DRAWER } from './words.js';

/** From this width on the drawer is a panel that is always there. */
const WIDE = '(min-width: 1024px)';

/** The sections in their order. Each is given the speaker, the customer, the policy, a way to act, and the drawer's own state. */
const SECTIONS = { changed, dimensions, tags, ladder, score, warnings: timeline, offers, data, network };

class Drawer {
  #customer = null;
  #speak = null;
  #wide = matchMedia(WIDE);
  #watch = new NetworkWatch();
  /**
   * What the drawer itself holds between two drawings: what it told of its own acts (`told`), the product that "why not" was asked
   * for with the answer, the customer's copy; the number of steps before the last tap, and the portrait then.
   */
  #state = { watch: this.#watch, told: {}, asked: null, held: null, begin: 0, before: null };
  #underWay = 0;
  #failed = false;
  #unseen = 0;
  /** What shall have the focus after the next drawing. */
  #wanted = undefined;
  /** Whether somebody tapped or typed since the last change. */
  #tapped = false;
  #tap = () => { this.#tapped = true; };

  #handle = h('button', { type: 'button', class: 'drawer-handle', 'aria-haspopup': 'dialog', onclick: () => this.open() });
  #title = h('p', { class: 'drawer-title', id: 'drawer-title' });
  #close = h('button', { type: 'button', class: 'icon-button', onclick: () => this.close() }, icon('close'));
  #advisory = h('p', { class: 'note' });
  #trouble = h('p', { class: 'trouble', role: 'alert' });
  #spoken = h('p', { class: 'unseen', role: 'status' });
  #nav = h('nav', { class: 'drawer-nav' });
  #parts = Object.keys(SECTIONS).map((name) => ({
    name, title: h('h2', { id: `drawer-${name}-title`, tabindex: '-1' }), content: h('div', { class: 'drawer-content' }),
  }));
  #content = h('div', { class: 'drawer-whole' },
    h('div', { class: 'drawer-head' }, this.#title, this.#close, this.#advisory, this.#spoken, this.#nav),
    h('div', { class: 'drawer-body', tabindex: '-1' }, this.#trouble,
      this.#parts.map(({ name, title, content }) => h('section', { class: 'card', id: `drawer-${name}`, 'aria-labelledby': title.id }, title, content))));
  #sheet = h('dialog', { class: 'drawer-sheet', 'aria-labelledby': 'drawer-title' });
  #side = h('aside', { class: 'drawer-side', 'aria-labelledby': 'drawer-title' });

  #changed = () => {
    this.#failed = false;
    const last = Math.max(0, this.#customer.history.length - 1);
    // An erasure shortens the history.
    this.#state.begin = this.#tapped ? last : Math.min(this.#state.begin, last);
    this.#tapped = false;
    const since = sinceTap(this.#customer, this.#state.begin);
    this.#state.before = since.before;
    const { length } = changesIn(this.#speak, since);
    this.#unseen = this.#visible ? 0 : length;
    // Who listens hears that something changed, and nothing when nothing did.
    this.#spoken.textContent = length === 0 ? '' : this.#speak.words.changed(length);
    this.#draw();
    this.#refresh();
  };
  #failing = () => {
    this.#failed = true;
    this.#draw();
  };
  #fit = () => {
    const wide = this.#wide.matches;
    if (this.#sheet.open) this.#sheet.close();
    (wide ? this.#side : this.#sheet).append(this.#content);
    this.#side.hidden = !wide;
    this.#handle.hidden = wide;
    this.#close.hidden = wide;
    this.#draw();
    this.#refresh();
  };

  constructor(root) {
    Object.assign(this.#state, { ask: (product) => this.#ask(product), probe: () => this.#probe() });
    root.replaceChildren(this.#handle, this.#side, this.#sheet);
    document.documentElement.classList.add('has-drawer');
    this.#wide.addEventListener('change', this.#fit);
    this.#watch.addEventListener('change', () => this.#draw('network'));
    // A tap beside the sheet closes it; Escape does so by itself.
    this.#sheet.addEventListener('click', ({ target }) => target === this.#sheet && this.close());
    this.#sheet.addEventListener('close', () => !this.#handle.hidden && this.#handle.focus());
    for (const kind of ['click', 'keydown']) document.addEventListener(kind, this.#tap, true);
    this.#fit();
  }

  /** Shows this customer in this language: also another customer, or the same one in another language. */
  show(customer, speak) {
    if (customer !== this.#customer) {
      this.#leave();
      this.#customer = customer;
      Object.assign(this.#state, { told: {}, asked: null, held: null, begin: customer.history.length });
      customer.addEventListener('change', this.#changed);
      customer.addEventListener('failure', this.#failing);
    }
    this.#failed = false;
    this.#state.before = sinceTap(customer, this.#state.begin).before;
    this.#speak = { ...speak, words: { ...speak.words, drawer: DRAWER[speak.locale] } };
    this.#draw();
    this.#refresh();
  }

  /** Opens the sheet; a panel is open as it is. */
  open() {
    if (this.#wide.matches || this.#sheet.open) return;
    this.#sheet.showModal();
    this.#unseen = 0;
    this.#draw();
    this.#refresh();
  }

  close() {
    if (this.#sheet.open) this.#sheet.close();
  }

  /** Takes the drawer off the page. */
  unmount() {
    this.#leave();
    this.close();
    this.#watch.end();
    this.#wide.removeEventListener('change', this.#fit);
    for (const kind of ['click', 'keydown']) document.removeEventListener(kind, this.#tap, true);
    document.documentElement.classList.remove('has-drawer');
    for (const node of [this.#handle, this.#side, this.#sheet]) node.remove();
  }

  get #visible() {
    return this.#wide.matches || this.#sheet.open;
  }

  #leave() {
    this.#customer?.removeEventListener('change', this.#changed);
    this.#customer?.removeEventListener('failure', this.#failing);
    this.#customer = null;
  }

  /** Does something, draws what came of it, and takes the focus where it is wanted. */
  #act = async (work, focus) => {
    this.#failed = false;
    this.#busy(1);
    try {
      await work();
    } catch (error) {
      console.error(error);
      this.#failed = true;
    }
    this.#busy(-1);
    this.#wanted = focus;
    this.#draw('data');
  };

  #busy(by) {
    this.#underWay += by;
    this.#content.setAttribute('aria-busy', String(this.#underWay > 0));
  }

  /** Asks the session what is not in the portrait: what is held, and the explanation that is open. */
  async #refresh() {
    if (!this.#visible || this.#customer === null) return;
    const customer = this.#customer;
    this.#busy(1);
    try {
      const held = await customer.exportData();
      if (customer === this.#customer) this.#state.held = held;
      if (customer === this.#customer && this.#state.asked !== null) await this.#explain(this.#state.asked.product);
    } catch {
      // A session that is closed or has to start anew is asked again after the next change.
    }
    this.#busy(-1);
    if (customer !== this.#customer) return;
    this.#draw('data');
    this.#draw('offers');
  }

  async #explain(product) {
    const customer = this.#customer;
    const asked = product === '' || !customer.personalised ? null : { product, said: await customer.explain(`product:${product}`) };
    if (customer === this.#customer) this.#state.asked = asked;
  }

  async #ask(product) {
    await this.#act(() => this.#explain(product));
    this.#draw('offers');
  }

  async #probe() {
    const { told } = this.#state;
    told.probe = 'trying';
    this.#draw('network');
    told.probe = await tryToSend();
    this.#draw('network');
  }

  #goTo(name) {
    const { title } = this.#parts.find((part) => part.name === name);
    title.scrollIntoView({ block: 'start' });
    title.focus({ preventScroll: true });
  }

  #drawAll = () => this.#draw();

  /** Draws the frame and, while they can be seen, all sections or one of them. */
  #draw(only = null) {
    if (this.#customer === null || waitsForRelease(this.#drawAll)) return;
    const speak = this.#speak;
    const { drawer } = speak.words;
    this.#trouble.textContent = this.#failed ? drawer.failed : '';
    if (only === null) this.#frame(speak, drawer);
    // What nobody sees is drawn when it is opened.
    if (!this.#visible) return;
    for (const { name, content } of this.#parts) {
      if (only === null || only === name) redraw(content, SECTIONS[name](speak, this.#customer, policy, this.#act, this.#state));
    }
    if (this.#wanted !== undefined) this.#content.querySelector(`[data-key="${this.#wanted}"]`)?.focus();
    this.#wanted = undefined;
  }

  #frame(speak, drawer) {
    this.#content.lang = speak.locale;
    this.#title.textContent = drawer.title;
    this.#advisory.textContent = drawer.advisory;
    this.#close.setAttribute('aria-label', drawer.close);
    const count = this.#unseen === 0 ? []
      : [h('span', { class: 'count', 'aria-hidden': 'true' }, String(this.#unseen)), h('span', { class: 'unseen' }, drawer.opened(this.#unseen))];
    this.#handle.replaceChildren(icon('view'), h('span', {}, drawer.open), ...count);
    this.#nav.setAttribute('aria-label', drawer.parts);
    redraw(this.#nav, this.#parts.map(({ name }) => h('button', { type: 'button', 'data-key': `part/${name}`, onclick: () => this.#goTo(name) }, drawer.section[name])));
    for (const { name, title } of this.#parts) title.textContent = drawer.section[name];
  }
}

/**
 * Puts the drawer into `root` and shows a customer in it.
 *
 * @param {Element} root an element of the page for the drawer alone
 * @param {import('../bank/customer.js').Customer} customer drawn anew at every `change`
 * @param {ReturnType<import('../i18n/index.js').speaker>} speak
 * @returns {Drawer} `show(customer, speak)` for another customer or language, `open()`, `close()`, `unmount()`
 */
export function mountDrawer(root, customer, speak) {
  const drawer = new Drawer(root);
  drawer.show(customer, speak);
  return drawer;
}

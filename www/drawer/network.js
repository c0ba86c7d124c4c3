// How much the page asked of any network since it was loaded, as the browser counts it.

import { h, more } from '../view/dom.js';

/**
 * Watches requests from now on: what the browser tells of the page's resources, and what the content policy stopped. The browser
 * tells of a `fetch` only when its answer has been read, and many never are, so these are counted as they are made. What only
 * moves memory around (`blob:`, `data:`) is no request. A WebSocket would be told by neither; the pages have none.
 */
export class NetworkWatch extends EventTarget {
  /** Addresses that were asked for, the oldest first. */
  made = [];
  /** Addresses that the content policy stopped. */
  stopped = [];
  #since = performance.now();
  #fetch = globalThis.fetch;
  #observer = null;

  constructor() {
    super();
    if (!this.counts) return;
    this.#observer = new PerformanceObserver((list) => this.#hear(list.getEntries()));
    this.#observer.observe({ type: 'resource' });
    document.addEventListener('securitypolicyviolation', this.#stop);
    globalThis.fetch = (...given) => {
      const [asked] = given;
      this.#make([asked instanceof Request ? asked.url : new URL(asked, document.baseURI).href]);
      return this.#fetch.apply(globalThis, given);
    };
  }

  /** Whether this browser counts requests at all. */
  get counts() {
    return globalThis.PerformanceObserver?.supportedEntryTypes?.includes('resource') ?? false;
  }

  #hear(entries) {
    // What comes from the browser's own cache has a body and was not transferred; the icon of the page at every step is such.
    const others = entries.filter(({ startTime, initiatorType, transferSize, decodedBodySize }) => (
      startTime >= this.#since && initiatorType !== 'fetch' && !(transferSize === 0 && decodedBodySize > 0)
    ));
    this.#make(others.map(({ name }) => name));
  }

  #make(addresses) {
    const sent = addresses.filter((address) => /^https?:/.test(address));
    if (sent.length === 0) return;
    this.made.push(...sent);
    this.dispatchEvent(new Event('change'));
  }

  /** What the content policy stops was not made after all. */
  #stop = ({ blockedURI, disposition }) => {
    if (disposition !== 'enforce') return;
    const at = this.made.lastIndexOf(blockedURI);
    if (at >= 0) this.made.splice(at, 1);
    this.stopped.push(blockedURI);
    this.dispatchEvent(new Event('change'));
  };

  end() {
    if (!this.counts) return;
    this.#observer.disconnect();
    document.removeEventListener('securitypolicyviolation', this.#stop);
    globalThis.fetch = this.#fetch;
  }
}

function addresses(title, list) {
  return list.length === 0 ? null
    : h('div', { class: 'addresses' }, h('p', {}, title), h('ul', {}, list.map((address) => h('li', {}, h('code', {}, address)))));
}

function probeResult(speak, told) {
  const { drawer } = speak.words;
  const outcome = told.probe;
  if (outcome === undefined) return null;
  if (outcome === 'trying') return h('p', {}, drawer.probing);
  if (outcome === null) return h('p', {}, drawer.probeFailed);
  const sealed = outcome.every(({ stopped }) => stopped);
  return [
    h('ul', { class: 'attempts' }, outcome.map(({ what, stopped }) => (
      h('li', { 'data-attempt': what, class: stopped ? 'stopped' : 'passed' }, h('span', {}, drawer.probed[what]), h('strong', {}, stopped ? drawer.stopped : drawer.passed))
    ))),
    h('p', { class: 'verdict' }, sealed ? drawer.probeSealed : drawer.probeOpen),
  ];
}

export function network(speak, customer, policy, act, { watch, told, probe }) {
  const { drawer } = speak.words;
  const { made, stopped, counts } = watch;
  return [
    counts ? h('p', { class: 'meter' }, h('span', {}, drawer.networkNone), h('strong', { class: made.length === 0 ? 'zero' : 'some' }, drawer.networkCount(made.length)))
      : h('p', {}, drawer.networkUntold),
    counts && made.length === 0 ? h('p', { class: 'note' }, drawer.networkZero) : null,
    addresses(drawer.networkSome, made),
    addresses(drawer.networkBlocked, stopped),
    more('proof', drawer.proof, h('ul', { class: 'sentences' }, drawer.proofLines.map((line) => h('li', {}, line)))),
    h('div', { class: 'desk' },
      h('p', { class: 'note' }, drawer.probeNote),
      h('button', { type: 'button', class: 'quiet', 'data-key': 'probe', onclick: probe }, drawer.probe),
      h('div', { role: 'status' }, probeResult(speak, told))),
  ];
}

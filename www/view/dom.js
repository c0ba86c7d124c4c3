// Small helpers over the DOM. Data reach the page as text nodes and attributes only, never as markup.

const SVG = 'http://www.w3.org/2000/svg';

/** Line icons on a 24 × 24 grid. */
const ICONS = {
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z',
  view: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  onTime: 'M4 6h16v14H4zM4 10h16M8 3.5V7M16 3.5V7M9 15l2.2 2.2L15.5 13',
  late: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3.2 2.2',
  buy: 'M5 8h14l-1.2 12H6.2zM8.8 8a3.2 3.2 0 0 1 6.4 0',
  alert: 'M12 4l9 16H3zM12 10v4.5M12 17.3v.2',
  signals: 'M3 8l6 6 4-4 8 8M21 12.5V18h-5.5',
  report: 'M6 3.5h9l4 4v13H6zM9 12h7M9 16h7M9 8h3',
  salon: 'M8.5 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3 19.5c0-3.2 2.4-5.2 5.5-5.2s5.5 2 5.5 5.2M16 11.2a2.6 2.6 0 1 0-1-5M16.5 14.6c2.6.2 4.5 2 4.5 4.9',
  complaint: 'M4 5h16v11h-8l-5 4v-4H4zM12 8v3.5M12 13.6v.2',
  up: 'M12 19V6M6 11.5 12 5.5l6 6',
  close: 'M6 6l12 12M18 6 6 18',
};

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An element; strings among the children become text nodes, `null` and `false` are left out. */
export function h(name, props = {}, ...children) {
  return fill(document.createElement(name), props, children);
}

/** An element of a drawing. */
export function svg(name, props = {}, ...children) {
  return fill(document.createElementNS(SVG, name), props, children);
}

/** A decorative icon. */
export function icon(name) {
  return svg('svg', { viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true' }, svg('path', { d: ICONS[name] }));
}

/** A titled card. */
export function card(key, title, ...children) {
  const id = `${key}-title`;
  return h('section', { class: 'card', id: key, 'aria-labelledby': id }, h('h2', { id }, title), ...children);
}

/** Something to unfold. `key` lets it stay unfolded when the page is drawn again. */
export function more(key, summary, ...children) {
  return h('details', { 'data-key': key }, h('summary', { 'data-key': `${key}/summary` }, summary), ...children);
}

/** A card with nothing in it but words that say so. */
export function quietCard(key, title, text) {
  const node = card(key, title, empty(text));
  node.classList.add('slim');
  return node;
}

/** Words for a list that is empty. */
export function empty(text) {
  return h('p', { class: 'empty' }, text);
}

/** Draws `root` anew; what was unfolded stays unfolded and what had the focus keeps it. */
export function redraw(root, ...children) {
  const open = [...root.querySelectorAll('details[open]')].map((node) => node.dataset.key);
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  root.replaceChildren(...children.flat(Infinity).filter(Boolean));
  for (const node of root.querySelectorAll('[data-key]')) {
    if (node.tagName === 'DETAILS' && open.includes(node.dataset.key)) node.open = true;
    if (focused !== undefined && node.dataset.key === focused) node.focus({ preventScroll: true });
  }
}

// The pages of the bank: what each is called, draws, and tells when it is opened.

import { accountOf } from '../account.js';
import { ARTICLES, GIFTS, productOf } from '../catalogue.js';
import { h } from '../../view/dom.js';
import { nothing } from '../view.js';
import { apply, begun, stepOf } from './apply.js';
import { article, discover, refer } from './discover.js';
import { home, homeTitle } from './home.js';
import { me } from './me.js';
import { messages } from './messages.js';
import { gift, pay } from './pay.js';
import { product, tooRisky } from './product.js';
import { products } from './products.js';
import { repay } from './repay.js';

const named = (name) => ({ speak }) => speak.words.bank.title[name];

function missing({ speak }) {
  const { bank } = speak.words;
  return [nothing('gone', bank.missing.text, h('a', { class: 'secondary', href: '#/', 'data-key': 'to-home' }, bank.missing.home))];
}

/**
 * - `title`: the page's heading
 * - `draw`: what stands below it
 * - `opened`: events that opening it tells, in the place of that a page was viewed
 * - `instead`: the page that is to be seen instead, when there is one
 * - `up`: where its back button leads when there is nowhere to go back to; none for a tab's own page
 */
const PAGES = {
  home: { title: homeTitle, draw: home },
  products: { title: named('products'), draw: products },
  product: {
    title: ({ speak, route }) => speak.product(route.id).name, draw: product, up: '#/products',
    opened: ({ id }) => [{ type: 'product_view', product: id }],
  },
  apply: {
    title: ({ speak, route }) => `${speak.words.bank.title.apply} · ${speak.product(route.id).name}`, draw: apply, up: '#/products',
    opened: ({ id, step }, customer) => (stepOf({ step }) === 1 && !accountOf(customer).applications.includes(id) && !tooRisky(customer, id) ? [{ type: 'application_start', product: id }] : []),
    instead: begun,
  },
  repay: { title: named('repay'), draw: repay },
  discover: { title: named('discover'), draw: discover },
  article: {
    title: ({ speak, route }) => speak.article(route.id).title, draw: article, up: '#/discover',
    opened: ({ id }) => {
      const { topic, content } = ARTICLES.find((one) => one.id === id);
      return [{ type: 'content_read', topic, content: id }, ...(content === undefined ? [] : [{ type: 'product_view', product: content }])];
    },
  },
  refer: { title: named('refer'), draw: refer, up: '#/discover' },
  messages: { title: named('messages'), draw: messages, up: '#/' },
  pay: { title: named('pay'), draw: pay, up: '#/' },
  gift: { title: ({ speak, route }) => speak.words.bank.gift[route.id][0], draw: gift, up: '#/' },
  me: { title: named('me'), draw: me },
  missing: { title: named('missing'), draw: missing, up: '#/' },
};

/** The page's own name for a route: `missing` where what it names is not there. */
export function pageOf(route) {
  const { page, id, step } = route;
  const bare = id === null;
  if (page === 'products' && !bare) return productOf(id) !== undefined && step === null ? 'product' : 'missing';
  if (page === 'apply') return productOf(id) !== undefined && stepOf(route) !== null ? 'apply' : 'missing';
  if (page === 'articles') return ARTICLES.some((one) => one.id === id) && step === null ? 'article' : 'missing';
  if (page === 'gift') return GIFTS.includes(id) && step === null ? 'gift' : 'missing';
  return bare ? page : 'missing';
}

export const pageNamed = (name) => PAGES[name];

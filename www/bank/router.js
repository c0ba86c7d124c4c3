// Addresses of the bank's pages: what stands behind the hash.

/** Pages, by the first part of their address. */
const PAGES = ['home', 'products', 'apply', 'repay', 'discover', 'articles', 'refer', 'messages', 'pay', 'gift', 'me'];

/**
 * The page that an address names.
 *
 * @param {string} hash such as `#/products/deposit_std` or `#/products?family=loan`
 * @returns {{ page: string, id: string | null, step: string | null, query: URLSearchParams, path: string }} page `missing` for
 *   what is none
 */
export function routeOf(hash) {
  const [path, search = ''] = hash.replace(/^#\/?/, '').split('?');
  let parts;
  try {
    parts = path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    parts = ['?'];
  }
  const [page = 'home', id = null, step = null, ...rest] = parts;
  const known = PAGES.includes(page) && rest.length === 0;
  return { page: known ? page : 'missing', id, step, query: new URLSearchParams(search), path: `/${parts.join('/')}` };
}

/** The tab that a page belongs to. */
export const tabOf = ({ page }) => ({
  home: 'home', messages: 'home', pay: 'home', gift: 'home', products: 'products', apply: 'products', repay: 'repay',
  discover: 'discover', articles: 'discover', refer: 'discover', me: 'me',
}[page] ?? null);

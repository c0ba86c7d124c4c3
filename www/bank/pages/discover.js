// Reading and company: articles, communities, bringing friends.

import { h } from '../../view/dom.js';
import { ARTICLES, COMMUNITIES } from '../catalogue.js';
import { icon } from '../icons.js';
import { lineTo, panel, secondary } from '../view.js';

export function discover({ speak, account, tap, toast }) {
  const { bank } = speak.words;
  const join = (id, name) => { tap({ type: 'community_join', community: id }); toast(bank.discover.joinedToast(name)); };
  return [
    panel('articles', bank.discover.articles, h('div', { class: 'lines' }, ARTICLES.map(({ id, icon: name }) => {
      const { title, line, minutes } = speak.article(id);
      return lineTo(`#/articles/${id}`, `article/${id}`, name, h('strong', {}, title, account.favourites.includes(id) ? h('span', { class: 'starred', role: 'img', 'aria-label': bank.article.saved }, ' ★') : null), h('small', {}, `${line} · ${bank.discover.minutes(minutes)}`));
    }))),
    panel('community', bank.discover.community, h('p', { class: 'hint' }, bank.discover.communityNote),
      h('ul', { class: 'lines' }, COMMUNITIES.map((id) => {
        const [name, line] = bank.communities[id];
        const joined = account.joined.includes(id);
        return h('li', { class: 'line still' }, h('span', { class: 'badge-icon' }, icon('people')), h('span', { class: 'line-text' }, h('strong', {}, name), h('small', {}, line)),
          secondary(`join/${id}`, joined ? bank.discover.joined : bank.discover.join, () => joined || join(id, name), { 'aria-pressed': String(joined), 'aria-label': `${joined ? bank.discover.joined : bank.discover.join} ${name}` }));
      }))),
    panel('refer', bank.discover.refer, h('div', { class: 'lines' }, lineTo('#/refer', 'to-refer', 'gift', h('strong', {}, bank.title.refer), h('small', {}, bank.discover.referGo)))),
  ];
}

export function article({ speak, route, account, tap, toast }) {
  const { bank } = speak.words;
  const { text } = speak.article(route.id);
  const { id } = route;
  const on = !account.favourites.includes(id);
  const favourite = () => { tap({ type: 'click', element: 'favourite', favourite: id, on }); toast(on ? bank.article.saved : bank.article.unsaved); };
  const share = () => { tap({ type: 'click', element: 'share', content: id }); toast(bank.article.shared); };
  const { topic } = ARTICLES.find((one) => one.id === id);
  const family = { wealth: 'wealth', credit: 'loan', deposit: 'deposit' }[topic];
  return [
    h('article', { class: 'panel reading' }, text.map((paragraph) => h('p', {}, paragraph))),
    h('div', { class: 'buttons wide' },
      secondary('favourite', on ? bank.article.favourite : bank.article.unfavourite, favourite, { 'aria-pressed': String(!on) }),
      secondary('share', bank.article.share, share)),
    family === undefined ? null : h('div', { class: 'lines panel' }, lineTo(`#/products?family=${family}`, 'related', family === 'wealth' ? 'wealth' : family, h('strong', {}, bank.article.related), h('small', {}, bank.families[family]))),
  ];
}

export function refer({ speak, account, tap, toast }) {
  const { bank } = speak.words;
  return [
    h('section', { class: 'front gift' }, h('span', { class: 'badge-icon' }, icon('gift')), h('p', {}, bank.refer.lead), h('p', { class: 'count', role: 'status' }, bank.refer.count(account.referred))),
    h('div', { class: 'buttons wide' },
      h('button', { type: 'button', class: 'primary', 'data-key': 'refer-share', onclick: () => { tap({ type: 'referral_share' }); toast(bank.refer.shared); } }, bank.refer.share),
      secondary('refer-joined', bank.refer.joined, () => { tap({ type: 'referral_join' }); toast(bank.refer.joinedToast); })),
    panel('how', bank.refer.how, h('ol', { class: 'notes numbered' }, bank.refer.steps.map((text) => h('li', {}, text))), h('p', { class: 'hint' }, bank.refer.aim), h('p', { class: 'hint' }, bank.refer.text)),
  ];
}

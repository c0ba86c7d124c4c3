// What the customer should see to, where it concerns them.

import { h } from '../../view/dom.js';
import { icon } from '../icons.js';
import { secondary, why } from '../view.js';

/** The warnings that nobody has seen to, as the portrait has them; of all of them, or of those with these ids. */
export function openWarnings({ speak, customer, toast, route }, ids = null) {
  const { bank, severity } = speak.words;
  return customer.portrait.warnings.filter(({ id, state }) => state === 'open' && (ids === null || ids.includes(id))).map((warning) => h('section', {
    class: `alert ${warning.severity}`, 'data-warning': warning.id, 'aria-labelledby': `alert-${warning.id}`,
  },
  h('div', { class: 'alert-head' }, icon('alert'), h('h2', { id: `alert-${warning.id}` }, speak.name(`warning:${warning.id}`)), h('span', {}, severity[warning.severity])),
  h('p', {}, warning.message),
  why(speak, `why/${warning.id}`, speak.words.evidence, warning.because, { said: warning.message }),
  h('div', { class: 'buttons' },
    warning.id === 'two_overdue' && route.page !== 'repay' ? h('a', { class: 'primary', href: '#/repay', 'data-key': 'alert/repay' }, bank.warning.repay) : null,
    secondary(`acknowledge/${warning.id}`, bank.warning.acknowledge, () => { customer.acknowledge(warning); toast(bank.warning.thanks); }))));
}

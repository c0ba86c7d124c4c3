// The loan that is being repaid: what is due, paying it on time or late, and the plan.

import { h } from '../../view/dom.js';
import { daysLate } from '../account.js';
import { amount } from '../calculator.js';
import { nothing, panel, primary, secondary } from '../view.js';
import { openWarnings } from './warnings.js';

/** How many instalments of the plan stand there before it is unfolded. */
const FEW = 6;
const DAY = 86_400_000;
/** Half past nine in the morning of a day of the bank: when a payment that time was moved for is made. */
const MORNING = 9.5 * 3_600_000;
/** How late a payment may be tried. */
const LATE = [3, 12, 31];

function stateOf({ speak, customer }, { paid, late, due }) {
  const { state } = speak.words.bank.repay;
  if (paid) return late > 0 ? ['late', state.late(late)] : ['paid', state.paid];
  return daysLate(due, customer.now) > 0 ? ['overdue', state.overdue] : ['due', state.due];
}

function table(bankPage, instalments) {
  const { speak, state, redraw } = bankPage;
  const { repay } = speak.words.bank;
  const shown = state('plan', { all: false });
  const next = Math.max(0, instalments.findIndex(({ paid }) => !paid));
  const from = Math.max(0, Math.min(next - 2, instalments.length - FEW));
  const rows = shown.all ? instalments : instalments.slice(from, from + FEW);
  return panel('plan', repay.plan, h('p', { class: 'hint' }, repay.all(instalments.length)),
    h('table', {}, h('caption', { class: 'unseen' }, repay.caption),
      h('thead', {}, h('tr', {}, [repay.number, repay.day, repay.amount, repay.status].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, rows.map((one) => {
        const [kind, text] = stateOf(bankPage, one);
        return h('tr', { 'data-state': kind, 'data-installment': one.number }, h('th', { scope: 'row' }, String(one.number)), h('td', {}, speak.dated(one.due)), h('td', {}, speak.money(one.cents)), h('td', {}, h('span', { class: 'mark' }, text)));
      }))),
    instalments.length <= FEW ? null : h('button', { type: 'button', class: 'plain', 'data-key': 'plan-all', 'aria-expanded': String(shown.all), onclick: () => { shown.all = !shown.all; redraw(); } }, shown.all ? repay.less : repay.more));
}

export function repay(bankPage) {
  const { speak, account, customer, toast, pick, tap } = bankPage;
  const { bank } = speak.words;
  const { loan, instalments } = account;
  if (loan === null) return [nothing('repay', bank.repay.none, h('p', { class: 'hint' }, bank.repay.noneText), h('a', { class: 'secondary', href: '#/products?family=loan', 'data-key': 'to-loans' }, bank.repay.toLoans))];
  const next = instalments.find(({ paid }) => !paid);
  if (next === undefined) return [nothing('check', bank.repay.finished), table(bankPage, instalments)];
  const late = daysLate(next.due, customer.now);

  /** Pays the instalment; first the day comes on which it is so many days late. */
  const payAt = async (days) => {
    const wait = next.due + days * DAY + MORNING - customer.now;
    if (wait > 0) await customer.travel(wait);
    const truly = daysLate(next.due, customer.now);
    await tap({ type: 'repayment', loan: loan.id, installment: next.number, days_past_due: truly, amount: amount(next.cents) });
    toast(truly === 0 ? bank.repay.paidToast(next.number) : bank.repay.lateToast(next.number, truly));
  };
  const choose = () => pick(bank.repay.lateTitle, bank.repay.lateText, LATE.filter((days) => days > late).map((days) => [`late/${days}`, bank.repay.days(days), () => payAt(days)]));
  const today = late === 0 ? Math.floor((next.due + DAY - 1 - customer.now) / DAY) : 0;
  return [
    ...openWarnings(bankPage, ['two_overdue']),
    h('section', { class: late > 0 ? 'owed late' : 'owed', 'aria-label': bank.repay.next },
      h('p', {}, bank.repay.next, h('small', {}, bank.due.of(next.number, instalments.length))), h('p', { class: 'owed-sum' }, speak.money(next.cents)),
      h('p', {}, `${bank.repay.on(speak.day(next.due))} · ${late > 0 ? bank.repay.overdueBy(late) : bank.repay.dueIn(Math.max(0, today))}`)),
    h('div', { class: 'buttons wide' },
      late > 0 ? primary('pay-now', bank.repay.now, () => payAt(0), { 'aria-describedby': 'pay-note' }) : primary('pay-on-time', bank.repay.onTime, () => payAt(0), { 'aria-describedby': 'pay-note' }),
      LATE.some((days) => days > late) ? secondary('pay-late', bank.repay.late, choose, { 'aria-haspopup': 'dialog' }) : null),
    h('p', { class: 'hint', id: 'pay-note' }, late > 0 ? bank.repay.nowNote(late) : bank.repay.onTimeNote),
    table(bankPage, instalments),
  ];
}

// The communities of branches.

import { MINUTE } from './time.js';

/** A month as the reports number it, such as 202606, by the policy's own offset of eight hours. */
function monthOf(at) {
  const local = new Date(at + 8 * 60 * MINUTE);
  return local.getUTCFullYear() * 100 + local.getUTCMonth() + 1;
}

/** The month's report with a hundred new members more than the last one told. */
function report(before, at) {
  const reports = before.filter((event) => event.type === 'community_month');
  const last = reports.reduce((latest, one) => (latest === null || one.at >= latest.at ? one : latest), null);
  const { members = 500, new_members: joined = 0, active_members: active = 200, leads = 100, conversions = 10, overdue_customers: overdue = 2 } = last ?? {};
  return {
    type: 'community_month', at, month: monthOf(at), members: members + 100, new_members: joined + 100, left_members: 5,
    active_members: active + 80, leads: leads + 50, conversions: conversions + 20, overdue_customers: overdue,
  };
}

export const assessment = {
  id: 'assessment',
  pack: './packs/assessment.pack',
  files: [{ file: './subjects/assessment.ndjson', kind: 'illustrative' }],
  nobody: Date.UTC(2026, 5, 30),
  main: { tier: 'ranking', score: 'total' },
  acts: {
    report: { icon: 'report', takes: MINUTE, events: (before, at) => [report(before, at)] },
    salon: { icon: 'salon', takes: MINUTE, events: (_, at) => [{ type: 'activity_held', at, kind: 'offline' }] },
    complaint: { icon: 'complaint', takes: MINUTE, events: (_, at) => [{ type: 'complaint', at }] },
    redLine: { icon: 'alert', takes: MINUTE, events: (_, at) => [{ type: 'violation', at, level: 3 }] },
  },
  facts(speak, { profile }) {
    const { words } = speak;
    return [
      profile.branch_type === undefined ? null : [words.facts.branch, speak.name(profile.branch_type)],
      profile.target_members === undefined ? null : [words.facts.target, speak.number(profile.target_members)],
    ].filter(Boolean);
  },
};

// The customers who can be chosen: lines of the fixtures, with what a bank's own books would hold of them. Names are made up.

import { fetchSubjects } from '../subjects.js';

const DAY = 86_400_000;

/** Real records of 1997 and 1998 are moved by a whole number of days and two hours, so that their last day is in the spring of 2026. */
const REAL_NOW = Date.UTC(1998, 6, 1);
const MOVED_NOW = Date.UTC(2026, 4, 20, 2);

const FILES = [{ file: './subjects/retail.ndjson', kind: 'illustrative' }, { file: './fixtures/composed.ndjson', kind: 'composed' }];

/**
 * - `line`: id of the fixture line
 * - `assets`: what lies where, in cents
 * - `loan`: what is being repaid: instalments fall due monthly from `first`; `paid` of them are paid. Either an annuity
 *   (`principal`, `rate`, `months`), or equal instalments (`each`, `months`)
 * - `consents`: what the customer allowed; everything where it is not said
 */
const BOOKS = [
  { id: 'employee', line: 'illustrative-young-employee', assets: { account: 1_286_430, deposits: 2_000_000, wealth: 0 },
    loan: { id: 'a', principal: 300_000, rate: 690, months: 24, first: '2026-05-08', paid: 0 } },
  { id: 'owner', line: 'illustrative-business-owner', assets: { account: 18_652_075, deposits: 30_000_000, wealth: 12_500_000 },
    loan: { id: 'b', each: 500_000, months: 12, first: '2026-02-05', paid: 3 } },
  { id: 'client', line: 'illustrative-private-client', assets: { account: 96_231_000, deposits: 200_000_000, wealth: 568_000_000 }, loan: null },
  { id: 'student', line: 'illustrative-student', assets: { account: 231_866, deposits: 0, wealth: 0 }, loan: null },
  { id: 'manager', line: 'composed-german-0041-cdnow-12108', assets: { account: 4_521_008, deposits: 3_000_000, wealth: 0 },
    loan: { id: 'c', principal: 233_300, rate: 600, months: 30, first: '2026-05-25', paid: 0 } },
  { id: 'craftsman', line: 'composed-german-0020-cdnow-00018', assets: { account: 612_050, deposits: 0, wealth: 0 },
    loan: { id: 'd', principal: 343_000, rate: 690, months: 24, first: '2026-05-26', paid: 0 } },
];

/** Somebody of whom nothing is known and who has not been asked anything. */
const NOBODY = { id: 'nobody', kind: 'new', line: null, now: Date.UTC(2026, 4, 20, 2), profile: {}, events: [], consents: { marketing: false, risk: false }, assets: { account: 0, deposits: 0, wealth: 0 }, loan: null };

/** A customer of the fixtures, in the time of the page. */
function moved({ now, profile, events, kind }) {
  if (kind !== 'composed') return { now, profile, events };
  const by = MOVED_NOW - REAL_NOW;
  return { now: now + by, profile, events: events.map((event) => ({ ...event, at: event.at + by })) };
}

/**
 * All who can be chosen.
 *
 * @returns {Promise<object[]>} rejects with a `SubjectsError` when the fixtures cannot be fetched or read
 */
export async function fetchPersonas() {
  const subjects = await fetchSubjects({ files: FILES, nobody: NOBODY.now });
  const known = BOOKS.map((book) => {
    const subject = subjects.find(({ id }) => id === book.line);
    return { ...book, kind: subject.kind, ...moved(subject) };
  });
  return [...known, NOBODY];
}

/** Lengths that time can be travelled by. */
export const TRAVELS = { day: DAY, week: 7 * DAY, month: 30 * DAY };

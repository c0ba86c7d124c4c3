// The example customers, as text that can be edited: an event a line.

import { fetchSubjects } from '../subjects.js';

const MOST_EVENTS = 400;
const time = (at) => new Date(at).toISOString();

/** A customer as JSON, with times that people can read. */
export function customerText({ now, profile, events }) {
  const line = (value) => JSON.stringify(value).replace(/^\{/, '{ ').replace(/\}$/, ' }').replace(/"(\w+)":/g, '"$1": ').replace(/,"/g, ', "');
  const facts = Object.entries(profile).map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const lines = events.slice(-MOST_EVENTS).map(({ type, at, ...fields }) => `    ${line({ type, at: time(at), ...fields })}`);
  const list = (open, parts, close) => (parts.length === 0 ? `${open}${close}` : `${open}\n${parts.join(',\n')}\n  ${close}`);
  return `{\n  "now": ${JSON.stringify(time(now))},\n  "profile": ${list('{', facts, '}')},\n  "events": ${list('[', lines, ']')}\n}\n`;
}

/** The made-up subjects of a policy and one of whom nothing is known; none when they cannot be fetched. */
export async function customersOf(policy) {
  try {
    const subjects = await fetchSubjects({ ...policy, files: policy.files.filter(({ kind }) => kind === 'illustrative') });
    return subjects.map((subject) => (subject.kind === 'new' ? { ...subject, now: subjects[0].now } : subject));
  } catch {
    return [{ id: 'new', kind: 'new', now: policy.nobody, profile: {}, events: [] }];
  }
}

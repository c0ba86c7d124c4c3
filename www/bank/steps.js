// What can be done in a visit, as plain data: how a session lives through it, and how the history tells it.

/** Words of the page for what became of a suggestion, and the engine's. */
const OUTCOMES = { shown: 'shown', clicked: 'clicked', dismissed: 'dismissed', applied: 'converted' };

/** Steps that are the customer's own choices: an erasure leaves them. */
export const CHOICES = ['consent', 'personalisation', 'removeTag', 'restoreTag'];

const WAYS = {
  record: (session, { event }) => session.record([event]),
  travel: () => undefined,
  acknowledge: (session, { warning, at }) => session.warnings.acknowledge(warning, at),
  removeTag: (session, { tag }) => session.tags.remove(tag),
  restoreTag: (session, { tag }) => session.tags.restore(tag),
  personalisation: (session, { on }) => session.setPersonalisation(on),
  feedback: (session, { suggestion, outcome, at }) => session.feedback(suggestion, OUTCOMES[outcome], at),
  erase: (session) => session.erase(),
  async consent(session, { purpose, on, at }, { profile }) {
    await session.consent.set(purpose, on, at);
    // What was deleted does not come back by itself: the bank supplies again what it knows.
    if (on) await session.setProfile(profile);
  },
};

/** Begins a session: what the customer allows, what the bank knows, what happened before. */
export async function begin(session, { consents, profile, events, now }) {
  for (const { purpose } of await session.consent.get()) {
    if (consents === null || consents[purpose] !== undefined) await session.consent.set(purpose, consents?.[purpose] ?? true, now);
  }
  await session.setProfile(profile);
  if (events.length > 0) await session.record(events);
}

/** Lets a session live through a step; gives what it says. `ground` is what the session began with. */
export const apply = (session, step, ground) => WAYS[step.kind](session, step, ground);

/** A step as the history tells it. */
export function told({ kind, at, event, ...about }, answer, portrait) {
  if (kind === 'record') return { at, event, kept: answer.recorded > 0, portrait };
  return { at, act: { kind, ...about }, portrait };
}

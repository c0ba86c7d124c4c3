import { SilhouetteError } from '../errors.js';
import { perform, type CallPath } from '../sealed/calls.js';
import type { Engine, Session } from '../types.js';

/** Something that was done to a session and is not yet known to be stored. */
export interface Operation {
  /** Its number in this page. */
  readonly number: number;
  readonly path: CallPath;
  readonly args: readonly unknown[];
  /** When it was done, by the host's clock: milliseconds since 1970. */
  readonly made: number;
}

/** What the customer chose outlives what is forgotten. */
const CHOICES: readonly string[] = ['consent.set', 'tags.remove', 'tags.restore', 'setPersonalisation'];
/** Nothing that a call takes lies deeper. */
const DEPTH = 4;

export const isChoice = ({ path }: Operation): boolean => CHOICES.includes(path);

/** A copy of arguments, which stays as it is whatever becomes of the originals. */
export function copyOf(value: unknown, depth = DEPTH): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  if (ArrayBuffer.isView(value)) return value instanceof DataView ? value : (value as Uint8Array).slice();
  if (Array.isArray(value)) return value.map((each) => copyOf(each, depth - 1));
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) if (key !== '__proto__') copy[key] = copyOf((value as Record<string, unknown>)[key], depth - 1);
  return copy;
}

/**
 * Does operations again, on a state in which some of what they rest on may have changed: what is refused there is left out.
 *
 * @returns The session after them; another one where `renewed` gives one for what was erased.
 */
export function replay(session: Session, operations: readonly Operation[], renewed: (erased: Session) => Session): Session {
  for (const { path, args } of operations) {
    try {
      perform(session, path, args);
    } catch (thrown) {
      if (thrown instanceof SilhouetteError && thrown.code.startsWith('engine/')) throw thrown;
    }
    if (path === 'erase') session = renewed(session);
  }
  return session;
}

/** Whether a session holds nothing, not even a choice. Asked of a copy, which it leaves out of use. */
export function isBlank(engine: Engine, snapshot: Uint8Array): boolean {
  const copy = engine.open({ snapshot });
  try {
    const { profile, events, tags, consents, warnings, journal, reports, personalised } = copy.exportData(0);
    const held = [Object.keys(profile), events, warnings, journal, reports, tags.filter(({ removed }) => removed), consents.filter(({ since }) => since !== null)];
    return personalised && held.every(({ length }) => length === 0);
  } finally {
    copy.close();
  }
}

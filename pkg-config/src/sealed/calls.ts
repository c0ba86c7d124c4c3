import type { Session } from '../types.js';

/** Paths to the methods of a session, such as `portrait` and `warnings.resolve`. */
type Path<T> = { [K in keyof T & string]: T[K] extends (...args: never[]) => unknown ? K : `${K}.${Path<T[K]>}` }[keyof T & string];
export type CallPath = Exclude<Path<Session>, 'close'>;

/**
 * Every call that goes to the worker, and whether it leaves the session as it was. After a call that does not, the
 * session's state is kept for a worker that has to take over; in doubt a call changes something.
 *
 * A method of `Session` that is missing here does not compile.
 */
const CALLS: Readonly<Record<CallPath, 'changes' | 'reads'>> = {
  record: 'changes',
  recordColumns: 'changes',
  setProfile: 'changes',
  'consent.get': 'reads',
  'consent.set': 'changes',
  'tags.list': 'reads',
  'tags.remove': 'changes',
  'tags.restore': 'changes',
  erase: 'changes',
  setPersonalisation: 'changes',
  portrait: 'changes', // the next one tells what changed since
  explain: 'reads',
  feedback: 'changes',
  'warnings.acknowledge': 'changes',
  'warnings.resolve': 'changes',
  'journal.write': 'changes',
  'journal.entries': 'reads',
  report: 'changes',
  exportData: 'changes',
  snapshot: 'reads',
};

/** Whether a call leaves the session as it was. */
export const reads = (path: string): boolean => CALLS[path as CallPath] === 'reads';

/** An object like a session, each method of which is one call by its path. */
export function proxy<T>(call: (path: CallPath, args: readonly unknown[]) => unknown, close: () => unknown): T {
  const session: Record<string, unknown> = { close };
  for (const path of Object.keys(CALLS) as CallPath[]) {
    const [room, name] = /^(?:(.*)\.)?(.*)$/.exec(path)!.slice(1) as [string | undefined, string];
    const place = room === undefined ? session : ((session[room] = session[room] || {}) as typeof session);
    place[name] = (...args: readonly unknown[]) => call(path, args);
  }
  return session as unknown as T;
}

/** Does the call of a path. */
export function perform(session: object, path: string, args: readonly unknown[]): unknown {
  let place = session as Record<string, unknown>;
  const steps = path.split('.');
  const name = steps.pop() as string;
  for (const step of steps) place = place[step] as typeof place;
  return (place[name] as (...args: readonly unknown[]) => unknown)(...args);
}

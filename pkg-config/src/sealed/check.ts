import type { Policies } from './messages.js';
import { reports, seals } from './seal.js';

/** The parts of a worker's scope that are used here. */
export interface Scope {
  readonly location: { readonly href: string };
  addEventListener(type: 'securitypolicyviolation', listener: (event: SecurityPolicyViolationEvent) => void): void;
  importScripts(address: string): void;
}

/** No server has this name (RFC 2606). */
const FOREIGN = 'https://sealed.invalid/';
const NOWHERE = 'data:,';
/** How long, in milliseconds, the browser may take to tell that it refused; after that, by which policies; and by the last of them. */
const PATIENCE = 5000;
const MORE = 500;
const REST = 20;
const REPORTS = 'a content policy sends reports';

/**
 * Finds what is open in this worker; null when nothing is.
 *
 * Proof, in this order, so that an open worker is known by what needs no network:
 * 1. `fetch` of a `data:` address is refused. Without a policy it succeeds, and nothing is sent.
 * 2. The browser says which policy refused it, and that policy leaves no way to any network ({@link seals}).
 * 3. The same policy refuses this page's own origin and a foreign one, by `fetch` and as scripts. Should a browser
 *    not hold to the policy it names, one request for the own origin is sent.
 * 4. No policy that refused anything has the browser send reports.
 *
 * WebKit does not tell a worker which policy refused; it throws at once instead of trying, which nothing but a policy
 * makes it do. There 3 comes before 2, and `untold` is asked for the text of the policy.
 */
export async function opening(scope: Scope, own: string, untold: () => Promise<Policies>): Promise<string | null> {
  let told: SecurityPolicyViolationEvent[] = [];
  let hear = (): unknown => undefined;
  scope.addEventListener('securitypolicyviolation', (event) => {
    told.push(event);
    hear();
  });
  const quiet = throws(NOWHERE);
  const attempts: readonly (readonly [string, () => unknown])[] = [
    ['fetch', () => fetch(NOWHERE)],
    ['fetch', () => fetch(own, { method: 'HEAD' })],
    ['fetch', () => fetch(FOREIGN, { mode: 'no-cors' })],
    ['importScripts', () => scope.importScripts(scope.location.href)],
    ['importScripts', () => scope.importScripts(FOREIGN)],
  ];
  for (const [what, attempt] of attempts) {
    told = [];
    if (!(await fails(attempt))) return `${what} is open`;
    if (quiet) continue;
    const sealed = (): boolean => told.some(({ disposition, originalPolicy }) => disposition === 'enforce' && seals(originalPolicy));
    for (const [enough, time] of [[() => told.length > 0, PATIENCE], [sealed, MORE]] as const) {
      const heard = new Promise<void>((resolve) => (hear = () => enough() && resolve()));
      hear();
      await Promise.race([heard, pause(time)]);
    }
    await pause(REST);
    if (!sealed()) return `no content policy that leaves nothing open refused ${what}`;
    if (told.some(({ originalPolicy }) => reports(originalPolicy))) return REPORTS;
  }
  if (!quiet) return null;
  if (!throws(own) || !throws(FOREIGN)) return 'EventSource is open';
  const { enforced, others } = await untold();
  // A header may hold several policies; each binds.
  if (!enforced.split(',').some(seals)) return 'no content policy leaves nothing open';
  return [enforced, others].join().split(',').some(reports) ? REPORTS : null;
}

/** Whether something is refused by a policy, or fails for want of a network. */
async function fails(attempt: () => unknown): Promise<boolean> {
  try {
    await attempt();
    return false;
  } catch {
    return true;
  }
}

function pause(time: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, time));
}

/** Whether a connection is refused before it is tried. */
function throws(address: string): boolean {
  try {
    new EventSource(address).close();
    return false;
  } catch (thrown) {
    return (thrown as { readonly name?: unknown } | null)?.name === 'SecurityError';
  }
}

import text from 'silhouette-worker';
import { SilhouetteError } from '../shared.js';
import type { Policies } from './messages.js';
import { SEAL } from './seal.js';

/** Makes workers that are sealed in one way. */
export interface Launcher {
  /** A worker; throws where the page's content policy allows none. */
  launch(): Worker;
  /** What it means when a worker does not even start. */
  refused(): SilhouetteError;
  /** The content policies of its workers, for engines that do not tell them. */
  policies(): Promise<Policies>;
  end(): void;
}

/** The seal is a header that the file is served with. */
export function fromFile(address: string | URL): Launcher {
  let known: Promise<Policies> | undefined;
  return {
    launch: () => new Worker(String(address), { name: 'silhouette' }),
    refused: () => new SilhouetteError('worker/unavailable', '', 'the worker file could not be started'),
    policies: () => (known = known || headersOf(address)),
    end: () => undefined,
  };
}

async function headersOf(address: string | URL): Promise<Policies> {
  try {
    const { headers } = await fetch(String(address), { method: 'HEAD' });
    const name = 'content-security-policy';
    return { enforced: headers.get(name) || '', others: headers.get(`${name}-report-only`) || '' };
  } catch {
    return { enforced: '', others: '' };
  }
}

/**
 * The seal is the policy of a hidden frame of the page's own origin: a worker from a `blob:` address has the policy
 * of where the address was made, besides the page's own. No script runs in the frame.
 */
export async function inFrame(): Promise<Launcher> {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  const loaded = new Promise<void>((resolve, reject) => {
    frame.onload = () => resolve();
    frame.onerror = () => reject(blocked());
  });
  try {
    frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${SEAL}">`;
    // Not in the body: what a page draws anew would take the worker along.
    document.documentElement.appendChild(frame);
    await loaded;
    const realm = frame.contentWindow as (Window & typeof globalThis) | null;
    if (realm === null || realm.document.querySelector('meta') === null) throw blocked();
    const address = realm.URL.createObjectURL(new realm.Blob([text], { type: 'text/javascript' }));
    return {
      launch: () => new realm.Worker(address, { name: 'silhouette' }),
      refused: blocked,
      policies: () => Promise.resolve({ enforced: SEAL, others: '' }),
      end: () => frame.remove(),
    };
  } catch {
    frame.remove();
    throw blocked();
  }
}

function blocked(): SilhouetteError {
  return new SilhouetteError('worker/blocked', '', 'the page allows no worker of its own making; serve the worker file with its header instead');
}

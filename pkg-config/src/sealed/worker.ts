// The sealed worker: checks that it is sealed, then keeps one session. A script of its own.
import { LiveEngine } from '../engine.js';
import { SilhouetteError } from '../errors.js';
import { instanceOf } from '../create.js';
import { choose } from '../store/choose.js';
import type { OpenOptions, Session } from '../types.js';
import { storedSession, vaultOf } from '../vault/open.js';
import type { Vault } from '../vault/vault.js';
import { perform, reads } from './calls.js';
import { opening, type Scope } from './check.js';
import { errorOf, faultOf, type Call, type Fault, type Outcome, type Policies, type Reply, type Start } from './messages.js';

declare const self: Scope & {
  onmessage: (event: { readonly data: unknown }) => void;
  postMessage(reply: Reply, transfer?: readonly unknown[]): void;
};

/** How long, in milliseconds, an answer waits for the vault; a storage that is slower is one that does not work. */
const PATIENCE = 1000;

let session: Session | undefined;
let kept: Vault | undefined;
/** What arrived before the session was there. */
const early: Call[] = [];
/** What is done and not yet told. */
let done: Outcome[] = [];
let changed = false;
/** Whether an answer is on its way: there is one after the other. */
let telling = false;
let answered: (policies: Policies) => void;

/** What waits in the queue of messages is done before this is heard: one state for all of it. */
const later = new MessageChannel();
later.port1.onmessage = () => void tell();

self.onmessage = ({ data: start }) => {
  self.onmessage = ({ data }) => {
    const message = data as Call | Policies;
    if ('enforced' in message) answered(message);
    else if (session === undefined) early.push(message);
    else work(session, message);
  };
  begin(start as Start).catch((thrown: unknown) => self.postMessage({ fault: told(thrown) }));
};

async function begin({ build, own, wasm, packs, locale, snapshot, vault }: Start): Promise<void> {
  if (build !== SILHOUETTE_BUILD) throw new SilhouetteError('worker/version', '', 'the worker file is of another build than the package');
  const untold = (): Promise<Policies> =>
    new Promise((resolve) => {
      answered = resolve;
      self.postMessage({ untold: true });
    });
  const gap = await opening(self, own, untold);
  if (gap !== null) throw new SilhouetteError('worker/unsealed', '', `the worker is not cut off from the network: ${gap}`);
  const module = await compiled(wasm);
  const { candidates, refusal, rules } = packs;
  const [engine, place] = await choose(candidates, refusal && errorOf(refusal), rules, async ({ pack, signers }) =>
    new LiveEngine(await instanceOf(module), pack, signers[0]));
  const options: { -readonly [K in keyof OpenOptions]: OpenOptions[K] } = {};
  if (locale !== undefined) options.locale = locale;
  if (vault !== undefined) {
    const { name, secret, base } = vault;
    kept = await vaultOf(engine, { ...options, ...(name === undefined ? {} : { name }), ...(secret === undefined ? {} : { keySource: async () => secret }) });
    if (snapshot !== undefined) kept.adopt(snapshot, base);
    session = storedSession(kept);
  } else {
    if (snapshot !== undefined) options.snapshot = snapshot;
    session = engine.open(options);
  }
  self.postMessage({ ready: { policy: engine.policy, place } });
  for (const call of early) work(session, call);
}

async function compiled(wasm: Uint8Array | WebAssembly.Module): Promise<WebAssembly.Module> {
  try {
    // The smallest module there is. Some hosts compile what they do not start.
    await WebAssembly.instantiate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  } catch {
    throw new SilhouetteError('worker/blocked', '', "the content policy allows no WebAssembly: script-src needs 'wasm-unsafe-eval'");
  }
  if (!ArrayBuffer.isView(wasm)) return wasm;
  try {
    return await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>);
  } catch {
    throw new SilhouetteError('wasm/compile', '', 'this is not a WebAssembly module that this host can run');
  }
}

function work(session: Session, [id, path, args]: Call): void {
  changed = changed || (path !== 'where' && !reads(path));
  let value: unknown;
  try {
    value = path === 'where' ? where() : perform(session, path, args);
  } catch (thrown) {
    return finish([id, undefined, told(thrown)]);
  }
  if (!(value instanceof Promise)) return finish([id, value]);
  value.then((result: unknown) => finish([id, result]), (thrown: unknown) => finish([id, undefined, told(thrown)]));
}

/** How the session is kept. */
function where(): unknown {
  const { storage, readOnly, origin } = kept as Vault;
  return { storage, readOnly, origin };
}

function finish(outcome: Outcome): void {
  if (done.length === 0 && !telling) later.port2.postMessage(null);
  done.push(outcome);
}

/**
 * Nothing is told as done before the state after it is kept, in the vault or, where that does not work, beside the page. After
 * a trap there is none, and all of it is undone.
 */
async function tell(): Promise<void> {
  const outcomes = done;
  done = [];
  const trapped = outcomes.find(([, , fault]) => fault !== undefined && fault[0] === 'engine/trap');
  if (trapped !== undefined) return self.postMessage({ fault: trapped[2] as Fault });
  let state: Uint8Array | undefined;
  if (changed) {
    changed = false;
    try {
      telling = true;
      if (kept === undefined || !(await inTime(kept.settled()))) state = (session as Session).snapshot();
    } catch (thrown) {
      return self.postMessage({ fault: told(thrown) });
    } finally {
      telling = false;
    }
  }
  const reply: Reply = kept === undefined ? { done: outcomes, state } : { done: outcomes, state, base: kept.base };
  self.postMessage(reply, state === undefined ? [] : [state.buffer]);
  if (done.length > 0) later.port2.postMessage(null);
}

/** Whether something is done in time. */
function inTime(work: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PATIENCE);
    work.then(() => true, () => false).then((is) => {
      clearTimeout(timer);
      resolve(is);
    });
  });
}

function told(thrown: unknown): Fault {
  return thrown instanceof SilhouetteError ? faultOf(thrown) : ['input/type', '', 'the arguments are not what the call takes'];
}

import { SilhouetteError } from '../shared.js';
import type { Locale, PolicyInfo, Sealed, SealedSession, Session } from '../types.js';
import { proxy } from './calls.js';
import { errorOf, type Call, type Chest, type Packs, type Policies, type Ready, type Reply, type Start } from './messages.js';
import type { Launcher } from './launch.js';

/** A call that was sent and not answered. */
interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: SilhouetteError) => void;
}

/** How often within its time a silent worker is looked at: a page that was asleep counts one look, however long it slept. */
const LOOKS = 4;

/**
 * Speaks with one worker after another. The state after the last answered call is kept here; a worker that fails is
 * ended, what it had not answered is rejected, and another goes on from that state.
 */
export class Client {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private ready = false;
  private closed: SilhouetteError | null = null;
  private count = 0;
  private state: Uint8Array | undefined;
  private watch: unknown = null;
  private looks = 0;
  private began: ((ready: Ready | SilhouetteError) => void) | null = null;

  constructor(
    private readonly launcher: Launcher,
    private readonly wasm: Start['wasm'],
    private packs: Packs,
    private readonly locale: Locale | undefined,
    snapshot: Uint8Array | undefined,
    private readonly timeout: number,
    private vault: Chest | undefined,
  ) {
    this.state = snapshot;
  }

  /** The policy that the first worker chose, and the place of its pack, once it is sealed and ready. */
  async open(): Promise<Ready> {
    const began = new Promise<Ready | SilhouetteError>((resolve) => (this.began = resolve));
    this.launch();
    const ready = await began;
    if (ready instanceof SilhouetteError) throw ready;
    // What was accepted is accepted: a worker that takes over has nothing to choose.
    this.packs = { candidates: [this.packs.candidates[ready.place] || null], refusal: null, rules: { grace: 0 } };
    return ready;
  }

  /** The session, after {@link open}. */
  session(policy: PolicyInfo): SealedSession {
    const session = Object.assign(proxy<Sealed<Session>>((path, args) => this.call(path, args), () => this.close()), { policy });
    return this.vault === undefined ? session : Object.assign(session, { settled: () => this.call('settled', []), where: () => this.call('where', []) });
  }

  private call(path: string, args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.closed !== null) return reject(this.closed);
      const id = ++this.count;
      try {
        this.post([id, path, args]);
      } catch {
        return reject(new SilhouetteError('input/type', '', 'the arguments cannot be copied into the worker'));
      }
      this.waiting.set(id, { resolve, reject });
      this.look();
    });
  }

  private close(): Promise<void> {
    this.finish(new SilhouetteError('session/closed', '', 'the session is closed'));
    return Promise.resolve();
  }

  private launch(): void {
    this.ready = false;
    try {
      const worker = this.launcher.launch();
      this.worker = worker;
      worker.onmessage = ({ data }) => this.worker === worker && this.hear(data as Reply);
      worker.onerror = (event) => {
        event.preventDefault();
        if (this.worker === worker) this.fail(this.ready ? trap() : this.launcher.refused());
      };
      const { wasm, packs, locale, state: snapshot, vault } = this;
      this.post({ build: SILHOUETTE_BUILD, own: own(), wasm, packs, locale, snapshot, vault });
      this.look();
    } catch {
      this.fail(this.launcher.refused());
    }
  }

  private post(message: Start | Call | Policies): void {
    (this.worker as Worker).postMessage(message);
  }

  private hear({ ready, fault, untold, done, state, base }: Reply): void {
    this.rest();
    if (untold !== undefined) {
      const { worker } = this;
      void this.launcher.policies().then((policies) => this.worker === worker && this.post(policies));
    }
    if (fault !== undefined) return this.fail(errorOf(fault));
    if (ready !== undefined) {
      this.ready = true;
      if (this.began !== null) this.began(ready);
      this.began = null;
    }
    // What is in the vault need not be kept here as well.
    if (state !== undefined || base !== undefined) this.state = state;
    if (base !== undefined && this.vault !== undefined) this.vault = { ...this.vault, base };
    for (const [id, value, fault] of done || []) {
      const call = this.waiting.get(id);
      this.waiting.delete(id);
      if (call === undefined) continue;
      if (fault === undefined) call.resolve(value);
      else call.reject(errorOf(fault));
    }
    if (!this.ready || this.waiting.size > 0) this.look();
  }

  /** Another worker takes over, unless this one never was of use: then the next would not be, either. */
  private fail(error: SilhouetteError): void {
    if (!this.ready) return this.finish(this.began !== null ? error : new SilhouetteError('worker/lost', '', 'no worker could take over'));
    this.drop(error);
    this.launch();
  }

  private finish(error: SilhouetteError): void {
    if (this.closed !== null) return;
    this.closed = error;
    this.state = undefined;
    this.drop(error);
    this.launcher.end();
    if (this.began !== null) this.began(error);
    this.began = null;
  }

  /** Ends the worker and rejects what it has not answered. */
  private drop(error: SilhouetteError): void {
    this.rest();
    if (this.worker !== null) this.worker.terminate();
    this.worker = null;
    const waiting = Array.from(this.waiting.values());
    this.waiting.clear();
    for (const { reject } of waiting) reject(error);
  }

  /** Starts to look whether the worker answers. */
  private look(): void {
    if (this.watch !== null || this.closed !== null) return;
    this.looks = 0;
    this.watch = setInterval(() => {
      this.looks += 1;
      if (this.looks >= LOOKS) this.fail(new SilhouetteError('worker/timeout', '', 'the worker did not answer in time'));
    }, this.timeout / LOOKS);
  }

  private rest(): void {
    clearInterval(this.watch as number);
    this.watch = null;
  }
}

/** An address of the page's own origin, without what it says to its server. */
function own(): string {
  return String(location).split(/[?#]/)[0] as string;
}

function trap(): SilhouetteError {
  return new SilhouetteError('engine/trap', '', 'the engine stopped at an internal fault');
}

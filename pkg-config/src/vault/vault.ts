import { SilhouetteError } from '../errors.js';
import { perform, reads, type CallPath } from '../sealed/calls.js';
import { storageFault, unavailable } from '../storage/faults.js';
import type { Engine, Locale, OpenOptions, Session, StoredSession } from '../types.js';
import { alone } from './locks.js';
import { copyOf, isBlank, isChoice, replay, type Operation } from './operations.js';
import { randomId } from './keys.js';
import { damaged, same, type Head, type Latest, type Slots, type Standing } from './slots.js';

/** Something that waits until an operation is stored. */
interface Waiting {
  readonly number: number;
  readonly resolve: () => void;
  readonly reject: (fault: SilhouetteError) => void;
}

/** Something to be done on the newest state, and told when that is stored. */
interface Job {
  readonly work: (session: Session) => unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (fault: unknown) => void;
}

/** A write of which it is not known whether it was made, and the last operation in it. */
interface Unsure {
  readonly name: string;
  readonly number: number;
  readonly erased: number | null;
}

/** After so many of them the storage contradicts itself. */
const VAIN = 5;

/** Codes of storages that do not work now, and may later. */
const PASSING: readonly string[] = ['vault/unavailable', 'vault/full'];

/**
 * One session in memory, and its state in slots.
 *
 * Every call is done in memory at once. What changes something is kept as an operation until a write that holds it is
 * safely stored. A write goes out from the newest state only: when another page has written, that state is opened, the
 * operations that are not stored yet are done on it again, and that is written.
 *
 * Laws: writes never overlap. An operation is in exactly one lineage of states, once. After an erasure, by whichever page,
 * no write carries what was before.
 */
export class Vault {
  private live: Session;
  private standing: Standing | null = null;
  /** Digest of the policy of the last write when this page came. */
  private found: string | null = null;
  private operations: Operation[] = [];
  private waiting: Waiting[] = [];
  private jobs: Job[] = [];
  private unsure: Unsure[] = [];
  private count = 0;
  /** Random name of this page among the writers; it numbers its writes. */
  private readonly writer: string;
  private writes = 0;
  /** Writes one after the other that were refused, although nobody else is seen to have written. */
  private vain = 0;
  private running = false;
  private closed = false;
  private ended = false;
  private adopted = false;
  private stuck: SilhouetteError | null;
  origin: StoredSession['origin'] = 'new';

  constructor(
    private readonly engine: Engine,
    private readonly slots: Slots | null,
    private readonly lock: string,
    private readonly locale: Locale | undefined,
  ) {
    this.live = this.opened();
    this.stuck = slots === null ? unavailable() : null;
    this.writer = slots === null ? '' : `${randomId()} `;
  }

  get storage(): StoredSession['storage'] {
    return this.stuck === null ? 'indexeddb' : 'memory';
  }

  get readOnly(): boolean {
    return this.stuck !== null && !PASSING.includes(this.stuck.code);
  }

  /** What the state in memory goes out from: the last write it holds; empty for none. */
  get base(): string {
    const { head } = this.standing || { head: null };
    return head === null ? '' : `${head.id} ${head.generation}`;
  }

  /** Goes on from a state that another had in memory and could not store, if nobody has written since. */
  adopt(snapshot: Uint8Array, base: string): void {
    if (this.base !== base) return;
    this.live.close();
    this.live = this.opened(snapshot);
    this.adopted = true;
    this.note('snapshot', []); // nothing to do again, and something to store
  }

  /** Takes up what is stored. A storage that does not work now is no fault: what it holds is taken up when it does. */
  async begin(): Promise<void> {
    if (this.slots === null) return;
    try {
      await this.takeUp(this.slots);
    } catch (thrown) {
      const fault = storageFault(thrown);
      if (!PASSING.includes(fault.code)) {
        this.live.close();
        this.slots.close();
        throw fault;
      }
      this.stuck = fault;
    }
  }

  call(path: CallPath, args: readonly unknown[]): unknown {
    this.check();
    if (path === 'report') return this.report(args);
    const answer = perform(this.live, path, args);
    if (path === 'erase') this.live = this.renewed(this.live);
    if (!reads(path)) this.note(path, args);
    return answer;
  }

  settled(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.slots === null) return reject(unavailable());
      if (this.ended) return this.operations.length === 0 ? resolve() : reject(this.stuck || unavailable());
      this.waiting.push({ number: this.count, resolve, reject });
      this.kick();
    });
  }

  exclusively<T>(work: (session: Session) => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.check();
      if (this.slots === null) return reject(unavailable());
      this.jobs.push({ work, resolve, reject });
      this.kick();
    });
  }

  /**
   * What it costs is stored before it is given, and in both slots: a page that must take up the older one, because the newer
   * is damaged, finds it charged.
   */
  private async report(args: readonly unknown[]): Promise<unknown> {
    // A refusal is kept as well: from the first moment that a session has seen, it knows what was sent.
    const refusal = (thrown: unknown): { readonly thrown: unknown } => {
      if (thrown instanceof SilhouetteError && thrown.code.startsWith('report/')) return { thrown };
      throw thrown;
    };
    const told = await this.exclusively((session) => (perform(session, 'report', args) as Promise<unknown>).then((report) => ({ report }), refusal));
    if ('thrown' in told) throw told.thrown;
    await this.exclusively(() => undefined);
    return told.report;
  }

  /** What is not stored yet still is, as far as the storage lets it. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.running) return;
    if (this.operations.length > 0) this.kick();
    else this.end();
  }

  private check(): void {
    if (this.closed) throw new SilhouetteError('session/closed', '', 'the session is closed');
  }

  private note(path: CallPath, args: readonly unknown[]): void {
    if (this.slots === null) return;
    this.count += 1;
    this.operations.push({ number: this.count, path, args: args.map((arg) => copyOf(arg)), made: Date.now() });
    this.kick();
  }

  /** Writes what there is to write, when whoever calls now is done: many calls are one write. */
  private kick(): void {
    const { slots } = this;
    if (this.running || slots === null) return;
    this.running = true;
    void Promise.resolve()
      .then(() => alone(this.lock, () => this.work(slots)))
      .catch((thrown: unknown) => this.fail(thrown))
      .then(() => {
        this.running = false;
        if (this.stuck === null && (this.operations.length > 0 || this.jobs.length > 0 || this.waiting.length > 0)) this.kick();
        else if (this.closed) this.end();
      });
  }

  private fail(thrown: unknown): void {
    this.stuck = storageFault(thrown);
    for (const { reject } of this.jobs.splice(0)) reject(this.stuck);
    for (const { reject } of this.waiting.splice(0)) reject(this.stuck);
  }

  /** One job or one write; the lock is given back before the next. */
  private async work(slots: Slots): Promise<void> {
    const [job] = this.jobs;
    const nothing = job === undefined && this.operations.length === 0;
    if (this.standing === null || this.stuck !== null || nothing) await this.catchUp(slots);
    if (job !== undefined) await this.exclusive(slots, job);
    else if (this.operations.length > 0) await this.write(slots);
    this.tell();
  }

  /** Does a job on the newest state, until nobody else has written meanwhile. */
  private async exclusive(slots: Slots, { work, resolve, reject }: Job): Promise<void> {
    for (;;) {
      await this.catchUp(slots);
      let result: unknown;
      try {
        result = await work(this.live);
      } catch (thrown) {
        this.jobs.shift();
        return reject(thrown);
      }
      if (!(await this.write(slots))) continue;
      this.jobs.shift();
      return resolve(result as never);
    }
  }

  /** Takes up what is stored, if it is not what this page stands on. */
  private async catchUp(slots: Slots): Promise<void> {
    if (this.standing === null || !same(await slots.head(), this.standing.head)) await this.takeUp(slots);
  }

  /** Writes the state that is in memory; whether it was written, and not another's state taken up instead. */
  private async write(slots: Slots): Promise<boolean> {
    const number = this.count;
    const erases = this.operations.some(({ path }) => path === 'erase');
    const state = this.live.snapshot();
    const snapshot = erases && isBlank(this.engine, state) ? null : state;
    const unsure = { name: String(++this.writes), number, erased: erases ? Date.now() : null };
    this.unsure.push(unsure);
    const writing = { writer: this.writer, name: unsure.name, snapshot, policy: this.engine.policy.digest, erased: unsure.erased };
    const standing = await slots.write(this.standing as Standing, writing);
    this.unsure.splice(this.unsure.indexOf(unsure), 1);
    if (standing === null) {
      const before = this.standing as Standing;
      await this.takeUp(slots);
      this.vain = same(before.head, (this.standing as Standing).head) ? this.vain + 1 : 0;
      if (this.vain > VAIN) throw damaged();
      return false;
    }
    this.vain = 0;
    this.standing = standing;
    this.stored(number);
    return true;
  }

  private stored(number: number): void {
    this.operations = this.operations.filter((operation) => operation.number > number);
    this.tell();
  }

  /** The storage works: tells those that wait, as far as everything before them is stored. */
  private tell(): void {
    this.stuck = null;
    const [first] = this.operations;
    const until = first === undefined ? Infinity : first.number;
    const done = this.waiting.filter(({ number }) => number < until);
    this.waiting = this.waiting.filter(({ number }) => number >= until);
    for (const { resolve } of done) resolve();
  }

  /** Goes on from the newest stored state, with the operations that are not in it. */
  private async takeUp(slots: Slots): Promise<void> {
    const latest = await slots.latest((snapshot) => this.opened(snapshot), (session) => session.close());
    const { head } = latest.standing;
    try {
      this.refuseOutdated(head);
    } catch (thrown) {
      if (latest.state !== null) latest.state.close();
      throw thrown;
    }
    if (this.standing === null) {
      this.found = head === null ? null : head.policy;
      this.origin = latest.state === null ? 'new' : latest.newest ? 'stored' : 'previous';
    }
    this.prune(head);
    this.goOn(latest);
    this.standing = latest.standing;
  }

  /** Another page has come with another policy since. To write under the old one would lose what only the new one keeps. */
  private refuseOutdated(head: Head | null): void {
    if (this.standing === null || head === null || !head.kept) return;
    const { digest } = this.engine.policy;
    if (head.policy !== digest && head.policy !== this.found) {
      throw new SilhouetteError('vault/outdated', '', 'another page keeps this session under another policy now');
    }
  }

  /** Leaves out operations that are in the stored state, and those that were erased before they were in any. */
  private prune(head: Head | null): void {
    if (head === null) return;
    const mine = this.unsure.filter(({ name }) => head.recent.includes(this.writer + name));
    this.unsure = [];
    const last = Math.max(0, ...mine.map(({ number }) => number));
    this.operations = this.operations.filter(({ number }) => number > last);
    const { erased } = head;
    const before = this.standing === null || this.standing.head === null ? null : this.standing.head.erased;
    if (erased !== null && erased !== before && !mine.some((write) => write.erased === erased)) {
      this.operations = this.operations.filter((operation) => operation.made > erased || isChoice(operation));
    }
  }

  private goOn({ standing, state }: Latest<Session>): void {
    // The records are gone, and nobody erased them: this page still has what was in them.
    const had = this.standing === null ? this.adopted : this.standing.key !== null;
    if (standing.head === null && state === null && had) return;
    const next = replay(state === null ? this.opened() : state, this.operations, (session) => this.renewed(session));
    this.live.close();
    this.live = next;
  }

  /** What was erased, as new: not even its salt is left, unless something was chosen. */
  private renewed(session: Session): Session {
    if (!isBlank(this.engine, session.snapshot())) return session;
    session.close();
    return this.opened();
  }

  private opened(snapshot?: Uint8Array): Session {
    const options: { -readonly [K in keyof OpenOptions]: OpenOptions[K] } = {};
    if (this.locale !== undefined) options.locale = this.locale;
    if (snapshot !== undefined) options.snapshot = snapshot;
    return this.engine.open(options);
  }

  private end(): void {
    this.ended = true;
    this.live.close();
    if (this.slots !== null) this.slots.close();
  }
}

import { SilhouetteError } from '../shared.js';
import type { Candidates, Rules } from '../store/choose.js';
import type { ErrorCode, Locale, PolicyInfo } from '../types.js';

/** What an error consists of. */
export type Fault = readonly [code: ErrorCode, path: string, message: string];

/** An error as what it consists of. */
export function faultOf({ code, path, message }: SilhouetteError): Fault {
  // The code and the path are said again where the error is made anew.
  return [code, path, message.slice(`${code}${path === '' ? '' : ` at ${path}`}: `.length)];
}

export function errorOf([code, path, message]: Fault): SilhouetteError {
  return new SilhouetteError(code, path, message);
}

/** Packs that a worker may use, and how it chooses: {@link Choice} in a form that can be copied. */
export interface Packs {
  readonly candidates: Candidates;
  readonly refusal: Fault | null;
  readonly rules: Rules;
}

/** The first message to a worker. */
export interface Start {
  /** Build of the package that speaks. */
  readonly build: string;
  /** An address of the page's own origin, for the check of the seal. */
  readonly own: string;
  readonly wasm: Uint8Array | WebAssembly.Module;
  readonly packs: Packs;
  readonly locale: Locale | undefined;
  readonly snapshot: Uint8Array | undefined;
  /** Where the session is kept, if it is. */
  readonly vault: Chest | undefined;
}

/** A vault as a worker opens it. */
export interface Chest {
  readonly name: string | undefined;
  /** What the host's source gave. */
  readonly secret: Uint8Array | undefined;
  /** What the snapshot, which a worker before could not store, goes out from; see {@link Reply}. */
  readonly base: string;
}

/** The content policies of a worker: those that bind, and those that only report; of one kind with commas between them. */
export interface Policies {
  readonly enforced: string;
  readonly others: string;
}

/** Every later one but the answer to `untold`: a number, the path of a method, its arguments. */
export type Call = readonly [id: number, path: string, args: readonly unknown[]];
/** What a call came to. */
export type Outcome = readonly [id: number, value: unknown, fault?: Fault];

export interface Ready {
  readonly policy: PolicyInfo;
  readonly place: number;
}

/** What a worker says. */
export interface Reply {
  /** The engine and the session are there: the policy, and its place among the candidates. */
  readonly ready?: Ready;
  /** They are not, and the worker is of no use. */
  readonly fault?: Fault;
  /** Everything is refused, but this engine does not say by which policy: its text is asked for. */
  readonly untold?: true;
  /** Calls that are done, in their order. */
  readonly done?: readonly Outcome[];
  /** The state after them, if they may have changed it. */
  readonly state?: Uint8Array | undefined;
  /** What the state goes out from in the vault. With it and no state, everything is stored. */
  readonly base?: string;
}

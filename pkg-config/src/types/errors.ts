/** Stable code of an error, `room/what`. */
export type ErrorCode = `${'pack' | 'input' | 'session' | 'snapshot' | 'vault' | 'store' | 'report' | 'engine' | 'wasm' | 'worker' | 'author'}/${string}`;

/** The only error this package throws. Its message never contains an input value. */
export declare class SilhouetteError extends Error {
  private constructor();
  /** Stable, for programs. */
  readonly code: ErrorCode;
  /** JSON pointer to the place in the input; empty for the whole of it. */
  readonly path: string;
}

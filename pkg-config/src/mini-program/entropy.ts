import { SilhouetteError } from '../errors.js';

/** The least that is of use: a report draws as much at once. */
const LEAST = 32;

/** Random bytes that the host gave, each of which is handed out once: what `crypto` is elsewhere. */
export class Entropy {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(given: Uint8Array | null) {
    // A buffer that nobody filled is no chance.
    if (given === null || given.length < LEAST || given.every((byte) => byte === 0)) {
      throw new SilhouetteError('input/entropy', '/entropy', `not ${LEAST} or more random bytes`);
    }
    this.bytes = given.slice();
  }

  /** Fills a view; throws when there is not enough left, which the engine answers with an error of its own. */
  getRandomValues(view: Uint8Array): void {
    const end = this.at + view.length;
    if (end > this.bytes.length) throw new Error('no entropy is left');
    view.set(this.bytes.subarray(this.at, end));
    this.bytes.fill(0, this.at, end);
    this.at = end;
  }
}

// Where the lives of one store write.

/** So many lives share a place; then another is begun, so that it does not grow for ever. */
const SHARED = 10;

/** The places of one store, one after the other, and whose steps are in the last. */
export class Places {
  #number = 0;
  #lives = new Set();

  constructor(store) {
    this.store = store;
  }

  /** Where a life reads, and where it goes on. */
  get plan() {
    const [from, next] = [this.#number, this.#number + 1].map((number) => `${this.store}-${number}`);
    return { store: this.store, from, to: this.#lives.size < SHARED ? from : next };
  }

  /** A life has read the last place, and from now on writes where it was told. */
  begin(life) {
    if (this.#lives.size >= SHARED) {
      this.#number += 1;
      this.#lives.clear();
    }
    this.#lives.add(life);
  }

  get lives() {
    return [...this.#lives];
  }
}

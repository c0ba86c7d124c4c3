// What must be there, and what is: the judge of a store.

/** A step is whole with so many parts. */
const PARTS = 3;

/** The count of what went wrong with a store; each fault once, however often it is seen. */
export class Tally {
  /** By life: up to which step its page was told that all is safe. */
  #kept = new Map();
  #lost = new Set();
  #torn = new Set();
  #twice = new Set();
  /** Steps that were said to be safe. */
  acknowledged = 0;

  /** A page was told that its steps up to this one are safe. */
  kept(life, upto) {
    const before = this.#kept.get(life) ?? -1;
    this.acknowledged += Math.max(0, upto - before);
    this.#kept.set(life, Math.max(before, upto));
  }

  /**
   * What a store holds of these lives, against what it must hold.
   *
   * @param {readonly [number, number, number][]} entries life, step and part of each
   * @param {readonly number[]} lives whose steps are in this store
   */
  judge(entries, lives) {
    const counts = new Map();
    const last = new Map();
    for (const [life, step, part] of entries) {
      const key = `${life}.${step}`;
      const parts = counts.get(key) ?? counts.set(key, new Array(PARTS).fill(0)).get(key);
      parts[part] += 1;
      last.set(life, Math.max(last.get(life) ?? -1, step));
    }
    for (const life of lives) {
      const kept = this.#kept.get(life) ?? -1;
      for (let step = 0; step <= Math.max(kept, last.get(life) ?? -1); step += 1) {
        const key = `${life}.${step}`;
        const parts = counts.get(key);
        const some = parts !== undefined;
        const all = some && parts.every((count) => count > 0);
        if (!all && step <= kept) this.#lost.add(key);
        // A half of a step, or a gap before one that came later.
        else if (!all) this.#torn.add(key);
        if (!all && some) this.#torn.add(key);
        if (some && parts.some((count) => count > 1)) this.#twice.add(key);
      }
    }
  }

  get lost() {
    return this.#lost.size;
  }

  get torn() {
    return this.#torn.size;
  }

  get twice() {
    return this.#twice.size;
  }
}

/** A tally in words. */
export const summary = ({ acknowledged, lost, torn, twice }) => `${acknowledged} acknowledged, ${lost} lost, ${torn} torn, ${twice} twice`;

/** A tally in a cell of a table. */
export const figures = ({ acknowledged, lost, torn, twice }) => [acknowledged, lost, torn, twice].join(' / ');

// The worker as the page sees it: calls with promises, and of what is asked while it works only the newest.

export class Compiler {
  #worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
  #calls = new Map();
  #next = 1;
  #working = null;
  #waiting = null;

  constructor() {
    this.#worker.addEventListener('message', ({ data: { id, result, fault } }) => {
      const { resolve, reject } = this.#calls.get(id);
      this.#calls.delete(id);
      if (fault === undefined) resolve(result);
      else reject(Object.assign(new Error(fault.message), { code: fault.code }));
    });
    this.#worker.addEventListener('error', () => {
      for (const { reject } of this.#calls.values()) reject(Object.assign(new Error('the worker could not be started'), { code: 'worker/unavailable' }));
      this.#calls.clear();
    });
  }

  #call(call, given) {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#calls.set(id, { resolve, reject });
      this.#worker.postMessage({ id, call, given });
    });
  }

  /** The JSON Schema of policies. */
  begin() {
    return this.#call('begin');
  }

  /** The text of a policy that ships. */
  async template(name) {
    return (await this.#call('template', { name })).text;
  }

  /** What became of a policy and a customer; null when something newer was asked for meanwhile. */
  answer(given) {
    this.#waiting?.(null);
    return new Promise((resolve, reject) => {
      this.#waiting = resolve;
      const ask = async () => {
        if (this.#waiting !== resolve) return;
        this.#waiting = null;
        try {
          this.#working = this.#call('answer', given);
          resolve(await this.#working);
        } catch (fault) {
          reject(fault);
        }
      };
      if (this.#working === null) ask();
      else this.#working.then(ask, ask);
    });
  }
}

// Rows that agree with other tools, as author/tests/support/agreement.rs counts them: a row that was not compared
// is a failure like one that differs.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export class Table {
  #title;
  #sets = new Map();

  constructor(title) {
    this.#title = title;
  }

  #set(name) {
    if (!this.#sets.has(name)) this.#sets.set(name, { held: 0, rows: 0, values: 0, off: 0 });
    return this.#sets.get(name);
  }

  /** The rows of a file that the set must compare, counted by their line ends alone. */
  holds(name, file, counts = () => true) {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(1);
    this.#set(name).held += lines.filter(counts).length;
  }

  row(name) {
    this.#set(name).rows += 1;
  }

  /** Something that is so or not. */
  state(name, agrees) {
    const set = this.#set(name);
    set.values += 1;
    if (!agrees) set.off += 1;
    return agrees;
  }

  /** Prints the table; nothing may be off and no row left out. */
  finish() {
    const lines = [...this.#sets].map(([name, { held, rows, values, off }]) =>
      `${[this.#title, name, held, rows, values, values - off, 0, off, off > 0 ? 1 : 0].join('\t')}\n`).join('');
    console.log(lines.trimEnd());
    const folder = process.env.SILHOUETTE_TRUTH;
    if (folder) writeFileSync(join(folder, `${this.#title.replaceAll(/\W/g, '-')}.tsv`), lines);
    for (const [name, { held, rows, off }] of this.#sets) {
      assert.ok(rows > 0, `${name}: no row`);
      assert.deepEqual({ name, rows, off }, { name, rows: held, off: 0 });
    }
  }
}

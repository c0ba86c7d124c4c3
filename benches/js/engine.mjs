// The engine, as the package gives it and, for what the package does not offer, through the package's own bindings.

import { readFile } from 'node:fs/promises';
import { loadPack, read } from '../../pkg-config/test/cells.mjs';

const folder = new URL('../../pkg-config/', import.meta.url);

/** An engine by the package. */
export async function load(pack) {
  const { load } = await import(new URL('dist/node.js', folder).href);
  return load(await readFile(pack));
}

/** The wasm by its bindings: features without a portrait, snapshots, and the size of its memory. */
export async function bindings(pack) {
  const glue = await import(new URL('build/silhouette_bg.js', folder).href);
  const module = await WebAssembly.compile(await readFile(new URL('build/silhouette.wasm', folder)));
  const { exports } = await WebAssembly.instantiate(module, { './silhouette_bg.js': glue });
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start?.();
  const { engine, tables } = loadPack(glue, exports.memory, await readFile(pack));
  return new Bindings(engine, exports.memory, tables);
}

/** What a session is asked for. */
const [RECORD, PORTRAIT, SNAPSHOT, FEATURES] = [0, 3, 5, 6];
const [NULL, NUMBER, BOOLEAN, STRING] = [0, 1, 2, 3];
const TEXT = 16;

class Bindings {
  constructor(engine, memory, tables) {
    this.engine = engine;
    this.memory = memory;
    this.tables = tables;
    this.strings = new Map(this.tables.strings.map((text, id) => [text, id]));
  }

  open() {
    return new RawSession(this, this.engine.open(0));
  }
}

class RawSession {
  constructor(host, raw) {
    this.host = host;
    this.raw = raw;
  }

  record(events) {
    const list = Array.isArray(events) ? events : [events];
    const { kinds } = this.host.tables;
    const cells = [];
    let units = '';
    for (const event of list) {
      const index = kinds.findIndex((kind) => kind.name === event.type);
      cells.push(index, event.at, 0);
      for (const field of kinds[index].fields) {
        const value = event[field];
        const id = this.host.strings.get(value);
        if (typeof value === 'number') cells.push(NUMBER, value);
        else if (typeof value === 'boolean') cells.push(BOOLEAN, Number(value));
        else if (id !== undefined) cells.push(STRING, id);
        else if (typeof value === 'string') {
          cells.push(TEXT + value.length, units.length);
          units += value;
        } else cells.push(NULL, 0);
      }
    }
    this.text(units);
    const place = this.raw.input(cells.length); // may move the memory
    new Float64Array(this.host.memory.buffer, place, cells.length).set(cells);
    this.raw.call(RECORD, cells.length);
  }

  text(units) {
    const place = this.raw.text(units.length) >>> 1;
    const memory = new Uint16Array(this.host.memory.buffer);
    for (let i = 0; i < units.length; i++) memory[place + i] = units.charCodeAt(i);
  }

  /** The portrait's cells are not decoded. */
  portrait(now) {
    return this.raw.call(PORTRAIT, now);
  }

  /** All features by name. */
  features(now) {
    return this.answer(this.raw.call(FEATURES, now)).value;
  }

  answer(place) {
    const cells = new Float64Array(this.host.memory.buffer);
    return read(cells, place >>> 3, this.host.tables.strings);
  }

  /** A number that stands for all cells of the features: FNV-1a over their bits. */
  fingerprint(now) {
    const start = this.raw.call(FEATURES, now);
    const bytes = new Uint8Array(this.host.memory.buffer, start, 8 * this.answer(start).end - start);
    let hash = 0xcbf29ce484222325n;
    for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
    return hash.toString(16).padStart(16, '0');
  }

  snapshot() {
    const [place, length] = this.answer(this.raw.call(SNAPSHOT, 0)).value;
    return new Uint8Array(this.host.memory.buffer).slice(place, place + length);
  }

  close() {
    this.raw.free();
  }
}

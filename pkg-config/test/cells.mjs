// A second, plain reader of the engine's answers, for what goes past the facade: its drift test and the benchmark.

/** Reads one value from `at` on; `strings` are the pack's. */
export function read(cells, at, strings = []) {
  const items = (count, from) => {
    const values = [];
    for (let i = 0; i < count; i++) {
      const item = read(cells, from, strings);
      values.push(item.value);
      from = item.end;
    }
    return { value: values, end: from };
  };
  const mark = cells[at];
  switch (mark) {
    case 0:
      return { value: null, end: at + 1 };
    case 1:
    case 2:
      return { value: mark === 2, end: at + 1 };
    case 3:
      return { value: cells[at + 1], end: at + 2 };
    case 4:
      return { value: strings[cells[at + 1]], end: at + 2 };
    case 6: {
      const end = at + 2 + cells[at + 1];
      return { value: Array.from(cells.subarray(at + 2, end), (unit) => String.fromCharCode(unit)).join(''), end };
    }
    case 8:
      return items(cells[at + 1], at + 2);
    case 10: {
      const map = {};
      let from = at + 2;
      for (let i = 0; i < cells[at + 1]; i++) {
        const { value, end } = read(cells, from + 1, strings);
        map[strings[cells[from]]] = value;
        from = end;
      }
      return { value: map, end: from };
    }
    case 11:
      return { value: cells[at + 1] / 10 ** cells[at + 2], end: at + 3 };
    default:
      throw new Error(`a mark that is not read here: ${mark}`);
  }
}

/** Loads a pack by the bindings: the engine, and the names of its policy. */
export function loadPack(glue, memory, pack) {
  const engine = new glue.WasmEngine();
  const place = engine.input(pack.length); // may move the memory
  new Uint8Array(memory.buffer).set(pack, place);
  engine.load();
  return { engine, tables: tables(engine, memory) };
}

function tables(engine, memory) {
  const cells = new Float64Array(memory.buffer);
  const { value: [place, count], end } = read(cells, engine.output() >>> 3);
  const strings = Array.from(new Uint16Array(memory.buffer.slice(place, place + count - 2)), (unit) => String.fromCharCode(unit)).join('').split('\udfff');
  const [, , , digest, , , , profile, kinds] = read(cells, end, strings).value;
  const named = ([name, ...fields]) => ({ name, fields });
  return { strings, digest, profile, kinds: kinds.map(named) };
}

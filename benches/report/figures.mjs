// Figures by name and way, one value a round, and how they are written for people.

/** Measurements: a name, who was measured, and a value for each round. */
export class Figures {
  #values;

  /** @param {[string, number[]][]} [kept] what {@link toJSON} gave */
  constructor(kept = []) {
    this.#values = new Map(kept);
  }

  /** One more value. */
  take(name, way, value) {
    if (!Number.isFinite(value)) throw new Error(`not a measurement: ${name} of ${way}: ${value}`);
    const key = `${name}|${way}`;
    if (!this.#values.has(key)) this.#values.set(key, []);
    this.#values.get(key).push(value);
  }

  /** Takes the output of one process: a name, a tab and a number on each line. */
  read(way, output) {
    for (const line of output.split('\n').filter((line) => line !== '')) {
      const [name, value] = line.split('\t');
      this.take(name, way, value === undefined ? NaN : Number(value));
    }
  }

  /** The median of the rounds; `undefined` of what was not measured. */
  median(name, way) {
    const values = this.#values.get(`${name}|${way}`);
    return values === undefined ? undefined : median(values);
  }

  toJSON() {
    return [...this.#values];
  }
}

/** @param {number[]} values at least one */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Three digits that count; two of what is small. */
export const digits = (value) => value > 0 && value < 0.1 ? value.toPrecision(2) : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0).replace(/\B(?=(\d{3})+$)/g, value >= 1000 ? ',' : '');

/** Units by name: how a value is written. */
export const UNITS = {
  micros: (value) => (value < 1 ? `${digits(value * 1000)} ns` : value >= 999_500 ? `${digits(value / 1e6)} s` : value >= 999.5 ? `${digits(value / 1000)} ms` : `${digits(value)} µs`),
  millis: (value) => UNITS.micros(value * 1000),
  rate: (value) => `${digits(value / 1e6)} million/s`,
  bytes: (value) => (value >= 999_500 ? `${digits(value / 1e6)} MB` : value >= 999.5 ? `${digits(value / 1000)} kB` : Number.isInteger(value) ? `${value} B` : `${digits(value)} B`),
};

/** How many times as much; `–` where one is not measured. */
export const times = (above, below) => (above === undefined || below === undefined || below <= 0 ? '–' : `${digits(above / below)}×`);

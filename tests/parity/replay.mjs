// What a page does with a customer line, for Node and the browser alike.

/** An instant of a customer line: epoch milliseconds or RFC 3339. */
const instant = (at) => (typeof at === 'string' ? Date.parse(at) : at);

/**
 * The portrait line of every customer line, written as the command line writes it.
 * @param {import('silhouette-wasm').Engine} engine
 * @param {string[]} lines customer lines
 * @param {{ oneByOne?: boolean }} options `oneByOne` records every event in a call of its own
 * @returns {string[]}
 */
export function replay(engine, lines, { oneByOne = false } = {}) {
  return lines.map((line) => {
    const { id, now, personalised = true, profile = {}, events = [] } = JSON.parse(line);
    const session = engine.open();
    try {
      session.setPersonalisation(personalised);
      session.setProfile(profile);
      const batch = events.map((event) => ({ ...event, at: instant(event.at) }));
      if (oneByOne) for (const event of batch) session.record(event);
      else session.record(batch);
      return JSON.stringify({ id, portrait: session.portrait(instant(now)) });
    } finally {
      session.close();
    }
  });
}

/** The lines of a file. */
export function linesOf(text) {
  return text.split('\n').filter((line) => line !== '');
}

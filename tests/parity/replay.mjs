// What a page does with a customer line, for Node and the browser alike.

/** An instant of a customer line: epoch milliseconds or RFC 3339. */
const instant = (at) => (typeof at === 'string' ? Date.parse(at) : at);

/**
 * The portrait line of every customer line, written as the command line writes it.
 * @param {import('silhouette-wasm').Engine} engine
 * @param {string[]} lines customer lines
 * @param {{ oneByOne?: boolean, features?: boolean }} options `oneByOne` records every event in a call of its own;
 *   `features` writes the values behind the portrait as well, and every item's explanation
 * @returns {string[]}
 */
export function replay(engine, lines, { oneByOne = false, features = false } = {}) {
  return lines.map((line) => {
    const { id, now, personalised = true, consents, profile = {}, events = [] } = JSON.parse(line);
    const session = engine.open();
    try {
      session.setPersonalisation(personalised);
      // As on the command line: without consents of the line, everything is granted.
      for (const { purpose } of session.consent.get()) if (consents === undefined) session.consent.set(purpose, true, instant(now));
      for (const purpose of Object.keys(consents ?? {})) session.consent.set(purpose, consents[purpose], instant(now));
      session.setProfile(profile);
      const batch = events.map((event) => ({ ...event, at: instant(event.at) }));
      if (oneByOne) for (const event of batch) session.record(event);
      else session.record(batch);
      const portrait = session.portrait(instant(now));
      if (!features) return JSON.stringify({ id, portrait });
      const behind = { id, portrait, features: featuresOf(session, instant(now)) };
      return JSON.stringify(personalised ? { ...behind, explanations: explanationsOf(engine, session, instant(now)) } : behind);
    } finally {
      session.close();
    }
  });
}

/** What the engine calls that question. */
const FEATURES = 6;

/** All features by name: nothing that a page may ask for, so this reaches behind the package's surface. */
function featuresOf({ instance, decoder, raw }, now) {
  return instance.ask(decoder, () => raw.call(FEATURES, now));
}

/** What every item of the policy comes from: their names stand behind the digest among the strings. */
function explanationsOf({ decoder, policy }, session, now) {
  const items = decoder.strings.slice(decoder.strings.lastIndexOf(policy.digest) + 1);
  return items.map((item) => ({ item, ...session.explain(item, now) }));
}

/** The lines of a file. */
export function linesOf(text) {
  return text.split('\n').filter((line) => line !== '');
}

/** Lines as bytes, digested: what a page tells of a batch. */
export async function digestOf(lines) {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(lines.join('\n')));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

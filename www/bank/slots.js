// Which suggestions stand on the home page. What was shown counts as one showing for the day: the policy does not let the same
// thing be told again that day, so what stands there stays until its day is over, the customer closes it, or it no longer fits.

const DAY = 86_400_000;
/** How many stand there at once. */
const ROOM = 2;

/** Good wishes of the day come before offers. */
const AHEAD = ['birthday_gift'];

/** Reasons to take away something that stands there: the customer no longer may or needs to see it. */
const GATES = ['eligibility', 'applicability', 'suitability', 'consent'];

/** What stands there in the words of the portrait: again suggested, or left out only because it was shown. */
function current(slot, portrait) {
  const again = portrait.suggestions.find(({ id }) => id === slot.suggestion.id);
  return again === undefined ? slot : { ...slot, suggestion: again };
}

/**
 * The slots of a visit to the home page.
 *
 * @param {{ suggestion: object, at: number }[]} slots what stood there, and since when
 * @param {object} portrait
 * @param {number} now
 * @param {ReadonlySet<string>} known products that were suggested when the slots were filled the last time: what is new since
 *   comes first, even when there is no room
 * @param {string} channel
 * @returns {{ suggestion: object, at: number }[]} those whose `at` is `now` are new and have to be told as shown
 */
export function fill(slots, portrait, now, known, channel = 'app') {
  const staying = stay(slots, portrait, now);
  const here = new Set(staying.map(({ suggestion }) => suggestion.product));
  const open = portrait.suggestions.filter((one) => one.channel === channel && one.window.from <= now && !here.has(one.product));
  open.sort((a, b) => AHEAD.includes(b.product) - AHEAD.includes(a.product));
  const fresh = slots.length === 0 ? [] : open.filter(({ product }) => !known.has(product)).slice(0, 1);
  const others = open.filter((one) => !fresh.includes(one));
  const kept = staying.slice(0, ROOM - fresh.length);
  return [...fresh.map((suggestion) => ({ suggestion, at: now })), ...kept,
    ...others.slice(0, ROOM - fresh.length - kept.length).map((suggestion) => ({ suggestion, at: now }))];
}

/** What of the slots may still stand there under another portrait. */
export function stay(slots, portrait, now) {
  const out = new Map(portrait.excluded.map(({ product, gate }) => [product, gate]));
  return slots.map((slot) => current(slot, portrait))
    .filter(({ suggestion, at }) => now - at < DAY && !GATES.includes(out.get(suggestion.product)));
}

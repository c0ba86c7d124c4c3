// The labels of a policy as names for its ids, so that the portrait speaks as the document that is being written does.

const text = (label, locale) => (typeof label === 'string' ? label : label?.[locale] ?? Object.values(label ?? {})[0]);
const list = (value) => (Array.isArray(value) ? value.filter((each) => each !== null && typeof each === 'object') : []);
const values = (value) => (value !== null && typeof value === 'object' ? Object.values(value) : []);

/** @returns {Record<string, string>} */
export function namesIn(document, locale) {
  const names = {};
  const give = (id, label) => {
    const said = text(label, locale);
    if (typeof id === 'string' && typeof said === 'string') names[id] = said;
  };
  const valuesOf = (fact) => {
    for (const [value, label] of Object.entries(fact?.valueLabels ?? {})) give(value, label);
  };
  const facts = [...values(document.profile), ...values(document.events).flatMap((event) => values(event?.fields)), ...values(document.features)];
  facts.forEach(valuesOf);
  for (const [kind, key] of [['tag', 'tags'], ['score', 'scores'], ['tier', 'tiers'], ['lifecycle', 'lifecycle'], ['product', 'products']]) {
    for (const one of list(document[key])) give(`${kind}:${one.id}`, one.label);
  }
  for (const score of list(document.scores)) for (const band of list(score.bands)) give(band.id, band.label);
  for (const tier of list(document.tiers)) for (const level of list(tier.levels)) give(`${tier.id}:${level.id}`, level.label);
  for (const one of list(document.lifecycle)) for (const stage of list(one.stages)) give(`lifecycle:${stage.id}`, stage.label);
  return names;
}

/** The tier and the score that stand first: the first of each, unless the page knows better. */
export function mainOf(document, known) {
  const ids = (key) => list(document[key]).map(({ id }) => id);
  const first = (key, wish) => (ids(key).includes(wish) ? wish : ids(key)[0]);
  return { tier: first('tiers', known?.tier), score: first('scores', known?.score) };
}

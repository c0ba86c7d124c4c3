// The workload's policy with its features as facts that the page gives: the same rules over the same numbers as all
// others get. Prints the document: `node facts.mjs > facts.json`.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Verbs whose value is a whole number. */
const WHOLE = ['count', 'distinct', 'activeDays', 'consecutive', 'modeHour'];

/** @param {object} policy the document */
export function withFacts({ events, features, products, ...policy }) {
  const type = (feature) => (WHOLE.some((verb) => verb in feature) ? 'int' : 'number');
  const fact = (feature) => ({ type: type(feature), class: 'C1', purposes: ['service'] });
  return {
    ...policy,
    id: 'workload-facts',
    profile: Object.fromEntries(Object.entries(features).map(([name, feature]) => [name, fact(feature)])),
    products,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const policy = JSON.parse(readFileSync(new URL('policy.json', import.meta.url), 'utf8'));
  process.stdout.write(`${JSON.stringify(withFacts(policy))}\n`);
}

// Why a part of the portrait is empty: the customer's own choice, where it is one.

import { empty } from '../view/dom.js';

/** Words for a part with nothing in it; `otherwise` where the customer allows everything. */
export function absent(speak, { personalised, consents }, otherwise) {
  const { drawer } = speak.words;
  if (!personalised) return empty(drawer.personalOff);
  const refused = consents.filter(({ granted }) => !granted).map(({ label }) => label);
  return empty(refused.length === 0 ? otherwise : drawer.notAgreed(refused));
}

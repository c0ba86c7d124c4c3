// Names that the bank's page gives to ids of its policies. The portrait speaks in ids where the words are the page's own
// business: products in its catalogue, scores, bands, channels, values of a profile. An id without a name here is shown
// as it is.

import { NAMES as assessment } from './names/assessment.js';
import { NAMES as common } from './names/common.js';
import { NAMES as enterprise } from './names/enterprise.js';
import { NAMES as retail } from './names/retail.js';

const POLICIES = { retail, enterprise, assessment };

/** The names of a policy's ids in a language. */
export const namesOf = (policy, locale) => ({ ...common[locale], ...POLICIES[policy][locale] });

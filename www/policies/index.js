// The policies that the page can show, and what the page itself must know of each.

import { assessment } from './assessment.js';
import { enterprise } from './enterprise.js';
import { retail } from './retail.js';

/**
 * - `pack`: where the compiled policy lies
 * - `files`: where its subjects lie, and of what kind they are
 * - `nobody`: the time at which somebody of whom nothing is known is looked at
 * - `main`: the tier and the score that stand first
 * - `dimensions`: score → the least and the greatest that it can be, and where its bands begin; a portrait
 *   does not tell it. `ladders`: tier → its levels, the lowest first. A test holds both against the policy.
 * - `acts`: name of an act → its icon, how long it takes, and its events given the subject's events so far
 * - `facts`: plain facts about a subject, as [label, text]; no judgement
 */
export const POLICIES = [retail, enterprise, assessment];

/** The policy with this name, else the first. */
export const policyNamed = (name) => POLICIES.find(({ id }) => id === name) ?? POLICIES[0];

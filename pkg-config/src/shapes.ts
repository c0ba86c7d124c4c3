import type * as api from './types.js';

/** Gives the next value of an answer. */
export type Next = () => unknown;
/** Makes an object of the values that follow; fields are evaluated in the order in which they stand. */
export type Shape = (v: Next) => object;

type Fields<T> = Record<keyof T, unknown>;

/**
 * The objects of the engine's answers, by their number there: the same fields in the same order, which a test holds
 * against the engine's sources. Each is a literal, because engines make those ten times as fast as objects that get
 * their fields by name.
 */
export const SHAPES: readonly Shape[] = [
  (v): Fields<api.Portrait> => ({
    asOf: v(),
    authority: v(),
    policy: v(),
    tags: v(),
    tiers: v(),
    lifecycle: v(),
    scores: v(),
    warnings: v(),
    suggestions: v(),
    general: v(),
    excluded: v(),
    unknown: v(),
    experiment: v(),
    goals: v(),
    changes: v(),
    nextChangeAt: v(),
  }),
  (v): Fields<api.PolicyRef> => ({ id: v(), version: v(), digest: v() }),
  (v): Fields<api.Tag> => ({ id: v(), label: v(), since: v(), expires: v(), because: v() }),
  (v): Fields<api.Tier> => ({ id: v(), level: v(), label: v(), entitlements: v(), since: v(), next: v(), because: v() }),
  (v): Fields<api.Lifecycle> => ({ id: v(), stage: v(), label: v(), entitlements: v(), since: v(), because: v() }),
  (v): Fields<api.NextLevel> => ({ level: v(), missing: v(), changes: v() }),
  (v): Fields<api.Score> => ({
    id: v(),
    label: v(),
    value: v(),
    band: v(),
    bandLabel: v(),
    probability: v(),
    initial: v(),
    contributions: v(),
    reasonCodes: v(),
  }),
  (v): Fields<api.Contribution> => ({ characteristic: v(), label: v(), value: v(), points: v() }),
  (v): Fields<api.ReasonCode> => ({ code: v(), message: v(), points: v() }),
  (v): Fields<api.Warning> => ({ id: v(), severity: v(), message: v(), state: v(), since: v(), actions: v(), because: v() }),
  (v): Fields<api.WarningAction> => ({ do: v(), channels: v(), playbook: v(), task: v() }),
  (v): Fields<api.Task> => ({ id: v(), warning: v(), playbook: v(), policy: v(), version: v(), opened: v() }),
  (v): Fields<api.Suggestion> => ({
    id: v(),
    product: v(),
    label: v(),
    rank: v(),
    message: v(),
    channel: v(),
    window: v(),
    remaining: v(),
    disclosures: v(),
    terms: v(),
    because: v(),
  }),
  (v): Fields<api.SuggestedTerm> => ({ term: v(), value: v(), from: v(), to: v(), clamped: v(), authority: v() }),
  (v): Fields<api.TimeWindow> => ({ from: v(), to: v() }),
  (v): Fields<api.Exclusion> => ({ product: v(), label: v(), gate: v(), because: v() }),
  (v): Fields<api.Reason> => ({ rule: v(), message: v(), evidence: v() }),
  (v): Fields<api.Evidence> => ({ fact: v(), label: v(), is: v(), test: v(), against: v() }),
  (v): Fields<api.Gap> => ({ fact: v(), label: v(), mattersTo: v() }),
  (v): Fields<api.Assignment> => ({ id: v(), arm: v() }),
  (v): Fields<api.Goal> => ({ id: v(), label: v(), started: v(), reached: v() }),
  (v): Fields<api.Change> => ({ item: v(), change: v() }),
  (v): Fields<api.RecordSummary> => ({ recorded: v(), replaced: v(), held: v(), dropped: v() }),
  (v): Fields<api.ProfileSummary> => ({ set: v(), dropped: v() }),
  (v): Fields<api.CustomerExport> => ({ profile: v(), events: v(), tags: v(), consents: v(), warnings: v(), journal: v(), reports: v(), personalised: v() }),
  (v): Fields<api.JournalEntry> => ({ at: v(), policy: v(), engine: v(), locale: v(), inputs: v(), result: v(), link: v() }),
  (v): Fields<api.Report> => ({ egress: v(), bytes: v(), epsilon: v(), budgetLeft: v() }),
  (v): Fields<api.SentReport> => ({ egress: v(), bytes: v(), epsilon: v(), from: v(), until: v() }),
  (v): Fields<api.Explanation> => ({ truth: v(), sentences: v(), trace: v(), next: v() }),
  (v): Fields<api.TraceNode> => ({ id: v(), label: v(), op: v(), truth: v(), evidence: v(), children: v() }),
  (v): Fields<api.Alternative> => ({ to: v(), changes: v() }),
  (v): Fields<api.Dropped> => ({ reason: v(), count: v() }),
  (v): Fields<api.ConsentState> => ({ purpose: v(), label: v(), granted: v(), since: v() }),
  (v): Fields<api.MyTag> => ({ id: v(), label: v(), since: v(), expires: v(), because: v(), removed: v() }),
];

/** The same suggestion at another time: a literal, because spreading is slow where it is not built in. */
export function later(of: api.Suggestion, window: api.TimeWindow): api.Suggestion {
  return {
    id: of.id,
    product: of.product,
    label: of.label,
    rank: of.rank,
    message: of.message,
    channel: of.channel,
    window,
    remaining: of.remaining,
    disclosures: of.disclosures,
    terms: of.terms,
    because: of.because,
  };
}

import type { BehaviourEvent, ProfilePatch } from './behaviour.js';
import type { SuggestionId, TagId } from './words.js';

/**
 * What a policy calls its things. As a type parameter it makes ids and inputs known to the editor and the compiler; `silhouette types
 * policy.json -o policy.d.ts` writes one for a policy, as `Policy`. Without it they are any strings.
 *
 * A `Session<Policy>` or a `Portrait<Policy>` may be given wherever one of any policy is taken.
 *
 * @example
 * ```ts
 * import { load } from 'silhouette-wasm';
 * import type { Policy } from './policy.js';
 *
 * const engine = await load<Policy>('/packs/retail.pack');
 * const session = engine.open();
 * session.record({ type: 'product_view', at: Date.now(), product: 'deposit_std' }); // a misspelt kind, field or product is an error
 * ```
 */
export interface AnyPolicy {
  /** Facts. */
  readonly profile: ProfilePatch;
  /** Events, a union over `type`. */
  readonly event: BehaviourEvent;
  /** Adapters of events. */
  readonly adapter: string;
  /** Purposes that need the customer's consent. */
  readonly consent: string;
  /** Tags. */
  readonly tag: TagId;
  /** Scores, a union over `id`. */
  readonly score: { readonly id: string; readonly band: string; readonly characteristic: string; readonly reason: string };
  /** Tier tables, a union over `id`. */
  readonly tier: { readonly id: string; readonly level: string; readonly entitlement: string };
  /** Lifecycles, a union over `id`. */
  readonly lifecycle: { readonly id: string; readonly stage: string; readonly entitlement: string };
  /** Warnings. */
  readonly warning: string;
  /** What warnings ask for. */
  readonly action: string;
  /** Playbooks of actions. */
  readonly playbook: string;
  /** Products, contents and services. */
  readonly product: string;
  /** Channels. */
  readonly channel: string;
  /** Suggestions: a product and a channel. */
  readonly suggestion: SuggestionId;
  /** What must stand beside suggestions. */
  readonly disclosure: string;
  /** Goals of suggestions. */
  readonly goal: string;
  /** Reports that may leave. */
  readonly report: string;
  /** Features. */
  readonly feature: string;
}

/** One item of a portrait under a policy; under any, an {@link ItemRef}. */
export type ItemOf<P extends AnyPolicy> =
  | `tag:${P['tag']}`
  | `tier:${P['tier']['id']}`
  | `lifecycle:${P['lifecycle']['id']}`
  | `score:${P['score']['id']}`
  | `warning:${P['warning']}`
  | `product:${P['product']}`
  | `feature:${P['feature']}`;

import type { Evidence } from './portrait.js';

/** Why an item is as it is, in full. */
export interface Explanation {
  /** Whether the item's condition holds; of a tier, a score or a feature, whether it is known. */
  readonly truth: Truth;
  /**
   * For people, in the session's locale. While it holds, the item's own sentence and the conditions that it rests on;
   * while it does not, what is required and not met, or cannot be told because a fact is missing.
   */
  readonly sentences: readonly string[];
  /** The condition of the item, node by node. */
  readonly trace: TraceNode;
  /** The smallest change that would make it otherwise, other facts staying as they are; `null` when none can be told. */
  readonly next: Alternative | null;
}

/** One node of a trace. A leaf has evidence, the others have children. */
export interface TraceNode {
  /** Id in the policy, where it has one. */
  readonly id: string | null;
  /** What people call it, in the session's locale. */
  readonly label: string | null;
  /** How the truth of the children makes its own; a leaf has none. */
  readonly op: 'all' | 'any' | 'not' | 'leaf';
  /** Whether it holds. */
  readonly truth: Truth;
  /** The tests of a leaf; nothing for a branch. */
  readonly evidence: readonly Evidence[];
  /** The parts of a branch; nothing for a leaf. */
  readonly children: readonly TraceNode[];
}

/** What an item would become, and what would have to be so. */
export interface Alternative {
  /** A tier's level, a score's band; of everything else `gained` or `lost`. */
  readonly to: string;
  /** Each fact as it `is`, and the test against a value that it would have to pass. */
  readonly changes: readonly Evidence[];
}

/** Three-valued truth. */
export type Truth = 'true' | 'false' | 'unknown';

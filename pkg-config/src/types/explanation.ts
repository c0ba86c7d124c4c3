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
  readonly trace: TraceNode;
  /** The smallest change that would make it otherwise, other facts staying as they are; `null` when none can be told. */
  readonly next: Alternative | null;
}

/** One node of a trace. A leaf has evidence, the others have children. */
export interface TraceNode {
  readonly id: string | null;
  readonly label: string | null;
  readonly op: 'all' | 'any' | 'not' | 'leaf';
  readonly truth: Truth;
  readonly evidence: readonly Evidence[];
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

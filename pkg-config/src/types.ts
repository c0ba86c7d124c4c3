/**
 * The public surface of `silhouette-wasm`. The names and the order of the fields of every answer are held against the
 * engine's own tables by a test.
 *
 * @packageDocumentation
 */
export * from './types/words.js';
export * from './types/policy.js';
export * from './types/loading.js';
export * from './types/engine.js';
export * from './types/session.js';
export * from './types/rights.js';
export * from './types/desks.js';
export * from './types/behaviour.js';
export * from './types/explanation.js';
export * from './types/held.js';
export * from './types/portrait.js';
export * from './types/sealed.js';
export * from './types/vault.js';
export * from './types/errors.js';

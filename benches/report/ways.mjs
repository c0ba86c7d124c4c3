// The ways of computing as the report calls them.

/** Name in the report by name in the figures, in the order of the columns. */
export const TITLES = {
  engine: 'engine, wasm',
  native: 'engine, native',
  careful: 'careful JS',
  generated: 'generated JS',
  idiomatic: 'idiomatic JS',
  'json-logic-engine': 'json-logic-engine',
  'cel-js': 'cel-js',
  zen: 'zen-engine-wasm',
  'json-rules-engine': 'json-rules-engine',
};

/** The bindings that the build generates beside the wasm, wrapped in a function by the bundler. */
declare module 'silhouette-glue' {
  const createGlue: (global: unknown) => import('./instance.js').Glue;
  export default createGlue;
}

/** The bindings that the build generates beside the wasm, wrapped in a function by the bundler. */
declare module 'silhouette-glue' {
  const createGlue: (global: unknown) => import('./instance.js').Glue;
  export default createGlue;
}
/** The same for hosts that lack what the bindings name: what they have of a global object, and a decoder of UTF-8. */
declare module 'silhouette-mini-program-glue' {
  const createGlue: (global: unknown, decoder: new () => { decode(bytes?: Uint8Array): string }) => import('./instance.js').Glue;
  export default createGlue;
}
/** The bindings of the command line's wasm. */
declare module 'silhouette-cli-glue' {
  export function run(args: readonly string[], files: typeof import('./cli/files.js').files): number;
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
}
/** The same, wrapped in a function by the bundler: every instance has bindings of its own. */
declare module 'silhouette-author-glue' {
  const createGlue: () => {
    run(args: readonly string[], files: import('./author/files.js').MemoryFiles): number;
    __wbg_set_wasm(exports: WebAssembly.Exports): void;
  };
  export default createGlue;
}
/** The script of the sealed worker as a text: byte for byte the file `sealed-worker.js`. */
declare module 'silhouette-worker' {
  const text: string;
  export default text;
}
/** Which build of the package this is: a worker file of another one is refused. */
declare const SILHOUETTE_BUILD: string;

/**
 * The entry `silhouette-wasm/vite`: a plugin for Vite 6 and later that compiles policies where they are imported.
 *
 * `import pack from './policy.json?pack'` gives the address of the compiled policy, for `load`: a file with a hash in its name in a
 * build, and in development one that follows every save. `import pack from './policy.json?pack&inline'` gives its bytes, for
 * what runs on a server. `/// <reference types="silhouette-wasm/vite" />` tells TypeScript what these imports are.
 *
 * @packageDocumentation
 */

/** Options of {@link silhouette}. */
export interface SilhouetteOptions {
  /** Write the declarations of a policy, `policy.d.ts`, beside it; yes when not said. */
  readonly types?: boolean;
  /** Whether warnings stop a build as errors do; no when not said. */
  readonly strict?: boolean;
  /** Parts of policies from other files: paths by the path of the policy, all from the project's root. */
  readonly fragments?: { readonly [policy: string]: readonly string[] };
  /** Sign the packs of builds: path of a private key, ECDSA P-256 as PEM, and the id by which pages know its public half. */
  readonly sign?: { readonly key: string; readonly id: string };
}

/** A plugin of Vite. Its hooks are Vite's to call. */
export interface SilhouettePlugin {
  /** Its name, for Vite's messages. */
  readonly name: 'silhouette';
  /** Before other plugins: nobody else reads a policy. */
  readonly enforce: 'pre';
}

/**
 * The plugin. A policy is checked, compiled and described when it is imported, and again when it is saved. What is wrong stands
 * with its code and its place in the terminal and, in development, over the page until it is mended; a build stops at it.
 *
 * @example
 * ```ts
 * // vite.config.ts
 * import { silhouette } from 'silhouette-wasm/vite';
 *
 * export default { plugins: [silhouette()] };
 * ```
 */
export declare function silhouette(options?: SilhouetteOptions): SilhouettePlugin;

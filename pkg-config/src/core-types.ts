/**
 * The entry `silhouette-wasm/core`: the types, the error and a `load` that brings no wasm and looks for none. Libraries that are built
 * upon this package depend on this entry, so that the app that uses them decides where the wasm comes from.
 *
 * @packageDocumentation
 */
import type { AnyPolicy, Engine, LoadOptions, PackSource, WasmSource } from './types.js';

/** Options of {@link load}. */
export interface CoreOptions extends LoadOptions {
  /** Where the wasm comes from: bytes, a response, an address, or a module that is compiled already. */
  readonly wasm: WasmSource;
}

/**
 * Load a compiled policy, with a wasm that the caller has. As `load` of `silhouette-wasm`, but nothing is compiled for later: give a
 * `WebAssembly.Module` where several policies are loaded.
 *
 * @throws {@link SilhouetteError} as `load` of `silhouette-wasm`; `wasm/source` without a wasm.
 *
 * @example
 * ```ts
 * import { load, SilhouetteError, type Engine } from 'silhouette-wasm/core';
 *
 * // A library: the app says where both come from.
 * export async function start(pack: Uint8Array, wasm: WebAssembly.Module): Promise<Engine | null> {
 *   return load(pack, { wasm }).catch((error) => {
 *     if (error instanceof SilhouetteError) return null;
 *     throw error;
 *   });
 * }
 * ```
 */
export declare function load<P extends AnyPolicy = AnyPolicy>(pack: PackSource, options: CoreOptions): Promise<Engine<P>>;

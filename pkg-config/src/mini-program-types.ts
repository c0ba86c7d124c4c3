/**
 * The entry `silhouette-wasm/mini-program`: the engine in mini-programs of WeChat, Alipay and Douyin. They have a WebAssembly of
 * their own that takes a path inside the mini-program's package and no bytes, and neither `fetch` nor `crypto` nor `TextDecoder`; this
 * entry needs none of them. The declarations need no DOM.
 *
 * @packageDocumentation
 */
import type { AnyPolicy, Engine, EpochMillis } from './types.js';

/** The WebAssembly object of a mini-program: `WXWebAssembly`, `MYWebAssembly`, `TTWebAssembly`. */
export interface MiniProgramHost {
  /**
   * Starts the wasm at a path of the mini-program's package. The engine calls it.
   *
   * @example
   * ```ts
   * const wasm: MiniProgramWasm = { host: WXWebAssembly, path: '/silhouette/silhouette.wasm.br' };
   * ```
   */
  instantiate(path: string, imports: object): Promise<{ readonly instance: { readonly exports: object } }>;
}

/** The wasm in a mini-program. */
export interface MiniProgramWasm {
  /** `WXWebAssembly` in WeChat, `MYWebAssembly` in a worker of Alipay, `TTWebAssembly` in Douyin. */
  readonly host: MiniProgramHost;
  /** Where `silhouette.wasm` or `silhouette.wasm.br` of this package was put into the mini-program's, such as `/silhouette/silhouette.wasm.br`. */
  readonly path: string;
}

/** Options of {@link load}. */
export interface MiniProgramOptions {
  /** Where the wasm is. */
  readonly wasm: MiniProgramWasm;
  /**
   * Random bytes of the host, such as `wx.getRandomValues` gives them: 32 or more that nothing else has used or will use. A new session
   * takes 16 of them and a report 32; without enough left, `open` throws `engine/entropy` and `report` `report/entropy`. 4096 are
   * plenty.
   */
  readonly entropy: Uint8Array | ArrayBuffer;
  /** Lowest version of the policy that is accepted, semver. */
  readonly minVersion?: string;
  /** The time, if a policy that is not in force then is to be refused. */
  readonly now?: EpochMillis;
  /**
   * Mini-programs have no WebCrypto, so signatures cannot be verified: with keys, `load` throws `pack/unverifiable`. What is in the
   * mini-program's package was reviewed and signed with it; have the pack there.
   */
  readonly keys?: never;
}

/**
 * Load a compiled policy in a mini-program. Every engine is an instance of its own.
 *
 * @param pack its bytes, as the file system of the host reads them.
 * @throws {@link SilhouetteError} as `load` of `silhouette-wasm`; `wasm/source` without a host or a path, `wasm/instantiate` when the host
 * cannot start what is there, `input/entropy` for bytes that are too few, or all zero.
 *
 * @example
 * ```ts
 * import { load } from 'silhouette-wasm/mini-program';
 *
 * const pack = wx.getFileSystemManager().readFileSync('/silhouette/retail.pack');
 * wx.getRandomValues({
 *   length: 4096,
 *   success: async ({ randomValues }) => {
 *     const engine = await load(pack, { wasm: { host: WXWebAssembly, path: '/silhouette/silhouette.wasm.br' }, entropy: randomValues });
 *     const portrait = engine.open({ locale: 'zh-CN' }).portrait(Date.now());
 *   },
 * });
 * ```
 */
export declare function load<P extends AnyPolicy = AnyPolicy>(pack: Uint8Array | ArrayBuffer | Promise<Uint8Array | ArrayBuffer>, options: MiniProgramOptions): Promise<Engine<P>>;

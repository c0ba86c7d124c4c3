/** The little that the Node entry needs of Node; its own types would let the web entries use them too. */
declare module 'node:fs/promises' {
  export function readFile(file: string | URL): Promise<Uint8Array>;
  export function writeFile(file: string, text: string): Promise<void>;
}
/** What the plugin for Vite needs of it. */
declare module 'node:path' {
  export function basename(path: string): string;
  export function resolve(...steps: string[]): string;
}
/** What the command line needs of it. */
declare module 'node:fs' {
  export function openSync(path: string, flags: 'r' | 'w'): number;
  export function closeSync(file: number): void;
  export function readSync(file: number, bytes: Uint8Array, offset: number, length: number, position: null): number;
  export function writeSync(file: number, bytes: Uint8Array, offset: number, length: number): number;
  export function mkdirSync(path: string, options: { recursive: true }): void;
  export function existsSync(path: string): boolean;
  export function readFileSync(file: URL): Uint8Array<ArrayBuffer>;
}
declare module 'node:crypto' {
  export function randomBytes(count: number): Uint8Array;
}
declare module 'node:util' {
  export function getSystemErrorMap(): Map<number, [name: string, words: string]>;
}
declare const process: { readonly argv: readonly string[]; exitCode: number };
/** Written by the build from the wasm. */
declare module '*.base64.js' {
  const text: string;
  export default text;
}

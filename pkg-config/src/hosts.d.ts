/** The little that the Node entry needs of Node; its own types would let the web entries use them too. */
declare module 'node:fs/promises' {
  export function readFile(file: string | URL): Promise<Uint8Array>;
}
/** Written by the build from the wasm. */
declare module '*.base64.js' {
  const text: string;
  export default text;
}

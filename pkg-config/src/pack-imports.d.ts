// What imports of policies are where the plugin of `silhouette-wasm/vite` is in use.
declare module '*.json?pack' {
  /** Address of the compiled policy, for `load`. */
  const pack: string;
  export default pack;
  /** Id of the policy. */
  export const id: string;
  /** Version of the policy. */
  export const version: string;
  /** SHA-256 of the pack, lower-case hexadecimal. */
  export const digest: string;
}
declare module '*.json?pack&inline' {
  /** The compiled policy, for `load`. */
  const pack: Uint8Array;
  export default pack;
  /** Id of the policy. */
  export const id: string;
  /** Version of the policy. */
  export const version: string;
  /** SHA-256 of the pack, lower-case hexadecimal. */
  export const digest: string;
}

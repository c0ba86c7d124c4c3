/** Of a WeChat mini-program's `wx` what the documentation uses; an absent key is the empty string. */
declare const wx: {
  getStorageSync(key: string): string;
  setStorageSync(key: string, data: string): void;
  base64ToArrayBuffer(base64: string): ArrayBuffer;
  arrayBufferToBase64(bytes: ArrayBuffer): string;
  getFileSystemManager(): { readFileSync(path: string): ArrayBuffer };
  getRandomValues(options: { length: number; success?: (result: { randomValues: ArrayBuffer }) => void }): void;
};
/** Its WebAssembly, which takes a path of the mini-program's package. */
declare const WXWebAssembly: { instantiate(path: string, imports: object): Promise<{ instance: { exports: object } }> };

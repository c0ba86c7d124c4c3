/** Of a WeChat mini-program's `wx` what the documentation uses; an absent key is the empty string. */
declare const wx: {
  getStorageSync(key: string): string;
  setStorageSync(key: string, data: string): void;
  base64ToArrayBuffer(base64: string): ArrayBuffer;
  arrayBufferToBase64(bytes: ArrayBuffer): string;
};

const REPLACEMENT = '\ufffd';
/** Engines take only so many arguments at once. */
const AT_ONCE = 4096;

/**
 * UTF-8 where there is no `TextDecoder`: as that one decodes without a label, every part of a sequence that is none
 * becomes U+FFFD, by the rule of maximal subparts. A byte order mark stays.
 */
export class Utf8Decoder {
  decode(bytes: Uint8Array = new Uint8Array(0)): string {
    let text = '';
    let units: number[] = [];
    let at = 0;
    while (at < bytes.length) {
      const first = bytes[at++] as number;
      // How many bytes follow, and between which bounds the next one lies: overlong forms, surrogates and what is
      // beyond U+10FFFF are told by the second byte.
      let [left, low, high] = first < 0x80 ? [0, 0, 0] : first < 0xc2 || first > 0xf4 ? [-1, 0, 0] : first < 0xe0 ? [1, 0x80, 0xbf] : first < 0xf0 ? [2, 0x80, 0xbf] : [3, 0x80, 0xbf];
      if (first === 0xe0) low = 0xa0;
      else if (first === 0xed) high = 0x9f;
      else if (first === 0xf0) low = 0x90;
      else if (first === 0xf4) high = 0x8f;
      let point = left <= 0 ? first : first & (0x3f >> left);
      while (left > 0 && at < bytes.length && (bytes[at] as number) >= low && (bytes[at] as number) <= high) {
        point = (point << 6) | ((bytes[at++] as number) & 0x3f);
        [left, low, high] = [left - 1, 0x80, 0xbf];
      }
      if (left !== 0) units.push(REPLACEMENT.charCodeAt(0));
      else if (point < 0x10000) units.push(point);
      else units.push(0xd7c0 + (point >> 10), 0xdc00 | (point & 0x3ff));
      if (units.length >= AT_ONCE) {
        text += String.fromCharCode(...units);
        units = [];
      }
    }
    return text + String.fromCharCode(...units);
  }
}

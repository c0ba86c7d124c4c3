/** Milliseconds since 1970-01-01T00:00:00Z, a safe integer. The engine has no clock: the time is always an argument. */
export type EpochMillis = number;
/** What a fact or a field of an event may be. Decimals may be strings, to keep money out of binary fractions. */
export type Scalar = string | number | boolean;
/** Bytes in an `ArrayBuffer` of their own: what `fetch`, WebCrypto and storages take under every version of TypeScript. */
export type Bytes = Uint8Array & { readonly buffer: ArrayBuffer };
/** A language of the policy's texts, BCP 47, such as `zh-CN`. */
export type Locale = string;
/** Id of a tag in the policy. */
export type TagId = string;
/** Id of a suggestion: the product and the channel by which it is suggested, such as `deposit_std:app`. */
export type SuggestionId = string;
/** What became of a suggestion: it was shown, or the customer clicked on it, dismissed it, did what it suggests. */
export type Outcome = 'shown' | 'clicked' | 'dismissed' | 'converted';
/** One item of a portrait, such as `tag:young_high_income`. */
export type ItemRef = `${'tag' | 'tier' | 'lifecycle' | 'score' | 'warning' | 'product' | 'feature'}:${string}`;

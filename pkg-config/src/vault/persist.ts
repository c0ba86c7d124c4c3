/** Asks the browser not to evict. Nobody waits: it may ask the customer. */
export function askToPersist(): void {
  const { storage } = typeof navigator === 'object' ? (navigator as { readonly storage?: Partial<StorageManager> }) : { storage: undefined };
  if (storage !== undefined && typeof storage.persist === 'function') storage.persist().catch(() => undefined);
}

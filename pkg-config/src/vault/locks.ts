/** How long, in milliseconds, a page waits for another that writes; a page that is frozen may hold its lock for ever. */
const PATIENCE = 3000;

/**
 * Does something while no other page of this origin does something under the same name, so that they do not get in each
 * other's way. It is not what makes writes right: without locks, or after waiting too long, the work is done all the same.
 */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = typeof navigator === 'object' ? (navigator as { readonly locks?: LockManager }).locks : undefined;
  if (locks === undefined || typeof AbortController !== 'function') return work();
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), PATIENCE);
  let begun = false;
  try {
    return (await locks.request(name, { signal: waiting.signal }, () => {
      begun = true;
      clearTimeout(timer);
      return work();
    })) as T;
  } catch (thrown) {
    clearTimeout(timer);
    if (begun) throw thrown;
    return work();
  }
}

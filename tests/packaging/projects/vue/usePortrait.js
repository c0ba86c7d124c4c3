import { onMounted, onScopeDispose, shallowRef } from 'vue';
import { load } from 'silhouette-wasm';

/** A customer's portrait, null until it is there, and what changes it. */
export function usePortrait(begin) {
  const portrait = shallowRef(null);
  let [session, left] = [null, false];
  const change = (work) => {
    work(session);
    portrait.value = session.portrait(Date.now());
  };
  onMounted(async () => { // never on a server
    const engine = await load(new URL('silhouette-wasm/policies/retail.pack', import.meta.url));
    if (!left) session = engine.open({ locale: 'en' });
    engine.close(); // no other session; the one that is open goes on
    if (!left) change(begin);
  });
  onScopeDispose(() => {
    left = true;
    session?.close();
    session = null;
  });
  return { portrait, change };
}

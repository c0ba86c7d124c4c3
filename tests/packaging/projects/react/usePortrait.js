import { useCallback, useEffect, useRef, useState } from 'react';
import { load } from 'silhouette-wasm';

/** A customer's portrait, null until it is there, and what changes it. `begin` is a function outside the component. */
export function usePortrait(begin) {
  const session = useRef(null);
  const [portrait, setPortrait] = useState(null);
  const [failure, setFailure] = useState(null);
  const change = useCallback((work) => {
    work(session.current);
    setPortrait(session.current.portrait(Date.now()));
  }, []);
  useEffect(() => {
    let left = false;
    load(new URL('silhouette-wasm/policies/retail.pack', import.meta.url)).then((engine) => {
      if (!left) session.current = engine.open({ locale: 'en' });
      engine.close(); // no other session; the one that is open goes on
      if (!left) change(begin);
    }).catch(setFailure);
    return () => {
      left = true;
      session.current?.close();
      session.current = null;
    };
  }, [begin, change]);
  if (failure !== null) throw failure; // to the nearest error boundary
  return [portrait, change];
}

import { load } from 'silhouette-wasm/inline';
import { openSealed, type SealedStoredSession } from 'silhouette-wasm/sealed';
import { inIndexedDB, packStore, type PackStore } from 'silhouette-wasm/store';
import { forgetVault, openVault, type StoredSession } from 'silhouette-wasm/vault';

export async function kept(pack: URL, keys: Record<string, JsonWebKey>): Promise<number> {
  const store: PackStore = packStore(inIndexedDB('retail'), { grace: 86_400_000 });
  const session: StoredSession = await openVault(await load(pack, { keys, store, now: Date.now() }));
  await session.settled();
  const sealed: SealedStoredSession = await openSealed(pack, { vault: { name: 'other' } });
  const { tags } = await sealed.portrait(Date.now());
  await sealed.close();
  await forgetVault('other');
  return tags.length + session.portrait(Date.now()).tags.length;
}

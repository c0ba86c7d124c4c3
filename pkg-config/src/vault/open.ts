import { SilhouetteError } from '../errors.js';
import { proxy } from '../sealed/calls.js';
import type { Engine, StoredSession, VaultOptions } from '../types.js';
import type { forgetVault as ForgetVault, openVault as OpenVault } from '../vault-types.js';
import { randomId, secretOf } from './keys.js';
import { askToPersist } from './persist.js';
import { Slots, damaged, type Standing } from './slots.js';
import { Vault } from './vault.js';

const NAME = 'customer';
/** How often others may be faster before a storage is taken to contradict itself. */
const TRIES = 100;

export const openVault = (async (engine: Engine, options: VaultOptions = {}): Promise<StoredSession> => {
  const kept = await vaultOf(engine, options);
  if (options.persist === true) askToPersist();
  return storedSession(kept);
}) as typeof OpenVault;

/** A vault that has taken up what is stored. */
export async function vaultOf(engine: Engine, { name, locale, keySource }: VaultOptions): Promise<Vault> {
  const vault = nameOf(name);
  if (keySource !== undefined && typeof keySource !== 'function') throw new SilhouetteError('input/type', '/keySource', 'this is not a function');
  const slots = stores() ? new Slots(vault, await secretOf(keySource)) : null;
  const kept = new Vault(engine, slots, `silhouette/${vault}`, locale);
  await kept.begin();
  return kept;
}

export const forgetVault: typeof ForgetVault = async (name) => {
  const slots = new Slots(nameOf(name), null);
  try {
    for (let tries = 0; ; tries++) {
      const head = await slots.head();
      const standing: Standing = { head, key: null, generation: head === null ? 0 : head.generation };
      if ((await slots.write(standing, { writer: randomId(), name: '', snapshot: null, policy: '', erased: Date.now() })) !== null) return;
      if (tries > TRIES) throw damaged();
    }
  } finally {
    slots.close();
  }
};

/** The session that the page gets. */
export function storedSession(vault: Vault): StoredSession {
  const session = proxy<StoredSession>((path, args) => vault.call(path, args), () => vault.close());
  return Object.defineProperties(session, {
    settled: { value: () => vault.settled(), enumerable: true },
    exclusively: { value: vault.exclusively.bind(vault), enumerable: true },
    storage: { get: () => vault.storage, enumerable: true },
    readOnly: { get: () => vault.readOnly, enumerable: true },
    origin: { get: () => vault.origin, enumerable: true },
  });
}

function nameOf(name: unknown = NAME): string {
  if (typeof name !== 'string' || name === '' || name.length > 200) throw new SilhouetteError('input/type', '/name', 'the name is not a text of 1 to 200 characters');
  return name;
}

/** Whether this host has a storage, and the cryptography that pages have only in a secure context. */
function stores(): boolean {
  return typeof indexedDB === 'object' && indexedDB !== null && typeof crypto === 'object' && crypto.subtle !== undefined;
}

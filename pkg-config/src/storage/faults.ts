import { SilhouetteError } from '../errors.js';

/** Names that browsers give to errors of a storage that has no more room. */
const FULL = ['QuotaExceededError', 'NS_ERROR_DOM_INDEXEDDB_QUOTA_ERR', 'NS_ERROR_FILE_NO_DEVICE_SPACE'];

/**
 * What a storage threw as an error of this package; what is one already stays as it is. Of the original nothing but its
 * name is looked at: its text may hold what was to be stored.
 */
export function storageFault(thrown: unknown): SilhouetteError {
  if (thrown instanceof SilhouetteError) return thrown;
  const name = (thrown as { readonly name?: unknown } | null | undefined)?.name;
  if (FULL.includes(name as string)) return new SilhouetteError('vault/full', '', 'the storage has no more room');
  if (name === 'VersionError') return newer();
  return unavailable();
}

/** No storage, or none that answers. */
export function unavailable(): SilhouetteError {
  return new SilhouetteError('vault/unavailable', '', 'the storage cannot be used');
}

/** Something stored says that a later version of the package wrote it. */
export function newer(): SilhouetteError {
  return new SilhouetteError('vault/newer', '', 'what is stored was written by a newer version of this package');
}

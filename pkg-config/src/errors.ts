import type * as api from './types.js';

/** See the public declaration in `types/errors.ts`. */
export class SilhouetteError extends Error implements api.SilhouetteError {
  readonly code: api.ErrorCode;
  readonly path: string;

  constructor(code: api.ErrorCode, path: string, message: string) {
    super(path === '' ? `${code}: ${message}` : `${code} at ${path}: ${message}`);
    this.code = code;
    this.path = path;
  }
}
// On the prototype, so that an error carries only what it says of itself.
Object.defineProperty(SilhouetteError.prototype, 'name', { value: 'SilhouetteError', configurable: true, writable: true });

/** One step of a JSON pointer. */
export function pointer(step: string | number): string {
  return '/' + String(step).replace(/~/g, '~0').replace(/\//g, '~1');
}

import type * as api from './types.js';

/** See the public declaration in `types.ts`. */
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

/** What the engine throws across the border. */
export interface EngineFault {
  readonly code: api.ErrorCode;
  readonly path: string;
  readonly message: string;
}

/** Tells an error of the engine from a trap. */
export function isEngineFault(thrown: unknown): thrown is EngineFault {
  if (typeof thrown !== 'object' || thrown === null) return false;
  const fault = thrown as Partial<EngineFault>;
  return typeof fault.code === 'string' && typeof fault.path === 'string' && typeof fault.message === 'string';
}

/** One step of a JSON pointer. */
export function pointer(step: string | number): string {
  return '/' + String(step).replace(/~/g, '~0').replace(/\//g, '~1');
}

import { SilhouetteError, inForce, precedes, type Demands } from '../shared.js';
import type { PolicyInfo } from '../types.js';

/** A pack that trusted keys signed. */
export interface Candidate {
  readonly pack: Uint8Array;
  /** Ids of all trusted keys whose signatures hold. */
  readonly signers: readonly string[];
}

/** What a policy has to fulfil, and how long it may outlive itself. */
export interface Rules extends Demands {
  /** How long after its end, in milliseconds, the last good pack may still be used. */
  readonly grace: number;
}

/** The pack that was asked for, if it could be had and is signed; then those that were accepted before, the last one first. */
export type Candidates = readonly (Candidate | null)[];

/** An engine of a pack. */
export interface Opened {
  readonly policy: PolicyInfo;
  close(): void;
}

/** Whether it is the pack that is at fault, and not the caller, the engine's delivery or the worker. */
export function ofThePack(thrown: unknown): thrown is SilhouetteError {
  return thrown instanceof SilhouetteError && /^(pack\/(?!source)|engine\/)/.test(thrown.code);
}

/**
 * The engine of the pack that was asked for, if that fulfils the rules and comes before none that was accepted;
 * otherwise of the last good one, which is held to the same, and is stale. And its place among the candidates.
 *
 * @throws {@link SilhouetteError} why the pack that was asked for is not used, when no other can be.
 */
export async function choose<T extends Opened>(
  candidates: Candidates,
  refusal: SilhouetteError | null,
  rules: Rules,
  engineOf: (candidate: Candidate) => Promise<T>,
): Promise<[engine: T, place: number]> {
  const engines: (T | null)[] = [];
  let chosen = -1;
  try {
    for (const candidate of candidates) {
      const before = candidates.indexOf(candidate);
      // The pack that was asked for is mostly the one that was accepted before.
      if (candidate === null || before < engines.length) engines.push(candidate === null ? null : (engines[before] as T | null));
      else {
        engines.push(
          await engineOf(candidate).catch((thrown: unknown) => {
            if (!ofThePack(thrown)) throw thrown;
            if (before === 0) refusal = thrown;
            return null;
          }),
        );
      }
    }
    for (const [place, engine] of engines.entries()) {
      if (engine === null) continue;
      try {
        judge(engine.policy, engines.slice(1), place === 0 ? rules : lenient(rules, engine.policy));
        chosen = place;
        break;
      } catch (thrown) {
        if (!ofThePack(thrown)) throw thrown;
        if (place === 0) refusal = thrown;
      }
    }
    const engine = engines[chosen];
    if (engine === undefined || engine === null) throw refusal as SilhouetteError;
    if (chosen > 0) Object.assign(engine.policy, { stale: true, fault: (refusal as SilhouetteError).code });
    return [engine, chosen];
  } finally {
    for (const engine of new Set(engines)) if (engine !== null && engine !== engines[chosen]) engine.close();
  }
}

/** Refuses what does not fulfil the rules, what comes before something that was accepted, and what was never its successor. */
function judge(policy: PolicyInfo, accepted: readonly (Opened | null)[], rules: Demands): void {
  inForce(policy, rules);
  for (const other of accepted) {
    if (other === null) continue;
    const { id, version, digest } = other.policy;
    if (id !== policy.id) throw new SilhouetteError('pack/mixed', '', 'another policy than the one that was accepted before');
    inForce(policy, { minVersion: version });
    if (digest !== policy.digest && !precedes(version, policy.version)) {
      throw new SilhouetteError('pack/mixed', '', 'the version that was accepted before had another content');
    }
  }
}

/** The last good pack may be used for a while longer than it is in force: it is looked at as in its last moment. */
function lenient({ grace, ...rules }: Rules, { expires }: PolicyInfo): Demands {
  const { now } = rules;
  const late = now !== undefined && expires !== null && now >= expires && now < expires + grace;
  return late ? { ...rules, now: expires - 1 } : rules;
}

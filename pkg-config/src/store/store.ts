import { SilhouetteError, trusted } from '../shared.js';
import type { Found, PackPlace } from '../store-types.js';
import type { ErrorCode, LoadOptions, PackStore } from '../types.js';
import { choose, ofThePack, type Candidate, type Candidates, type Opened, type Rules } from './choose.js';
import { MOST, join, same, split } from './files.js';

/** What is to be chosen among, by which rules. */
export interface Choice {
  readonly candidates: Candidates;
  /** Why the pack that was asked for is none of them. */
  readonly refusal: SilhouetteError | null;
  readonly rules: Rules;
}

/** The same, and what is known of where it comes from. */
export interface Plan extends Choice {
  /** The pack that was asked for, with its signatures; null when it could not be had. */
  readonly file: Uint8Array | null;
  /** The files of the candidates after the first. */
  readonly kept: readonly Uint8Array[];
  /** What went wrong with the place. */
  readonly fault: ErrorCode | null;
}

/**
 * Packs that were accepted, whole and with their signatures: nothing else is kept, so what a place holds can be forgotten
 * or damaged, and not invented. For every trusted key the highest version that it signed.
 */
export class KeptPacks implements PackStore {
  readonly kind = 'packs';

  constructor(
    private readonly place: PackPlace,
    private readonly grace: number,
  ) {}

  /** {@link gather}, {@link choose} and {@link settle} for an engine that is here. */
  async load<T extends Opened>(asked: () => Promise<Uint8Array>, engineOf: (candidate: Candidate) => Promise<T>, options: LoadOptions): Promise<T> {
    const plan = await this.gather(asked, options);
    const [engine, place] = await choose(plan.candidates, plan.refusal, plan.rules, engineOf);
    await this.settle(plan, place, engine);
    return engine;
  }

  /** Gets the pack that is asked for and what was kept, and verifies the signatures of both. */
  async gather(asked: () => Promise<Uint8Array>, { keys, minVersion, now }: LoadOptions): Promise<Plan> {
    if (keys === undefined) throw new SilhouetteError('input/store', '/store', 'a store is of no use without trusted keys');
    const coming = asked();
    coming.catch(() => undefined);
    let [kept, fault]: [Uint8Array[], ErrorCode | null] = [[], null];
    try {
      kept = split(await this.place.get());
    } catch (thrown) {
      fault = faultOf(thrown);
    }
    let [file, first, refusal]: [Uint8Array | null, Candidate | null, SilhouetteError | null] = [null, null, null];
    try {
      file = await coming;
      first = await trusted(file, { keys });
    } catch (thrown) {
      if (!ofThePack(thrown)) throw thrown;
      refusal = thrown;
    }
    const candidates = [first];
    for (const each of kept) {
      const again = file !== null && same(each, file);
      candidates.push(again ? first : await trusted(each, { keys }).catch(() => null));
    }
    return { candidates, refusal, rules: { minVersion, now, grace: this.grace }, file, kept, fault };
  }

  /** Keeps what was accepted, in the place of all that its signers signed before, and tells the policy what went wrong. */
  async settle({ candidates: [first, ...others], file, kept, fault }: Plan, place: number, { policy }: Pick<Opened, 'policy'>): Promise<void> {
    if (place === 0 && fault === null && file !== null && first) {
      const over = kept.filter((_, at) => others[at]?.signers.every((id) => first.signers.includes(id)));
      const after = (found: readonly Uint8Array[]): Uint8Array[] =>
        [file, ...found.filter((each) => ![file, ...over].some((other) => same(each, other)))].slice(0, MOST);
      const next = after(kept);
      if (next.length !== kept.length || !next.every((each, at) => same(each, kept[at] as Uint8Array))) {
        // Another page may have written since: what it accepted stays.
        const change = (found: Found): Uint8Array => join(after(split(found)));
        try {
          if (this.place.update !== undefined) await this.place.update(change);
          else await this.place.put(change(await this.place.get()));
        } catch (thrown) {
          fault = faultOf(thrown);
        }
      }
    }
    if (!policy.stale) Object.assign(policy, { fault });
  }
}

/** Of what a place throws only our own codes are told. */
function faultOf(thrown: unknown): ErrorCode {
  const { code } = (thrown || {}) as { readonly code?: unknown };
  return typeof code === 'string' && /^vault\/[a-z-]+$/.test(code) ? (code as ErrorCode) : 'store/failed';
}

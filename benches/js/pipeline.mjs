// A customer whose features come from JavaScript and whose rules are somebody else's.

/**
 * @param {new () => { record: (events: any) => void, features: (now: number) => object }} Customer
 * @param {(features: object) => any} decide
 * @param {boolean} later whether `decide` gives promises
 * @returns {import('./questions.mjs').Way}
 */
export function pipeline(Customer, decide, later) {
  class Pipeline extends Customer {
    portrait(now) {
      return decide(this.features(now));
    }
  }
  return { open: () => new Pipeline(), decide, later };
}

/**
 * The engine by its package: of `engine` the features are its own, to `facts` they are given.
 *
 * @param {object} engine
 * @param {object} [facts] without it nothing is decided over features that are ready
 * @returns {import('./questions.mjs').Way}
 */
export function engineWay(engine, facts) {
  const session = facts?.open();
  const decide = (features, now) => {
    session.setProfile(features);
    return session.portrait(now);
  };
  return { open: () => engine.open(), decide, later: false };
}

// The engine in a worker of the page's own, in the sealed worker, and with its session kept: by Vite and by webpack.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { NOW, SCORE } from '../story.mjs';
import { shown } from '../visitor.mjs';

/** Declares the tests of this room. */
export function workers(shared) {
  const built = async (name, bundler) => {
    const { folder, npm } = shared.workshop.project(name, `${name}-${bundler}`);
    await npm(bundler);
    return join(folder, 'dist');
  };

  describe('workers and the vault', { concurrency: 2 }, () => {
    for (const bundler of ['vite', 'webpack']) {
      for (const [name, title] of [['worker', 'a module worker'], ['sealed', 'the sealed worker']]) {
        test(`${title}, by ${bundler}`, async (t) => {
          await shared.visitFolder(t, await built(name, bundler), async (page) => {
            const portrait = await shown(page);
            assert.equal(portrait.scores[0].value, SCORE);
            assert.equal(JSON.stringify(portrait), JSON.stringify(shared.portrait));
            assert.equal(page.workers().length, name === 'worker' ? 1 : 0, 'the sealed worker has ended with its session');
          });
        });
      }

      test(`the vault, by ${bundler}: three visits of one customer`, async (t) => {
        await shared.visitFolder(t, await built('vault', bundler), async (page) => {
          let snapshot;
          for (const visit of [1, 2, 3]) {
            if (visit > 1) await page.reload();
            const session = shared.engine.open({ locale: 'en', ...(snapshot && { snapshot }) });
            session.consent.set('risk', true, NOW);
            session.record({ type: 'application_submit', at: NOW, product: 'consumer_loan' });
            const expected = session.portrait(NOW);
            snapshot = session.snapshot();
            session.close();
            const portrait = await shown(page);
            assert.equal(JSON.stringify(portrait), JSON.stringify(expected), `visit ${visit}`);
            // By hand: at least three applications in seven days.
            assert.deepEqual(portrait.warnings.map(({ id }) => id), visit === 3 ? ['frequent_applications'] : []);
          }
        });
      });
    }
  });
}

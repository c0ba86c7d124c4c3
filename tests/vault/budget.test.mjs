// Several tabs of one profile that ask for the same reports: of every period at most one answer is told, whichever tab
// asks, and the policy's budget is kept.
//
// Tabs that do not share what they hold must be found to tell different answers: otherwise these would never differ.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGINES, missing } from '../engines/engines.mjs';
import { full, prove, seed } from '../engines/proof.mjs';
import { budget } from './budget.mjs';

const TABS = 4;
const PERIODS = full ? 60 : 9;
/** So many periods share a budget, which is enough for two; the first of all was begun before anybody knew what was sent. */
const SPAN = 3;

for (const engine of Object.keys(ENGINES)) {
  test(`${engine}: ${TABS} tabs, the reports of ${PERIODS} periods`, { skip: missing(engine), timeout: 600_000 }, async () => {
    const options = { tabs: TABS, periods: PERIODS, seed };
    const shared = await budget(engine, { ...options, kept: true });
    const apart = await budget(engine, { ...options, kept: false });
    const told = ({ answers }) => answers.filter(({ size }) => size > 0).length;
    const several = ({ answers }) => answers.filter(({ size }) => size > 1).length;
    prove('reports', engine, {
      'periods, tabs': `${PERIODS}, ${TABS}`,
      'pages that left before the answer': shared.reloaded,
      'periods with an answer': told(shared),
      'with more than one': several(shared),
      'least budget left': Math.min(...shared.left),
      'tabs without a vault: with more than one': several(apart),
    });
    assert.deepEqual([...shared.faults, ...apart.faults], []);
    assert.ok(several(apart) > 0, 'control: tabs apart tell different answers');
    assert.equal(several(shared), 0);
    assert.ok(shared.left.every((left) => left >= 0));
    const spans = Array.from({ length: PERIODS / SPAN }, (_, span) => told({ answers: shared.answers.slice(span * SPAN, (span + 1) * SPAN) }));
    assert.deepEqual(spans, spans.map((_, span) => (span === 0 ? 0 : 2)), 'what the budget allows, no more and no less');
    assert.ok(shared.codes.every((codes) => [...codes].every((code) => ['report/period', 'report/budget'].includes(code))));
  });
}

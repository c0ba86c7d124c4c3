// The built package on the enterprise policy, in which the qualifications of a company are a list.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { load } from 'silhouette-wasm';
import { LISTS_PACK, NOW, consenting, fault } from './engine.mjs';

const engine = await load(LISTS_PACK);
after(() => engine.close());

const tags = (session) => session.portrait(NOW).tags.map(({ id }) => id);

test('what a list holds gives tags, with the whole list as evidence', () => {
  const session = consenting(engine, { locale: 'en' });
  assert.deepEqual(session.setProfile({ qualifications: ['specialised', 'green', 'specialised'] }), { set: 1, dropped: [] });
  const [tech, green] = session.portrait(NOW).tags;
  assert.deepEqual([tech.id, green.id], ['tech', 'green']);
  assert.deepEqual(tech.because, [{
    rule: 'specialised',
    message: 'Specialised and innovative',
    evidence: [{ fact: 'qualifications', label: 'Qualifications', is: ['specialised', 'green'], test: 'in', against: ['specialised'] }],
  }]);
  assert.deepEqual(session.exportData(NOW).profile, { qualifications: ['specialised', 'green'] });

  const again = engine.open({ snapshot: session.snapshot() });
  assert.deepEqual(tags(again), ['tech', 'green']);
  again.setProfile({ qualifications: [] });
  assert.deepEqual(tags(again), []);
  assert.deepEqual(again.exportData(NOW).profile, { qualifications: [] });
  again.setProfile({ qualifications: null });
  assert.deepEqual(again.exportData(NOW).profile, {});
  again.close();
  session.close();
});

test('an empty list is known, an absent one is not', () => {
  const session = consenting(engine);
  const missing = () => session.portrait(NOW).unknown.some(({ fact }) => fact === 'qualifications');
  assert.ok(missing());
  session.setProfile({ qualifications: [], carbon_cut: 0 });
  assert.ok(!missing());
  session.close();
});

test('what is wrong with a list is refused with its place, and nothing is set', () => {
  const session = consenting(engine);
  const refused = (qualifications, code, path) => {
    assert.throws(() => session.setProfile({ region: 'west', qualifications }), fault(code, path));
    assert.deepEqual(session.exportData(NOW).profile, {});
  };
  refused(['green', 'secret'], 'input/enum', '/qualifications/1');
  refused(['green', 5], 'input/type', '/qualifications/1');
  refused(['green', null], 'input/type', '/qualifications/1');
  refused([['green']], 'input/type', '/qualifications/0');
  refused(new Array(3), 'input/type', '/qualifications/0');
  refused('green', 'input/type', '/qualifications');
  refused({ 0: 'green', length: 1 }, 'input/type', '/qualifications');
  refused(new Array(257).fill('green'), 'input/list-too-long', '/qualifications/256');
  session.setProfile({ qualifications: new Array(256).fill('green') });
  assert.deepEqual(tags(session), ['green']);
  assert.throws(() => session.setProfile({ region: ['west'] }), fault('input/type', '/region'));
  session.close();
});

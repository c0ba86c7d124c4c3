// What the customer decides, through the built package.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { load } from 'silhouette-wasm';
import { DAY, NOW, PACK, consenting, fault, repayment } from './engine.mjs';

const engine = await load(PACK);
after(() => engine.close());

const PROFILE = { age: 31, income_month: '32000.00', occupation: 'salaried' };
const view = { type: 'product_view', at: NOW - DAY, product: 'deposit_std' };
const only = (list, key) => list.map((item) => item[key]);

test('nothing is granted until the page says so, and what needs a consent is not kept', () => {
  const session = engine.open({ locale: 'en' });
  assert.deepEqual(session.consent.get(), [
    { purpose: 'marketing', label: 'Personal suggestions', granted: false, since: null },
    { purpose: 'risk', label: 'Risk assessment', granted: false, since: null },
  ]);
  // Repayments are for service, too, which needs no consent.
  assert.deepEqual(session.record([view, repayment(1, 12), repayment(2, 31)]), {
    recorded: 2, replaced: 0, held: 2, dropped: [{ reason: 'no_consent', count: 1 }],
  });
  assert.deepEqual(session.setProfile({ occupation: 'salaried', housing: 'own' }), { set: 0, dropped: [{ reason: 'no_consent', count: 2 }] });
  const portrait = session.portrait(NOW);
  assert.deepEqual([portrait.tags, portrait.scores, portrait.tiers], [[], [], []]);
  assert.deepEqual(only(portrait.warnings, 'id'), ['two_overdue']);
  const left = portrait.excluded.find(({ product }) => product === 'fund_equity');
  assert.equal(left.gate, 'consent');
  assert.deepEqual(left.because, [{
    rule: 'fund_equity', message: 'Personal suggestions',
    evidence: [{ fact: 'marketing', label: 'Personal suggestions', is: null, test: '==', against: true }],
  }]);
  assert.deepEqual(session.explain('tag:hnw', NOW).trace.evidence, left.because[0].evidence);
  session.close();
});

test('a grant serves at once, a withdrawal deletes, and both are in the snapshot', () => {
  const session = consenting(engine);
  session.setProfile(PROFILE);
  session.record([view, repayment(1, 12)]);
  assert.ok(only(session.portrait(NOW).tags, 'id').includes('young_high_income'));
  assert.equal(session.consent.set('marketing', false, NOW), undefined);
  const portrait = session.portrait(NOW);
  assert.deepEqual(only(portrait.tags, 'id').filter((id) => id !== 'good_payer'), []);
  assert.deepEqual(only(portrait.scores, 'id'), ['retail_risk']);
  const { profile, events } = session.exportData(NOW);
  assert.equal(profile.occupation, undefined);
  assert.equal(profile.age, 31, 'risk may still use it');
  assert.deepEqual(only(events, 'type'), ['repayment']);
  const resumed = engine.open({ snapshot: session.snapshot() });
  assert.deepEqual(resumed.consent.get(), session.consent.get());
  assert.deepEqual(only(resumed.consent.get(), 'granted'), [false, true]);
  assert.deepEqual(only(resumed.consent.get(), 'since'), [NOW, 0]);
  for (const one of [session, resumed]) {
    one.consent.set('marketing', true, NOW + DAY);
    one.setProfile(PROFILE);
    assert.ok(only(one.portrait(NOW + DAY).tags, 'id').includes('young_high_income'));
    assert.equal(one.recordColumns({ type: 'product_view', at: Float64Array.of(NOW) }).recorded, 1);
    one.close();
  }
});

test('columns of a kind without consent are dropped whole, whatever is in them', () => {
  const session = engine.open();
  const columns = { type: 'product_view', at: Float64Array.of(NOW, NOW), fields: { product: { values: ['deposit_std'], codes: Uint8Array.of(0, 0) } } };
  assert.deepEqual(session.recordColumns(columns), { recorded: 0, replaced: 0, held: 0, dropped: [{ reason: 'no_consent', count: 2 }] });
  // What is behind a dropped event in a batch stands where it should.
  assert.equal(session.record([view, repayment(1, 12), view, repayment(2, 31)]).recorded, 2);
  assert.deepEqual(only(session.portrait(NOW).warnings, 'id'), ['two_overdue']);
  session.close();
});

test('only what needs a consent can be granted, by its name and at a time', () => {
  const session = engine.open();
  for (const wrong of ['service', 'Marketing', 'retail', '', undefined, 5]) {
    assert.throws(() => session.consent.set(wrong, true, NOW), fault('input/purpose', ''));
  }
  for (const at of [NaN, -1, '5', undefined]) assert.throws(() => session.consent.set('risk', true, at), fault('input/time', ''));
  for (const granted of [1, 'yes', undefined]) assert.throws(() => session.consent.set('risk', granted, NOW), fault('input/type', ''));
  assert.deepEqual(only(session.consent.get(), 'granted'), [false, false]);
  session.close();
  assert.throws(() => session.consent.get(), fault('session/closed', ''));
  assert.throws(() => session.consent.set('risk', true, NOW), fault('session/closed', ''));
});

test('a removed tag is as if it were never given, until it is restored', () => {
  const session = consenting(engine, { locale: 'en' });
  session.setProfile(PROFILE);
  const given = session.tags.list(NOW);
  assert.deepEqual(given.map(({ removed }) => removed), given.map(() => false));
  assert.ok(only(given, 'id').includes('young_high_income') && given.every(({ because }) => because.length > 0));
  assert.equal(session.tags.remove('young_high_income'), undefined);
  assert.ok(!only(session.portrait(NOW).tags, 'id').includes('young_high_income'));
  const gone = { id: 'young_high_income', label: 'Young, high income', since: null, expires: null, because: [], removed: true };
  const resumed = engine.open({ locale: 'en', snapshot: session.snapshot() });
  for (const one of [session, resumed]) {
    assert.deepEqual(one.tags.list(NOW).filter(({ removed }) => removed), [gone]);
    assert.deepEqual(one.exportData(NOW).tags.filter(({ removed }) => removed), [gone]);
    one.tags.restore('young_high_income');
    assert.ok(only(one.portrait(NOW + DAY).tags, 'id').includes('young_high_income'));
    // What came before does not matter: an error is not the answer of the next call.
    for (const wrong of ['nobody', 'tag:hnw', '', undefined, 5]) {
      assert.throws(() => one.tags.remove(wrong), fault('input/item', ''));
      assert.throws(() => one.tags.restore(wrong), fault('input/item', ''));
      assert.equal(one.tags.restore('hnw'), undefined);
    }
    assert.throws(() => one.tags.list('now'), fault('input/time', ''));
    one.close();
    assert.throws(() => one.tags.list(NOW), fault('session/closed', ''));
  }
});

test('erasing forgets everything but what the customer chose', () => {
  const session = consenting(engine);
  session.setProfile(PROFILE);
  session.record([view, repayment(1, 12), repayment(2, 31)]);
  session.portrait(NOW);
  session.tags.remove('young_salaried');
  session.consent.set('risk', false, NOW);
  assert.equal(session.erase(), undefined);
  const data = session.exportData(NOW);
  assert.deepEqual([data.profile, data.events, data.warnings, data.journal], [{}, [], [], []]);
  assert.deepEqual(only(data.tags, 'id'), ['young_salaried']);
  assert.deepEqual(only(data.consents, 'granted'), [true, false]);
  assert.deepEqual(data.consents, session.consent.get());
  const { tags, warnings, changes } = session.portrait(NOW);
  assert.deepEqual([tags, warnings, changes], [[], [], []]);
  // It goes on as a new one.
  session.setProfile(PROFILE);
  assert.ok(only(session.portrait(NOW).tags, 'id').includes('young_high_income'));
  session.close();
  assert.throws(() => session.erase(), fault('session/closed', ''));
});

test('who is under age sees the general list only', () => {
  const session = engine.open({ locale: 'en' });
  session.setProfile({ age: 17 });
  const { suggestions, general, excluded } = session.portrait(NOW);
  assert.deepEqual(suggestions, []);
  assert.ok(general.length > 0);
  assert.deepEqual([...new Set(only(excluded, 'gate'))], ['eligibility']);
  assert.equal(excluded[0].because[0].rule, 'minor');
  session.close();
});

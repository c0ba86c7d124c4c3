// What `silhouette types` writes, and the package's own types narrowed by it: as the real compiler reads them. A right id
// passes and autocompletes, a misspelt one is an error, and what the engine really answers fits the types.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { load } from 'silhouette-wasm';
import ts from 'typescript';
import { DAY, LISTS_PACK, NOW, PACK, consenting } from './engine.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const kept = (name) => join(root, 'tests/fixtures/types', `${name}.d.ts`);
const dist = join(root, 'pkg-config/dist');
const work = mkdtempSync(join(tmpdir(), 'silhouette-types-'));
after(() => rmSync(work, { recursive: true, force: true }));

const OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  target: 'es2017',
  lib: ['es2017', 'dom'],
  module: 'node16',
  moduleResolution: 'node16',
  types: [],
  skipLibCheck: false,
  noEmit: true,
};

/** Files that every project reads, such as the compiler's own libraries: read once. */
const shared = new Map();

/** What the compiler finds in texts, by names; `policy.d.ts` is the declarations of a policy. */
function compiled(policy, texts, options = {}) {
  const folder = mkdtempSync(join(work, 'project-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'policy.d.ts'), readFileSync(kept(policy)));
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  const paths = Object.fromEntries(['', '/sealed', '/vault'].map((entry) => [`silhouette-wasm${entry}`, [join(dist, `${entry.slice(1) || 'index'}.d.ts`)]]));
  const files = ['policy.d.ts', ...Object.keys(texts)];
  const parsed = ts.parseJsonConfigFileContent({ compilerOptions: { ...OPTIONS, ...options, paths }, files }, ts.sys, folder);
  assert.deepEqual(parsed.errors, []);
  const host = ts.createCompilerHost(parsed.options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, language, ...rest) => {
    if (name.startsWith(work)) return getSourceFile(name, language, ...rest);
    const key = `${name} ${JSON.stringify(language)}`;
    if (!shared.has(key)) shared.set(key, getSourceFile(name, language, ...rest));
    return shared.get(key);
  };
  const program = ts.createProgram(parsed.fileNames, parsed.options, host);
  return ts.formatDiagnostics(ts.getPreEmitDiagnostics(program), { ...host, getCurrentDirectory: () => folder });
}

const RETAIL = `import { load, type Engine, type Portrait, type Session } from 'silhouette-wasm';
import { openSealed, type SealedSession } from 'silhouette-wasm/sealed';
import { openVault, type StoredSession } from 'silhouette-wasm/vault';
import type { ContentId, EventType, ItemId, Policy, Profile, Reports, ServiceId } from './policy.js';

export async function page(): Promise<void> {
  const engine = await load<Policy>('/retail.pack');
  const session = engine.open();
  session.consent.set('marketing', true, 0);
  // @ts-expect-error misspelt
  session.consent.set('marketting', true, 0);
  // @ts-expect-error it rests on a contract: nobody asks for it
  session.consent.set('service', true, 0);

  session.setProfile({ age: 31, income_month: '32000.00', occupation: 'salaried', aum_band: null, housing: undefined });
  session.setProfile({ income_month: 32000 });
  // @ts-expect-error misspelt fact
  session.setProfile({ agee: 31 });
  // @ts-expect-error misspelt value
  session.setProfile({ occupation: 'salarried' });
  // @ts-expect-error a text is no whole number
  session.setProfile({ age: '31' });

  session.record({ type: 'product_view', at: 0, product: 'deposit_std' });
  session.record([{ type: 'purchase', at: 0, amount: '9.00' }, { type: 'purchase', at: 0, amount: 9, quantity: null }]);
  session.record({ type: 'view_item', at: 0, item_id: 'anything' }, { adapter: 'ga4' });
  session.record({ type: 'suggestion', at: 0, product: 'deposit_std', channel: 'app', outcome: 'clicked' });
  // @ts-expect-error misspelt kind
  session.record({ type: 'product_vew', at: 0 });
  // @ts-expect-error misspelt field
  session.record({ type: 'product_view', at: 0, produkt: 'deposit_std' });
  // @ts-expect-error misspelt product
  session.record([{ type: 'product_view', at: 0, product: 'deposit_stdd' }]);
  // @ts-expect-error a field of another kind
  session.record({ type: 'purchase', at: 0, product: 'deposit_std' });
  // @ts-expect-error no such adapter
  session.record({ type: 'view_item', at: 0 }, { adapter: 'ga5' });
  session.recordColumns({ type: 'purchase', at: Float64Array.of(0), fields: { amount: Int32Array.of(1) } });
  // @ts-expect-error misspelt kind
  session.recordColumns({ type: 'purchases', at: Float64Array.of(0) });

  const portrait = session.portrait(0);
  for (const { id } of portrait.tags) {
    if (id === 'young_high_income') session.tags.remove(id);
    // @ts-expect-error misspelt: nothing can be equal to it
    if (id === 'young_hihg_income') session.tags.remove(id);
  }
  for (const score of portrait.scores) {
    if (score.id === 'retail_risk') {
      const band: 'weak' | 'fair' | 'good' | 'excellent' | null = score.band;
      // @ts-expect-error a band of another score
      if (band === 'medium') continue;
    }
  }
  for (const tier of portrait.tiers) {
    const level: 'A' | 'B' | 'C' = tier.level;
    const next: 'A' | 'B' | 'C' | undefined = tier.next?.level;
    // @ts-expect-error no such level
    if (level === 'D' || next === 'A') continue;
  }
  for (const warning of portrait.warnings) session.warnings.acknowledge(warning.id, 0);
  // @ts-expect-error misspelt warning
  session.warnings.resolve('two_overdues', 0);
  for (const suggestion of portrait.suggestions) session.feedback(suggestion.id, 'shown', 0);
  session.feedback('deposit_std:app', 'clicked', 0);
  // @ts-expect-error not by this channel
  session.feedback('deposit_std:email', 'clicked', 0);
  for (const { item } of portrait.changes) session.explain(item, 0);
  session.explain('tier:retail', 0);
  session.explain('feature:spend_90d', 0);
  // @ts-expect-error misspelt item
  session.explain('tier:retial', 0);
  await session.report('tag_share', 0);
  // @ts-expect-error misspelt report
  await session.report('tags_share', 0);

  const item: ItemId = 'score:retail_risk';
  const kind: EventType = 'repayment';
  const content: ContentId = 'wealth_class';
  // @ts-expect-error a deposit is nothing to read
  const read: ContentId = 'deposit_std';
  const service: ServiceId = 'care_call';
  const question: Reports['profile_share'] = 'age';
  // @ts-expect-error no such question
  const none: Reports['profile_share'] = 'income';
  const facts: Profile = {};
  console.log(item, kind, content, read, service, question, none, facts);
}

export async function elsewhere(): Promise<void> {
  const sealed = await openSealed<Policy>('/retail.pack');
  await sealed.record({ type: 'product_view', at: 0, product: 'deposit_std' });
  await sealed.record({ type: 'view_item', at: 0 }, { adapter: 'ga4' });
  // @ts-expect-error misspelt kind
  await sealed.record({ type: 'product_vew', at: 0 });
  await sealed.consent.set('marketing', true, 0);
  const { tiers } = await sealed.portrait(0);
  const snapshot: Uint8Array = await sealed.snapshot();
  const stored = await openVault(await load<Policy>('/retail.pack'));
  stored.setProfile({ age: snapshot.length + tiers.length });
  // @ts-expect-error misspelt fact
  stored.setProfile({ agee: 1 });
  await stored.exclusively((newest) => newest.report('tag_share', 0));
}

// What draws any policy's portrait draws this one's.
export const draws: ((portrait: Portrait) => void)[] = [];
export const general = (engine: Engine<Policy>, session: Session<Policy>, sealed: SealedSession<Policy>, stored: StoredSession<Policy>): [Engine, Session, SealedSession, StoredSession] => {
  for (const draw of draws) draw(session.portrait(0));
  return [engine, session, sealed, stored];
};
`;

const ENTERPRISE = `import { load } from 'silhouette-wasm';
import type { Policy } from './policy.js';
const session = (await load<Policy>('/enterprise.pack')).open();
session.setProfile({ qualifications: ['high_tech'], revenue: '1.00' });
// @ts-expect-error a list of other values
session.setProfile({ qualifications: ['hihg_tech'] });
session.record({ type: 'enterprise_signal', at: 0, kind: 'lawsuit', level: 2 });
for (const tier of session.portrait(0).tiers) {
  // The tables are told apart by their ids.
  if (tier.id === 'enterprise') tier.level satisfies 'strategic' | 'core' | 'ordinary';
}
`;

const ASSESSMENT = `import { load } from 'silhouette-wasm';
import type { AdapterId, ConsentId, Policy, ReportId } from './policy.js';
const session = (await load<Policy>('/assessment.pack')).open();
session.record({ type: 'activity_held', at: 0, kind: 'offline' });
// @ts-expect-error neither is it
session.record({ type: 'activity_held', at: 0, kind: 'hybrid' });
for (const score of session.portrait(0).scores) if (score.id === 'total') for (const { characteristic } of score.contributions) characteristic satisfies string;
// There are none of them.
export const none: [AdapterId?, ConsentId?, ReportId?] = [];
// @ts-expect-error so nothing can be one
export const some: ConsentId = 'marketing';
`;

for (const [policy, text] of Object.entries({ retail: RETAIL, enterprise: ENTERPRISE, assessment: ASSESSMENT })) {
  test(`${policy}: right ids pass, misspelt ones do not`, () => {
    assert.equal(compiled(policy, { 'page.ts': text }, { target: 'es2022', lib: ['es2017', 'dom'], module: 'nodenext', moduleResolution: 'nodenext' }), '');
  });
}

test('hostile texts and empty policies compile under strict, for es2017', () => {
  for (const policy of ['hostile', 'empty', 'retail', 'enterprise', 'assessment']) {
    const text = "import type { AnyPolicy } from 'silhouette-wasm';\nimport type { Policy } from './policy.js';\nexport const any = (policy: Policy): AnyPolicy => policy;\n";
    assert.equal(compiled(policy, { 'any.ts': text }), '', policy);
  }
  const source = ts.createSourceFile('hostile.d.ts', readFileSync(kept('hostile'), 'utf8'), ts.ScriptTarget.ES2017, true);
  const names = new Set(source.statements.map(({ name }) => name.text));
  assert.deepEqual([...names], [...ts.createSourceFile('retail.d.ts', readFileSync(kept('retail'), 'utf8'), ts.ScriptTarget.ES2017, true).statements].map(({ name }) => name.text));
  // The very strings of the policy, read back out of the literals.
  const values = [];
  (function visit(node) {
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) values.push(node.literal.text);
    ts.forEachChild(node, visit);
  })(source);
  for (const value of ["it's", 'a\\', 'line\nbreak', '\u2028', '\u202ertl', '*/', '${x}', '`', '💰', '值', 'x y', '"']) assert.ok(values.includes(value), JSON.stringify(value));
});

test('what the engine answers is what the types say', async () => {
  const lines = readFileSync(join(root, 'tests/fixtures/customers/composed.ndjson'), 'utf8').split('\n').filter(Boolean);
  const engines = { retail: await load(PACK), enterprise: await load(LISTS_PACK) };
  const portraits = { retail: [], enterprise: [] };
  for (const line of lines.slice(0, 40)) {
    const { now, profile, events } = JSON.parse(line);
    const session = consenting(engines.retail, { locale: 'en' });
    session.setProfile(profile);
    session.record(events);
    session.record([1, 2].map((installment) => ({ type: 'repayment', at: now - 1000, loan: 'a', installment, days_past_due: 40, amount: '1.00' })));
    portraits.retail.push(session.portrait(now));
    session.close();
  }
  const session = consenting(engines.enterprise, { locale: 'en' });
  session.setProfile({ qualifications: ['high_tech'], revenue: '500000000.00', headcount: 100, stage: 'growth', years_operating: 4, debt_ratio: '40.00', tax_grade: 'A', external_credit: 'E' });
  session.record(['supply_chain_tight', 'lawsuit'].map((kind) => ({ type: 'enterprise_signal', at: NOW - DAY, kind, level: 3 })));
  portraits.enterprise.push(session.portrait(NOW));
  for (const [policy, all] of Object.entries(portraits)) {
    engines[policy].close();
    assert.ok(all.some(({ tags }) => tags.length > 0) && all.some(({ scores }) => scores.length > 0) && all.some(({ warnings }) => warnings.length > 0), policy);
    const header = "import type { Portrait } from 'silhouette-wasm';\nimport type { Policy } from './policy.js';\n";
    // Each by itself, so that no literal is widened before it is compared.
    const texts = all.map((portrait, index) => `export const portrait${index}: Portrait<Policy> = ${JSON.stringify(portrait)};\n`);
    assert.equal(compiled(policy, { 'answers.ts': header + texts.join('') }), '', policy);
    // And the compiler would say so if it were not.
    const wrong = texts[0].replace(/"suggestion":|"tags":/, '"tag_s":');
    assert.notEqual(compiled(policy, { 'answers.ts': header + wrong }), '', policy);
  }
});

test('ids complete in an editor', () => {
  const folder = mkdtempSync(join(work, 'editor-'));
  const file = join(folder, 'page.ts');
  const text = `import type { Session } from 'silhouette-wasm';
import type { Policy } from './policy.js';
declare const session: Session<Policy>;
session.record({ type: '/*kind*/', at: 0 });
session.record({ type: 'product_view', at: 0, product: '/*product*/' });
session.setProfile({ /*fact*/ });
session.explain('/*item*/', 0);
`;
  writeFileSync(join(folder, 'policy.d.ts'), readFileSync(kept('retail')));
  const host = {
    getCompilationSettings: () => ({ strict: true, target: ts.ScriptTarget.ES2017, lib: ['lib.es2017.d.ts'], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [], paths: { 'silhouette-wasm': [join(dist, 'index.d.ts')] } }),
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => (name === file ? ts.ScriptSnapshot.fromString(text) : ts.sys.fileExists(name) ? ts.ScriptSnapshot.fromString(ts.sys.readFile(name)) : undefined),
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: ts.sys.readFile,
  };
  const service = ts.createLanguageService(host);
  const at = (mark) => {
    const { entries = [] } = service.getCompletionsAtPosition(file, text.indexOf(`/*${mark}*/`), {}) ?? {};
    return entries.map(({ name }) => name);
  };
  assert.ok(at('kind').includes('repayment') && at('kind').includes('product_view'), at('kind').join());
  assert.ok(at('product').includes('deposit_std'), at('product').join());
  assert.ok(at('fact').includes('income_month'), at('fact').join());
  assert.ok(at('item').includes('warning:two_overdue'), at('item').join());
  const fact = service.getCompletionEntryDetails(file, text.indexOf('/*fact*/'), 'income_month', undefined, undefined, undefined, undefined);
  assert.match(ts.displayPartsToString(fact.documentation), /月收入 · Monthly income/);
  service.dispose();
});

// The declarations of every entry: everything is documented, what can be called has an example, and every example compiles.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const ENTRIES = { index: '', core: '/core', sealed: '/sealed', vault: '/vault', store: '/store', author: '/author', 'mini-program': '/mini-program', global: '/global' };

const sources = Object.keys(ENTRIES).map((entry) => {
  const name = join(dist, `${entry}.d.ts`);
  return [entry, ts.createSourceFile(name, readFileSync(name, 'utf8'), ts.ScriptTarget.ES2017, true)];
});

/** Everything with a name that an entry declares, and its members: name, documentation, whether it is called. */
function* declared(source) {
  for (const each of source.statements) {
    if (each.name === undefined || ts.isModuleDeclaration(each)) continue;
    yield { name: each.name.text, node: each, called: ts.isFunctionDeclaration(each) };
    if (!ts.isInterfaceDeclaration(each) && !ts.isClassDeclaration(each)) continue;
    for (const member of each.members) {
      if (member.name !== undefined) yield { name: `${each.name.text}.${member.name.getText(source)}`, node: member, called: ts.isMethodSignature(member) };
    }
  }
}

/** Names and the tags of their documentation; what can be called in two ways is documented once. */
function documentation(source) {
  const found = new Map();
  for (const { name, node, called } of declared(source)) {
    const before = found.get(name) ?? { documented: false, examples: [], called };
    before.documented ||= ts.getJSDocCommentsAndTags(node).length > 0;
    before.examples.push(...ts.getJSDocTags(node).filter(({ tagName }) => tagName.text === 'example').map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? ''));
    found.set(name, before);
  }
  return found;
}

for (const [entry, source] of sources) {
  test(`${entry}: everything is documented, and what can be called has an example`, () => {
    const all = [...documentation(source)];
    assert.deepEqual(all.filter(([, { documented }]) => !documented).map(([name]) => name), []);
    assert.deepEqual(all.filter(([, { called, examples }]) => called && examples.length === 0).map(([name]) => name), []);
  });
}

/** What the examples speak of without making it, and what they do not import. */
const GIVEN = `
type Main = typeof import('silhouette-wasm');
declare const load: Main['load'], SilhouetteError: Main['SilhouetteError'];
declare const openSealed: typeof import('silhouette-wasm/sealed').openSealed;
declare const openVault: typeof import('silhouette-wasm/vault').openVault, forgetVault: typeof import('silhouette-wasm/vault').forgetVault;
declare const packStore: typeof import('silhouette-wasm/store').packStore, inIndexedDB: typeof import('silhouette-wasm/store').inIndexedDB;
type PackPlace = import('silhouette-wasm/store').PackPlace;
type MiniProgramWasm = import('silhouette-wasm/mini-program').MiniProgramWasm;
declare const engine: import('silhouette-wasm').Engine, session: import('silhouette-wasm').Session, stored: import('silhouette-wasm').StoredSession;
declare const author: import('silhouette-wasm/author').Author, place: PackPlace;
declare const pack: Uint8Array, now: number, keys: Record<string, JsonWebKey>, kept: Map<string, Uint8Array>;
declare const policyText: string, text: string, riskText: string, policy: string, before: string, after: string, pmmlText: string, customers: string;
declare function showSwitch(purpose: string, label: string, granted: boolean): void;
declare function showTag(id: string, label: string, removed: boolean): void;
declare const wx: { getFileSystemManager(): { readFileSync(path: string): ArrayBuffer }; getRandomValues(options: { length: number; success(result: { randomValues: ArrayBuffer }): void }): void };
declare const WXWebAssembly: { instantiate(path: string, imports: object): Promise<{ instance: { exports: object } }> };
declare const monaco: { languages: { json: { jsonDefaults: { setDiagnosticsOptions(options: object): void } } } };
`;
const beside = (name) => join(dist, '..', name);

test('every example compiles', () => {
  // What `silhouette types` writes stands where a reader has it.
  const policy = readFileSync(new URL('../../tests/fixtures/types/retail.d.ts', import.meta.url), 'utf8');
  const files = new Map([[beside('given.d.ts'), GIVEN], [beside('policy.d.ts'), policy]]);
  for (const [entry, source] of sources) {
    for (const [name, { examples }] of documentation(source)) {
      examples.forEach((example, index) => {
        const code = /```ts\n([^]*?)\n```/.exec(example)?.[1] ?? example;
        files.set(beside(`example-${entry}-${name.replace(/\W/g, '_')}-${index}.ts`), `${code}\nexport {};\n`);
      });
    }
  }
  assert.ok(files.size > 50, `${files.size}`);
  const options = {
    strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, lib: ['lib.es2017.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, moduleDetection: ts.ModuleDetectionKind.Legacy, types: [], noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (name, ...rest) => (files.has(name) ? ts.createSourceFile(name, files.get(name), ts.ScriptTarget.ES2022, true) : getSourceFile.call(host, name, ...rest));
  host.fileExists = (name) => files.has(name) || fileExists.call(host, name);
  host.readFile = (name) => files.get(name) ?? readFile.call(host, name);
  const faults = ts.getPreEmitDiagnostics(ts.createProgram([...files.keys()], options, host));
  assert.deepEqual(faults.map(({ file, start, messageText }) => {
    const { line } = file.getLineAndCharacterOfPosition(start);
    return `${file.fileName.split('/').pop()}: ${file.text.split('\n')[line]}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  }), []);
});

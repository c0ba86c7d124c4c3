// The reference of the package's calls and types, made of its declarations by TypeDoc: a page for each entry.
//
//   node tools/reference.mjs FOLDER
//
// Every public name has to be documented, and every link in a comment has to lead somewhere; otherwise it stops. The pages hold no
// dates, no addresses and no places of this machine: equal declarations give equal pages.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, ReflectionKind } from 'typedoc';

const here = fileURLToPath(new URL('..', import.meta.url));

/** The files of declarations, and the entries that they are. */
const ENTRIES = {
  types: 'silhouette-wasm',
  'sealed-types': 'silhouette-wasm/sealed',
  'vault-types': 'silhouette-wasm/vault',
  'store-types': 'silhouette-wasm/store',
  'core-types': 'silhouette-wasm/core',
  'mini-program-types': 'silhouette-wasm/mini-program',
  'global-types': 'silhouette-wasm/global',
  'author-types': 'silhouette-wasm/author',
  'vite-types': 'silhouette-wasm/vite',
};

const [, , folder] = process.argv;
if (folder === undefined) throw new Error('which folder?');

const app = await Application.bootstrapWithPlugins({
  plugin: ['typedoc-plugin-markdown'],
  tsconfig: join(here, 'tsconfig.json'),
  entryPoints: Object.keys(ENTRIES).map((name) => join(here, `src/${name}.ts`)),
  outputs: [{ name: 'markdown', path: folder }],
  name: 'silhouette-wasm',
  readme: 'none',
  disableSources: true,
  disableGit: true,
  hideGenerator: true,
  excludePrivate: true,
  excludeExternals: true,
  skipErrorChecking: true, // the build checks the types
  validation: { notExported: false, invalidLink: true, notDocumented: false, rewrittenLink: true, unusedMergeModuleWith: true },
  treatWarningsAsErrors: true,
  logLevel: 'Warn',
  outputFileStrategy: 'modules',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  expandObjects: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  propertyMembersFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  sort: ['source-order'],
});

// An entry says `SilhouetteError` and means the package's: its declarations say so when they are built.
app.converter.addUnknownSymbolResolver(({ moduleSource, symbolReference }, { project }) => {
  const [name, ...more] = symbolReference?.path ?? [];
  if (moduleSource !== undefined || name === undefined || more.length > 0) return undefined;
  const target = project.getReflectionsByKind(ReflectionKind.ClassOrInterface).find((each) => each.name === name.path);
  return target && { target };
});

const project = await app.convert();
if (project === undefined || app.logger.hasErrors()) throw new Error('the declarations cannot be read');
for (const module of project.children) module.name = ENTRIES[module.name];

const bare = project.getReflectionsByKind(ReflectionKind.All & ~ReflectionKind.Parameter & ~ReflectionKind.TypeParameter & ~ReflectionKind.TypeLiteral & ~ReflectionKind.Project)
  .filter((each) => !each.flags.isPrivate && !each.inheritedFrom && !each.parent?.inheritedFrom && !each.hasComment() && !each.signatures && !each.isReference?.())
  .map((each) => each.getFullName().replace(/^silhouette-wasm(\/[\w-]+)?\./, ''))
  .filter((name) => !name.includes('__type')); // the members of a literal are said by what holds it
if (bare.length > 0) throw new Error(`without documentation: ${bare.join(', ')}`);

app.validate(project);
if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error('the declarations have links that lead nowhere');
await app.generateOutputs(project);


// TypeScript's own word on the programs of a page, under the strictest options and against the built package.
import { join } from 'node:path';
import { modules, root } from './pages.mjs';

const ts = modules('typescript');

const OPTIONS = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noEmit: true,
  skipLibCheck: true, // the package's own declarations are checked by its own build
  allowImportingTsExtensions: true,
  types: ['node'],
  typeRoots: [join(root, 'tests/packaging/node_modules/@types')],
};

const host = ts.createCompilerHost(OPTIONS);
/** The libraries, which are the same for every page. */
const libraries = new Map();
const { getSourceFile } = host;
host.getSourceFile = (name, ...rest) => {
  if (!name.startsWith(root)) return getSourceFile.call(host, name, ...rest);
  if (!libraries.has(name)) libraries.set(name, getSourceFile.call(host, name, ...rest));
  return libraries.get(name);
};

/**
 * What the compiler has against these files.
 *
 * @param {string[]} files paths
 * @returns {{ file: string, line: number, message: string }[]} lines from 1
 */
export function complaints(files) {
  const program = ts.createProgram(files, OPTIONS, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => ({
    file: file?.fileName ?? '',
    line: file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1,
    message: ts.flattenDiagnosticMessageText(messageText, ' '),
  }));
}

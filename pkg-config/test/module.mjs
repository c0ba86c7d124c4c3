// Imports one module of the facade's source for a unit test.
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';

/** @param {string} name file in src/ without its extension */
export async function sourceModule(name) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url))],
    bundle: true,
    format: 'esm',
    target: 'es2020',
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

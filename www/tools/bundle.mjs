// Bundles what the pages take from libraries: every entry of www/lib/ becomes one file of build/page/, which the server
// hands out as /lib/. A file begins with the licences of what is in it.
//
//   node www/tools/bundle.mjs

import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import esbuild from 'esbuild';

const WWW = fileURLToPath(new URL('..', import.meta.url));
const TARGET = join(WWW, '..', 'build', 'page');

/** The folders of the modules among some files that went into a bundle. */
function modulesOf(files) {
  const found = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]).filter(Boolean);
  return [...new Set(found)].sort();
}

/** What a module asks to stand beside it: its name, its version and its licence in full. */
async function notice(folder) {
  const at = join(WWW, folder);
  const { name, version } = JSON.parse(await readFile(join(at, 'package.json'), 'utf8'));
  const licence = (await readdir(at)).find((file) => /^licen[cs]e(\.|$)/i.test(file));
  if (licence === undefined) throw new Error(`${name} ${version} comes without its licence`);
  const text = (await readFile(join(at, licence), 'utf8')).trim().replaceAll('*/', '* /');
  return `/*!\n${name} ${version}\n\n${text}\n*/\n`;
}

/** Bundles one entry; its name and what it weighs. */
async function bundle(entry) {
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: WWW, entryPoints: [entry], bundle: true, format: 'esm', minify: true, target: 'es2020', charset: 'utf8',
    legalComments: 'inline', logLevel: 'warning', metafile: true, write: false, outdir: TARGET,
  });
  // Only what is left of a module after what nobody uses was dropped needs its licence.
  const [{ inputs }] = Object.values(metafile.outputs);
  const used = Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0);
  const notices = await Promise.all(modulesOf(used).map(notice));
  const code = outputFiles[0].text;
  await writeFile(join(TARGET, basename(entry)), notices.join('') + code);
  return { name: basename(entry), bytes: Buffer.byteLength(code), brotli: brotliCompressSync(code).length };
}

await rm(TARGET, { recursive: true, force: true });
await mkdir(TARGET, { recursive: true });
const entries = (await readdir(join(WWW, 'lib'))).filter((file) => file.endsWith('.js')).sort();
for (const { name, bytes, brotli } of await Promise.all(entries.map((file) => bundle(join('lib', file))))) {
  console.log(`build/page/${name}: ${bytes} bytes, ${brotli} brotli, without the licences`);
}

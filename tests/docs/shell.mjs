// Where the commands and the programs of one page are run: a folder of its own, with the package installed as a reader has it.
import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { root } from './pages.mjs';

export const packs = process.env.SILHOUETTE_PACKS ?? join(root, 'build/packs');
const cli = join(root, 'pkg-config/dist/cli.js');

/** What a page may find in its folder, by the words of given.json. */
const GIVEN = {
  packs: (folder) => {
    for (const name of readdirSync(packs)) copyFileSync(join(packs, name), join(folder, name));
  },
  declarations: (folder) => copyFileSync(join(root, 'tests/fixtures/types/retail.d.ts'), join(folder, 'policy.d.ts')),
  policies: (folder) => cpSync(join(root, 'policies'), join(folder, 'policies'), { recursive: true }),
  customers: (folder) => {
    const lines = readFileSync(join(root, 'tests/fixtures/customers/composed.ndjson'), 'utf8').split('\n', 3);
    writeFileSync(join(folder, 'customers.ndjson'), `${lines.join('\n')}\n`);
    writeFileSync(join(folder, 'customer.json'), `${lines[0]}\n`);
  },
};
const given = JSON.parse(readFileSync(new URL('given.json', import.meta.url), 'utf8'));

function executable(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

/** Makes the folder of a page; `close` removes it. */
export function folderFor(page) {
  const folder = mkdtempSync(join(tmpdir(), 'silhouette-docs-'));
  const inModules = join(folder, 'node_modules');
  mkdirSync(inModules);
  symlinkSync(join(root, 'pkg-config'), join(inModules, 'silhouette-wasm'));
  const program = `exec ${JSON.stringify(process.execPath)} ${JSON.stringify(cli)} "$@"\n`;
  executable(join(inModules, '.bin/silhouette'), `#!/bin/sh\n${program}`);
  // What `cargo run` would build is the same command line; that both give the same is held by tests/packaging/cli.test.mjs.
  const tools = join(folder, '.tools');
  executable(join(tools, 'cargo'), `#!/bin/sh\n[ "$1 $2 $3 $4" = "run -p silhouette-author --" ] || exit 2\nshift 4\n${program}`);
  // That `npx` finds the command in node_modules/.bin is held by the same test; this is quicker.
  executable(join(tools, 'npx'), `#!/bin/sh\n[ "$1" = silhouette ] || exit 2\nshift\n${program}`);
  for (const word of given[page] ?? []) GIVEN[word](folder);
  const environment = {
    ...process.env,
    READER: folder, // where the variables of one block are kept for the next
    PATH: [tools, join(inModules, '.bin'), process.env.PATH].join(delimiter),
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
    npm_config_loglevel: 'error',
  };
  delete environment.NODE_OPTIONS;
  delete environment.NODE_TEST_CONTEXT;
  return { path: folder, environment, close: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Runs a program in the folder of a page, for a minute at most. */
export function run({ path, environment }, program, args) {
  return new Promise((resolve) => {
    const options = { cwd: path, env: environment, timeout: 60_000, maxBuffer: 1 << 26 };
    execFile(program, args, options, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
    });
  });
}

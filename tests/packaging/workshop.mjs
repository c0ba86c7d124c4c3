// Where the package is tried as a stranger gets it: the tarball of `npm pack`, installed without network, beside the
// tools of tests/packaging/node_modules; and the projects of projects/, each in a folder of its own.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '../..');
const modules = join(here, 'node_modules');

/**
 * What a program printed on its standard output.
 *
 * @throws with everything it printed, when it fails
 */
export function run(program, args, { cwd, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, all] = ['', ''];
    child.stdout.on('data', (text) => {
      out += text;
      all += text;
    });
    child.stderr.on('data', (text) => (all += text));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(out) : reject(new Error(`${basename(program)} ${args.join(' ')} in ${basename(cwd)}: exit ${code}\n${all}`))));
  });
}

/** Tools that stay silent about themselves and ask nobody for anything. */
export const offline = {
  ...process.env, npm_config_offline: 'true', npm_config_update_notifier: 'false', NO_COLOR: '1', NODE_ENV: undefined, BROWSERSLIST_IGNORE_OLD_DATA: '1',
};

/** Packs and installs the package once; `close` removes everything. */
export async function openWorkshop() {
  const work = mkdtempSync(join(tmpdir(), 'silhouette-matrix-'));
  const [packed] = JSON.parse(await run('npm', ['pack', '--json', '--pack-destination', work], { cwd: join(root, 'pkg-config'), env: offline }));
  const store = join(work, 'store');
  mkdirSync(store);
  writeFileSync(join(store, 'package.json'), '{"name":"store","version":"1.0.0","private":true}\n');
  await run('npm', ['install', join(work, packed.filename), '--offline', '--no-audit', '--no-fund'], { cwd: store, env: offline });

  /**
   * A project of its own: a copy of `projects/<name>`, or nothing when that is null, with the installed package and the tools.
   *
   * @returns {{ folder: string, npm: (script: string) => Promise<string> }} where it is; runs one of its scripts
   */
  function project(name, as = name) {
    const folder = join(work, as);
    if (name !== null) cpSync(join(here, 'projects', name), folder, { recursive: true });
    cpSync(join(store, 'node_modules'), join(folder, 'node_modules'), { recursive: true });
    link(modules, join(folder, 'node_modules'));
    return { folder, npm: (script) => run('npm', ['run', '--silent', script], { cwd: folder, env: offline }) };
  }

  return { installed: join(store, 'node_modules/silhouette-wasm'), project, close: () => rmSync(work, { recursive: true, force: true }) };
}

/** What may be imported from the package; the script for pages without modules, and what ends like a file, are put into pages. */
export function entries(installed) {
  const { name, exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  return Object.keys(exports).filter((entry) => entry !== './global' && !/\.\w+$/.test(entry)).map((entry) => entry.replace('.', name));
}

/** Every module of `from` that is not in `to` yet, by a link. */
function link(from, to) {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.name === '.package-lock.json' || entry.name === '.installed-lockfile' || entry.name === '.vite') continue;
    if (entry.name.startsWith('@')) {
      mkdirSync(target, { recursive: true });
      link(source, target);
    } else if (entry.name === '.bin') {
      cpSync(source, target, { recursive: true, verbatimSymlinks: true });
    } else if (!existsSync(target)) {
      symlinkSync(source, target);
    }
  }
}

// The three browser engines, each started on addresses with a profile of its own. There is no driver: what a page finds
// out, it tells the server that it came from.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { OPTIONS, STDIO, devtools } from './devtools.mjs';
import { membersOf, workOf } from './processes.mjs';

const WEBKIT = ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`);

const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

/** Nothing that a browser does on its own account; and after a crash it opens what it is told to, and no more. */
const FIREFOX_PREFERENCES = {
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.pagethumbnails.capturing_disabled': true,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.sessionstore.resume_from_crash': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.allow_scripts_to_close_windows': true,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.startup.max_resumed_crashes': -1,
  'toolkit.telemetry.enabled': false,
};

const first = (paths) => paths.find((path) => existsSync(path)) ?? null;

/**
 * Where each engine is, or null; what tells its version; how it is started on addresses; which of its processes run
 * pages. The profile is the home folder as well, and WebKit's small browser keeps everything there.
 */
export const ENGINES = {
  chromium: {
    program: first([process.env.SILHOUETTE_CHROMIUM ?? '/usr/bin/chromium']),
    version: [process.env.SILHOUETTE_CHROMIUM ?? '/usr/bin/chromium', ['--version']],
    open: (profile, urls) => [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', `--user-data-dir=${profile}`, ...urls,
    ],
    runsPages: (command) => command.includes('--type=renderer'),
  },
  firefox: {
    program: first(FIREFOX),
    version: [first(FIREFOX) ?? '', ['--version']],
    open: (profile, urls) => {
      const lines = Object.entries(FIREFOX_PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
      writeFileSync(join(profile, 'user.js'), lines.join(''));
      return ['--headless', '--no-remote', '--profile', profile, ...urls];
    },
    runsPages: (command) => command.includes('-isForBrowser'),
  },
  webkit: {
    program: existsSync('/usr/bin/Xvfb') ? first(WEBKIT) : null,
    // The program says nothing of itself without a screen.
    version: ['dpkg-query', ['--show', '--showformat', 'WebKitGTK ${Version}', 'libwebkit2gtk-4.1-0']],
    open: (profile, urls) => urls,
    runsPages: (command) => /^\S*\/WebKitWebProcess\b/.test(command),
    screen: true,
  },
};

/** Why an engine is left out, or false. */
export function missing(name) {
  if (process.env.SILHOUETTE_NO_BROWSER === '1') return 'no browser was asked for';
  return ENGINES[name].program === null ? `${name} is not installed` : false;
}

/** As the engine calls itself. */
export const versionOf = (name) => spawnSync(...ENGINES[name].version, { encoding: 'utf8' }).stdout.trim().split('\n')[0].replace(/ built on .*/, '');

/** A process in a group of its own, so that all that it starts ends with it. */
function begin(program, args, options = {}) {
  const child = spawn(program, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'], ...options });
  let said = '';
  child.stderr?.on('data', (part) => (said = (said + part).slice(-2000)));
  const gone = new Promise((resolve) => child.once('close', resolve));
  child.once('error', (error) => (said += error.message));
  const signal = async (name) => {
    try {
      process.kill(-child.pid, name);
    } catch {
      return false; // the whole group is gone
    }
    await Promise.race([gone, wait(3000, null, { ref: false })]);
    return true;
  };
  const end = async () => {
    for (const name of ['SIGTERM', 'SIGKILL']) if (!(await signal(name))) return;
  };
  return { child, end, signal, gone, said: () => said };
}

/** A screen that nobody sees, for the engine that needs one. */
async function screen() {
  const server = begin('/usr/bin/Xvfb', ['-displayfd', '3', '-screen', '0', '800x600x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const number = await new Promise((resolve, reject) => {
    server.child.stdio[3].once('data', (part) => resolve(String(part).trim()));
    server.child.once('exit', () => reject(new Error(`no screen: ${server.said()}`)));
  });
  return { display: `:${number}`, end: server.end };
}

/**
 * An engine with a profile that outlives it: what it keeps, it finds again when it is started anew.
 *
 * @param {keyof typeof ENGINES} name
 */
export async function install(name) {
  const engine = ENGINES[name];
  const profile = mkdtempSync(join(tmpdir(), `silhouette-${name}-`));
  const shown = engine.screen === true ? await screen() : null;
  const env = { ...process.env, HOME: profile, LIBGL_ALWAYS_SOFTWARE: '1', ...(shown === null ? {} : { DISPLAY: shown.display, GDK_BACKEND: 'x11' }) };
  /**
   * Starts it.
   *
   * @param {readonly string[]} urls a tab for each
   * @param {{ tools?: boolean }} [options] whether it is to be spoken to, which Chromium alone can be here
   */
  const start = (urls, { tools = false } = {}) => {
    // Chromium without a screen takes one address only.
    const spoken = name === 'chromium' && (tools || urls.length > 1);
    const browser = begin(engine.program, [...(spoken ? OPTIONS : []), ...engine.open(profile, spoken ? ['about:blank'] : urls)], spoken ? { env, stdio: STDIO } : { env });
    const { pid } = browser.child;
    const call = spoken ? devtools(browser.child) : undefined;
    // Where a tab cannot be opened, its page never says anything, which is what a test waits for.
    if (spoken) for (const url of urls) call('Target.createTarget', { url }).catch(() => {});
    return {
      ...browser,
      call,
      /** Ends every process at once, in the midst of whatever it does. */
      kill: async () => {
        await browser.signal('SIGKILL');
        // A process may be the kernel's for a moment yet, and hold its files.
        for (let turn = 0; turn < 100 && membersOf(pid).length > 0; turn += 1) await wait(20);
      },
      /** Ends the process that runs pages and has worked most, in the midst of whatever it does. */
      killPage: () => {
        const [busiest] = membersOf(pid).filter(({ command }) => engine.runsPages(command)).sort((a, b) => workOf(b.id) - workOf(a.id));
        if (busiest !== undefined) process.kill(busiest.id, 'SIGKILL');
        return busiest !== undefined;
      },
    };
  };
  const remove = async () => {
    await shown?.end();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return { profile, start, remove };
}

/**
 * Opens an address in an engine with an empty profile.
 *
 * @param {keyof typeof ENGINES} name
 * @param {string} url
 * @returns {Promise<{ said: () => string, end: () => Promise<void> }>} `said`: what it wrote, for a failure
 */
export async function openIn(name, url) {
  const installed = await install(name);
  const browser = installed.start([url]);
  const end = async () => {
    await browser.end();
    await installed.remove();
  };
  return { said: browser.said, end };
}

// The three browser engines, each started on an address with an empty profile. There is no driver: what a page finds
// out, it tells the server that it came from.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const WEBKIT = ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`);

const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

/** Nothing that a browser does on its own account. */
const FIREFOX_PREFERENCES = {
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
};

const first = (paths) => paths.find((path) => existsSync(path)) ?? null;

/** Where each engine is, or null; what tells its version; how it is started on an address. */
export const ENGINES = {
  chromium: {
    program: first([process.env.SILHOUETTE_CHROMIUM ?? '/usr/bin/chromium']),
    version: [process.env.SILHOUETTE_CHROMIUM ?? '/usr/bin/chromium', ['--version']],
    open: (profile, url) => [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', `--user-data-dir=${profile}`, url,
    ],
  },
  firefox: {
    program: first(FIREFOX),
    version: [first(FIREFOX) ?? '', ['--version']],
    open: (profile, url) => {
      const lines = Object.entries(FIREFOX_PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
      writeFileSync(join(profile, 'user.js'), lines.join(''));
      return ['--headless', '--no-remote', '--profile', profile, url];
    },
  },
  webkit: {
    program: existsSync('/usr/bin/Xvfb') ? first(WEBKIT) : null,
    // The program says nothing of itself without a screen.
    version: ['dpkg-query', ['--show', '--showformat', 'WebKitGTK ${Version}', 'libwebkit2gtk-4.1-0']],
    open: (profile, url) => ['--private', url],
    screen: true,
  },
};

/** A process in a group of its own, so that all that it starts ends with it. */
function begin(program, args, options = {}) {
  const child = spawn(program, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'], ...options });
  let said = '';
  child.stderr?.on('data', (part) => (said = (said + part).slice(-2000)));
  const gone = new Promise((resolve) => child.once('close', resolve));
  child.once('error', (error) => (said += error.message));
  const end = async () => {
    for (const signal of ['SIGTERM', 'SIGKILL']) {
      try {
        process.kill(-child.pid, signal);
      } catch {
        return; // the whole group is gone
      }
      await Promise.race([gone, wait(3000)]);
    }
  };
  return { child, end, said: () => said };
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
 * Opens an address in an engine.
 *
 * @param {keyof typeof ENGINES} name
 * @param {string} url
 * @returns {Promise<{ said: () => string, end: () => Promise<void> }>} `said`: what it wrote, for a failure
 */
export async function openIn(name, url) {
  const engine = ENGINES[name];
  const profile = mkdtempSync(join(tmpdir(), `silhouette-${name}-`));
  const shown = engine.screen === true ? await screen() : null;
  const env = { ...process.env, HOME: profile, LIBGL_ALWAYS_SOFTWARE: '1', ...(shown === null ? {} : { DISPLAY: shown.display, GDK_BACKEND: 'x11' }) };
  const browser = begin(engine.program, engine.open(profile, url), { env });
  const end = async () => {
    await browser.end();
    await shown?.end();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return { said: browser.said, end };
}

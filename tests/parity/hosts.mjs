// What the comparisons of hosts share: programs, files, lines side by side, and a page in Chromium.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../../www/serve.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const dist = join(root, 'pkg-config/dist');
export const noBrowser = process.env.SILHOUETTE_NO_BROWSER === '1' ? 'no browser was asked for' : false;

/** What a program printed; its failure is this test's. */
export function run(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 30 });
  assert.ok(status === 0, `${basename(program)} ${args[0]}: ${error?.message ?? stderr}`);
  return stdout;
}

/** Runs an example of the author side, which writes into a folder. */
export function example(name, folder) {
  return run(process.env.CARGO ?? 'cargo', ['run', '--quiet', '--package', 'silhouette-author', '--example', name, '--', folder]);
}

export function filesOf(folder, extension) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(extension))
    .sort()
    .map((name) => join(folder, name));
}

/** Line by line, so that a difference is shown where it is; `before` are the lines left out in front. */
export function same(name, actual, expected, before = 0) {
  assert.equal(actual.length, expected.length, `${name}: number of portraits`);
  assert.ok(actual.length > 0, `${name}: no portrait at all`);
  for (let line = 0; line < expected.length; line++) {
    assert.equal(actual[line], expected[line], `${name}, line ${before + line + 1}`);
  }
}

/** Does something with a page of this folder, served beside others; nothing may go wrong on it. */
export async function onPage(roots, work) {
  const { chromium } = createRequire(join(root, 'pkg-config/package.json'))('playwright-core');
  const server = await serve({ roots: { '/parity/': fileURLToPath(new URL('.', import.meta.url)), ...roots } });
  const browser = await chromium.launch({
    executablePath: process.env.SILHOUETTE_CHROMIUM ?? '/usr/bin/chromium',
    chromiumSandbox: false,
    args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  try {
    const page = await browser.newPage();
    const faults = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(`${server.url}parity/page.html`);
    await work(page);
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
    await server.close();
  }
}

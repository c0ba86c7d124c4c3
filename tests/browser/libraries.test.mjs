// What the pages take from libraries: bundled whole, served as scripts, with the licences of all that is in it.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { serve } from '../../www/serve.mjs';
import { root } from './harness.mjs';

const entries = readdirSync(join(root, 'www/lib')).filter((file) => file.endsWith('.js'));
const manifest = (name) => JSON.parse(readFileSync(join(root, 'www/node_modules', name, 'package.json'), 'utf8'));
/** Everything that modules need in order to run, themselves included. */
const withNeeds = (names, found = new Set()) => {
  for (const name of names.filter((one) => !found.has(one))) {
    found.add(name);
    withNeeds(Object.keys(manifest(name).dependencies ?? {}), found);
  }
  return found;
};

let site;
before(async () => { site = await serve(); });
after(() => site?.close());

for (const entry of entries) {
  test(`${entry} stands alone and names whose work it is`, async () => {
    const response = await fetch(`${site.url}lib/${entry}`);
    assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'text/javascript; charset=utf-8']);
    const text = await response.text();
    const source = readFileSync(join(root, 'www/lib', entry), 'utf8');
    const named = [...source.matchAll(/from '((?:@[^/']+\/)?[^/'.]+)/g)].map(([, name]) => name);
    assert.ok(named.length > 0);
    const notices = [...text.matchAll(/^\/\*!\n(\S+) (\S+)\n\n([^]*?)\n\*\//gm)];
    for (const name of named) assert.ok(notices.some(([, one]) => one === name), `${name} without its notice`);
    const allowed = withNeeds(named);
    for (const [, name, version, licence] of notices) {
      assert.ok(allowed.has(name), name);
      assert.equal(version, manifest(name).version);
      assert.match(licence, /copyright/i);
      assert.match(licence, /AS IS/);
    }
    const code = text.slice(text.lastIndexOf('\n*/\n') + 4);
    assert.doesNotMatch(code, /(?:^|;)\s*(?:import|export)\b[^;]*\bfrom\s*["']/, 'nothing is left to be loaded');
    const exported = [...source.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, names]) => names.split(',').map((name) => name.trim().split(' as ').at(-1)));
    const made = await import(`data:text/javascript,${encodeURIComponent(text)}`);
    assert.deepEqual(Object.keys(made).sort(), exported.sort());
  });
}

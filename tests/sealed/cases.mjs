// The cases that every engine runs, and the files that they need besides the package's own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { a, by, pack } from '../../pkg-config/test/signed.mjs';
import { entryWith, worker } from './inside.mjs';
import { SEAL, bound, dist, toldOnly } from './site.mjs';

const here = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const escape = here('escape.js');

const serve = (body, csp, others = {}) => ({ body, policies: { ...bound(csp), ...others } });

export const FILES = {
  '/page.js': serve(here('page.js')),
  // The package with a worker that, once it has what it needs, tries to get out.
  '/escape/sealed.js': serve(entryWith(`${worker}\n${escape}`)),
  '/escape/shared.js': serve(readFileSync(join(dist, 'shared.js'))),
  '/escape/silhouette.wasm': serve(readFileSync(join(dist, 'silhouette.wasm'))),
  '/escape/sealed-worker.js': serve(`${worker}\n${escape}`, SEAL),
  '/escape/open.js': serve(escape),
  '/sealed/worker.js': serve(worker, SEAL),
  // And with one that goes wrong when it is told to.
  '/broken/sealed.js': serve(entryWith(`${here('broken.js')}\n${worker}`)),
  '/broken/shared.js': serve(readFileSync(join(dist, 'shared.js'))),
  '/broken/silhouette.wasm': serve(readFileSync(join(dist, 'silhouette.wasm'))),
  '/broken/worker.js': serve(`${here('broken.js')}\n${worker}`, SEAL),
  // Worker files that are not sealed, or that say what they see.
  '/unsealed/none.js': serve(worker),
  '/unsealed/self.js': serve(worker, "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"),
  '/unsealed/scripts.js': serve(worker, "connect-src 'none'"),
  '/unsealed/api.js': serve(worker, `${SEAL}; connect-src https://api.bank.example`),
  '/unsealed/cdn.js': serve(worker, "default-src 'none'; script-src 'wasm-unsafe-eval' https://cdn.bank.example"),
  '/unsealed/report.js': serve(worker, `${SEAL}; report-uri /report`),
  '/unsealed/told-only.js': serve(worker, "connect-src 'none'; script-src 'wasm-unsafe-eval'", toldOnly(SEAL)),
  '/unsealed/told.js': serve(worker, SEAL, toldOnly("connect-src 'self'; report-uri /report")),
  '/other/build.js': serve(worker.replace(/"(\d+\.\d+\.\d+)\+[0-9a-f]{16}"/, '"$1+0000000000000000"'), SEAL),
  '/other/page.js': serve('<!doctype html>', SEAL),
  // Two versions of a policy, signed.
  '/signed/1.pack': serve(Buffer.from(by('a', pack('1.0.0')))),
  '/signed/2.pack': serve(Buffer.from(by('a', pack('2.0.0')))),
};
if (FILES['/other/build.js'].body === worker) throw new Error('the build is not found in the worker');

const OPEN = `
  import { escape, flow, codeOf, tell } from '/page.js';
  import { openSealed } from '/pkg/sealed.js';
  import { openSealed as openEscaping } from '/escape/sealed.js';
  const pack = '/packs/retail.pack';
`;

const FLOW = (options) => `${OPEN}
  tell(async (given) => {
    const session = await openSealed(pack, ${options});
    await fetch(location.pathname + '/loaded').catch(() => null);
    const out = await flow(session, given);
    await session.close();
    return out;
  });
`;

const RECOVERY = (options) => `${OPEN}
  import { openSealed as openBroken } from '/broken/sealed.js';
  import { recovery } from '/page.js';
  tell((given) => recovery(() => openBroken(pack, { timeout: 3000, ...${options} }), given));
`;

/** What packs come to, one after the other, with what was accepted kept in the browser's own IndexedDB. */
const KEPT = (...names) => ({
  csp: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src blob:",
  data: { keys: { a }, names },
  script: `${OPEN}
  import { load } from '/pkg/web.js';
  import { inIndexedDB, packStore } from '/pkg/store.js';
  tell(async ({ keys, names }) => {
    const told = async (opening) => {
      try {
        const opened = await opening;
        const { version, stale, fault } = opened.policy;
        await opened.close();
        return [version, stale, fault];
      } catch (error) {
        return error.code ?? String(error);
      }
    };
    const out = [];
    for (const name of names) {
      for (const open of [load, openSealed]) out.push(await told(open('/signed/' + name, { keys, store: packStore(inIndexedDB('retail')) })));
    }
    return out;
  });
`,
});

/**
 * @param {{ elsewhere: string, history: object }} given where the other server is, and whom the flow is about
 */
export function cases({ elsewhere, history }) {
  return {
    'escape-open': {
      data: { elsewhere, tag: 'open' },
      script: `${OPEN} tell((given) => escape(() => { globalThis.kept = new Worker('/escape/open.js'); return new Promise((resolve) => setTimeout(resolve, 500)); }, given));`,
    },
    'escape-file': {
      data: { elsewhere, tag: 'file' },
      script: `${OPEN} tell((given) => escape(async () => { globalThis.kept = await openEscaping(pack, { worker: '/escape/sealed-worker.js' }); }, given));`,
    },
    'escape-frame': {
      data: { elsewhere, tag: 'frame' },
      script: `${OPEN} tell((given) => escape(async () => { globalThis.kept = await openEscaping(pack); }, given));`,
    },
    // The strictest policies that a page may have.
    'flow-file': {
      csp: "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'",
      data: history,
      script: FLOW(`{ worker: '/sealed/worker.js', locale: 'en' }`),
    },
    'flow-frame': {
      csp: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      data: history,
      script: FLOW(`{ locale: 'en' }`),
    },
    // The same, kept on the device.
    'flow-vault-file': {
      csp: "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'",
      data: history,
      script: FLOW(`{ worker: '/sealed/worker.js', locale: 'en', vault: { name: 'flow-file' } }`),
    },
    'flow-vault-frame': {
      csp: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      data: history,
      script: FLOW(`{ locale: 'en', vault: { name: 'flow-frame' } }`),
    },
    // Another page, after the others are gone: what they kept.
    'flow-vault-later': {
      script: `${OPEN} tell(async () => {
        const out = {};
        for (const name of ['flow-file', 'flow-frame']) {
          const session = await openSealed(pack, { locale: 'en', vault: { name } });
          const { storage, origin } = await session.where();
          out[name] = [storage, origin, (await session.exportData(Date.now())).events.length];
          await session.close();
        }
        return out;
      });`,
    },
    'recovery-file': { data: history, script: RECOVERY(`{ worker: '/broken/worker.js' }`) },
    'recovery-frame': { data: history, script: RECOVERY('{}') },
    refusals: {
      data: [...Object.keys(FILES).filter((path) => /^\/(unsealed|other)\//.test(path)), '/other/missing.js'],
      script: `${OPEN} tell(async (workers) => {
        const codes = {};
        for (const worker of workers) codes[worker] = await codeOf(openSealed(pack, { worker }));
        return codes;
      });`,
    },
    'kept-first': KEPT('none.pack', '2.pack', '1.pack'),
    // Another page, after the first is gone.
    'kept-later': KEPT('1.pack', 'none.pack', '2.pack'),
    // With the values of the package's own list, and with another file's.
    integrity: {
      data: JSON.parse(readFileSync(join(dist, 'integrity.json'), 'utf8')).files,
      script: `${OPEN}
      import { load } from '/pkg/web.js';
      tell(async (files) => {
        const script = (name, integrity) => new Promise((resolve) => {
          const made = document.createElement('script');
          Object.assign(made, { type: 'module', integrity, src: '/pkg/' + name + '?' + encodeURIComponent(integrity) });
          made.onload = () => resolve('loaded');
          made.onerror = () => resolve('refused');
          document.body.appendChild(made);
        });
        const out = {};
        for (const which of ['web.js', 'sealed.js']) {
          const value = (name) => files['dist/' + name].integrity;
          out[which] = [await script(which, value(which)), await script(which, value('vault.js'))];
        }
        const wasm = (integrity) => codeOf(load(pack, { wasm: fetch('/pkg/silhouette.wasm', { integrity }) }));
        out.wasm = [await wasm(files['dist/silhouette.wasm'].integrity), await wasm(files['dist/cli.wasm'].integrity)];
        return out;
      });`,
    },
    'page-forbids-blob': {
      csp: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'",
      script: `${OPEN} tell(() => codeOf(openSealed(pack)));`,
    },
    'page-forbids-wasm': {
      csp: "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src blob:",
      script: `${OPEN} tell(() => codeOf(openSealed(pack)));`,
    },
    'page-reports': {
      csp: "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; report-uri /report",
      script: `${OPEN} tell(() => codeOf(openSealed(pack)));`,
    },
  };
}

import { basename } from 'node:path';
import type { silhouette as Silhouette, SilhouetteOptions, SilhouettePlugin } from '../vite-types.js';
import type * as vite from './host.js';
import { Policies, type Compiled } from './policies.js';
import { errorsOf, warningsOf, type Problem } from './problem.js';

/** A virtual module per policy; the ending keeps Vite's own reading of JSON away from it. */
const MODULE = '\0silhouette:';
const ENDINGS = { address: '.pack', bytes: '.pack.inline' };
/** Where the development server has the packs. */
const SERVED = '@silhouette/';

export const silhouette: typeof Silhouette = (options: SilhouetteOptions = {}): SilhouettePlugin & vite.Hooks => {
  let config: vite.Config;
  let policies: Policies;
  /** The packs that the development server hands out, by their digests. */
  const served = new Map<string, Uint8Array>();
  /** The policies whose errors stand over the page, and those errors. */
  const shown = new Map<string, Problem>();

  const addressInServer = ({ file, digest, pack }: Compiled): string => {
    served.set(String(digest), pack as Uint8Array);
    return `${config.base}${SERVED}${digest}/${nameOf(file)}`;
  };

  return {
    name: 'silhouette',
    enforce: 'pre',

    // Before Rolldown, that is before 8, Vite's development server moves scripts of packages and loses the wasm that is beside them.
    config() {
      return this?.meta?.rolldownVersion === undefined ? { optimizeDeps: { exclude: ['silhouette-wasm'] } } : null;
    },

    configResolved(resolved) {
      config = resolved;
      policies = new Policies(options, config.root, config.command === 'build');
    },

    configureServer({ middlewares, ws }) {
      // Vite itself tells only the pages that listen when a module fails; one that is being opened does not yet.
      ws.on('connection', () => shown.forEach((errors) => ws.send(trouble(errors))));
      middlewares.use((request, response, next) => {
        const [, digest = ''] = /\/@silhouette\/([0-9a-f]{64})\//.exec(request.url ?? '') ?? [];
        const pack = served.get(digest);
        if (pack === undefined) return next();
        response.setHeader('Content-Type', 'application/octet-stream');
        response.setHeader('Cache-Control', 'max-age=31536000, immutable');
        response.end(pack);
      });
    },

    async resolveId(source, importer) {
      const [, path, inline] = /^(.+\.json)\?pack(&inline)?$/.exec(source) ?? [];
      if (path === undefined) return null;
      const found = await this.resolve(path, importer, { skipSelf: true });
      return found && `${MODULE}${found.id}${inline === undefined ? ENDINGS.address : ENDINGS.bytes}`;
    },

    async load(id) {
      if (!id.startsWith(MODULE)) return null;
      const inline = id.endsWith(ENDINGS.bytes);
      const policy = id.slice(MODULE.length, -(inline ? ENDINGS.bytes : ENDINGS.address).length);
      for (const file of policies.files(policy)) this.addWatchFile(file);
      const compiled = await policies.compile(policy);
      const errors = errorsOf(compiled);
      if (errors !== null) {
        shown.set(policy, errors);
        return this.error(errors);
      }
      shown.delete(policy);
      for (const warning of warningsOf(compiled)) (options.strict === true && config.command === 'build' ? this.error : this.warn).call(this, warning);
      return code(compiled, inline ? bytes(compiled) : config.command === 'build' ? emitted(this, compiled) : JSON.stringify(addressInServer(compiled)));
    },

    async hotUpdate({ type, file, modules }) {
      if (type === 'delete') return undefined;
      const { moduleGraph, hot, name } = this.environment;
      const own: vite.Module[] = [];
      let told = false;
      for (const policy of policies.of(file)) {
        const mine = [ENDINGS.address, ENDINGS.bytes].map((ending) => moduleGraph.getModuleById(MODULE + policy + ending)).filter(isThere);
        if (mine.length === 0) continue;
        const compiled = await policies.compile(policy);
        const errors = errorsOf(compiled);
        for (const module of mine) moduleGraph.invalidateModule(module);
        if (name !== 'client') {
          if (errors === null) own.push(...mine);
        } else if (errors !== null) {
          told = true;
          shown.set(policy, errors);
          config.logger.error(`${policy}: ${errors.message}\n${errors.frame}`, { timestamp: true });
          hot.send(trouble(errors));
        } else if (shown.delete(policy)) {
          told = true;
          hot.send({ type: 'full-reload' });
        } else {
          own.push(...mine);
        }
      }
      // The file itself stands among the modules as well: left to Vite, the page would be loaded anew under what it was just told.
      if (told) return own;
      return own.length === 0 ? undefined : [...modules, ...own];
    },
  };
};

/** Errors as what stands over the page. */
function trouble(errors: Problem): vite.Trouble {
  return { type: 'error', err: { ...errors, plugin: 'silhouette', stack: '' } };
}

/** The module that an import of a policy gives. */
function code({ id, version, digest }: Compiled, pack: string): string {
  const also = Object.entries({ id, version, digest }).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`);
  return `export default ${pack};\n${also.join('')}`;
}

/** The pack as a file of the build, with a hash in its name: an expression for its address. */
function emitted(context: vite.Context, { file, pack }: Compiled): string {
  return `import.meta.ROLLUP_FILE_URL_${context.emitFile({ type: 'asset', name: nameOf(file), source: pack as Uint8Array })}`;
}

/** The pack as an expression for its bytes. */
function bytes({ pack }: Compiled): string {
  // One by one: a pack may hold more bytes than a call takes arguments.
  let text = '';
  for (const byte of pack as Uint8Array) text += String.fromCharCode(byte);
  return `Uint8Array.from(atob(${JSON.stringify(btoa(text))}), (char) => char.charCodeAt(0))`;
}

const isThere = (module: vite.Module | undefined): module is vite.Module => module !== undefined;
const nameOf = (policy: string): string => basename(policy).replace(/json$/, 'pack');

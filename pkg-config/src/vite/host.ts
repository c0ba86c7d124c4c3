// What the plugin needs of Vite, by its shape: the package depends on nothing, and so on no version of its types.
import type { Problem } from './problem.js';

/** Vite's settings, once they are known. */
export interface Config {
  readonly root: string;
  readonly base: string;
  readonly command: 'build' | 'serve';
  readonly logger: { error(text: string, options: { readonly timestamp: boolean }): void };
}

/** What a hook is called on. */
export interface Context {
  resolve(source: string, importer: string | undefined, options: { readonly skipSelf: boolean }): Promise<{ readonly id: string } | null>;
  addWatchFile(file: string): void;
  emitFile(file: { readonly type: 'asset'; readonly name: string; readonly source: Uint8Array }): string;
  error(problem: Problem): never;
  warn(problem: Problem): void;
}

/** A module of the development server. */
export type Module = object;

/** One of the places for which the development server makes modules. */
export interface Environment {
  readonly name: string;
  readonly moduleGraph: { getModuleById(id: string): Module | undefined; invalidateModule(module: Module): void };
  readonly hot: { send(message: { readonly type: 'full-reload' } | Trouble): void };
}

/** What Vite shows over a page. */
export interface Trouble {
  readonly type: 'error';
  readonly err: Problem & { readonly plugin: string; readonly stack: string };
}

/** The development server. */
export interface Server {
  readonly ws: { on(event: 'connection', hear: () => void): void; send(message: Trouble): void };
  readonly middlewares: { use(handle: (request: { readonly url?: string }, response: Response, next: () => void) => void): void };
}

interface Response {
  setHeader(name: string, value: string): void;
  end(bytes: Uint8Array): void;
}

/** The hooks that the plugin has. */
export interface Hooks {
  config(this: { readonly meta?: { readonly rolldownVersion?: string } } | void): { readonly optimizeDeps: { readonly exclude: string[] } } | null;
  configResolved(config: Config): void;
  configureServer(server: Server): void;
  resolveId(this: Context, source: string, importer: string | undefined): Promise<string | null>;
  load(this: Context, id: string): Promise<string | null>;
  hotUpdate(
    this: { readonly environment: Environment },
    update: { readonly type: 'create' | 'update' | 'delete'; readonly file: string; readonly modules: readonly Module[] },
  ): Promise<readonly Module[] | undefined>;
}

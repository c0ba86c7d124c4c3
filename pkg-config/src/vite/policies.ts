import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { loadAuthor } from '../entries/author-node.js';
import type { Author, Compilation } from '../author-types.js';
import type { SilhouetteOptions } from '../vite-types.js';

/** What became of a policy. */
export interface Compiled extends Compilation {
  /** The policy's text, for what is shown of it. */
  readonly text: string;
}

/** The policies that are imported, compiled when a file of theirs has changed. */
export class Policies {
  private author: Promise<Author> | undefined;
  private readonly kept = new Map<string, { readonly from: string; readonly compiled: Compiled }>();

  constructor(private readonly options: SilhouetteOptions, private readonly root: string, private readonly signs: boolean) {}

  /** The files of a policy: itself and its fragments. */
  files(policy: string): readonly string[] {
    const { fragments = {} } = this.options;
    const named = Object.keys(fragments).find((name) => this.at(name) === policy);
    return [policy, ...(named === undefined ? [] : (fragments[named] ?? []).map((name) => this.at(name)))];
  }

  /** The policies that are made from a file. */
  of(file: string): readonly string[] {
    return [...this.kept.keys()].filter((policy) => this.files(policy).includes(file));
  }

  /** Checks a policy, compiles it and writes its declarations, unless nothing of it has changed. */
  async compile(policy: string): Promise<Compiled> {
    const [text = '', ...parts] = await Promise.all(this.files(policy).map(async (file) => new TextDecoder().decode(await readFile(file))));
    const from = JSON.stringify([text, ...parts]);
    const before = this.kept.get(policy);
    if (before?.from === from) return before.compiled;
    const author = await (this.author ??= loadAuthor());
    const names = this.files(policy).slice(1);
    const fragments: Record<string, string> = {};
    for (const [index, name] of names.entries()) fragments[name] = parts[index] ?? '';
    const options = { file: policy, fragments };
    const { sign } = this.options;
    const signed = sign !== undefined && this.signs ? { sign: { key: await readFile(this.at(sign.key)), id: sign.id } } : {};
    let compiled;
    try {
      compiled = { ...author.compile(text, { ...options, ...signed }), text };
      if (compiled.pack !== null && this.options.types !== false) await keep(policy.replace(/\.json$/, '.d.ts'), author.types(text, options).text);
    } catch (fault) {
      this.author = undefined; // a fault of the author side retires it
      throw fault;
    }
    this.kept.set(policy, { from, compiled });
    return compiled;
  }

  private at(path: string): string {
    return resolve(this.root, path).replace(/\\/g, '/');
  }
}

/** Writes a text where the file does not hold it yet, so that nothing that watches it is woken for nothing. */
async function keep(file: string, text: string | null): Promise<void> {
  const there = await readFile(file).then((bytes) => new TextDecoder().decode(bytes), () => null);
  if (text !== null && text !== there) await writeFile(file, text);
}

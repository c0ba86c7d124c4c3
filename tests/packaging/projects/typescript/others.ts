/// <reference types="silhouette-wasm/global" />
import { loadAuthor } from 'silhouette-wasm/author';
import { load, type Engine } from 'silhouette-wasm/core';
import { load as loadInMiniProgram, type MiniProgramOptions } from 'silhouette-wasm/mini-program';
import { silhouette as plugin } from 'silhouette-wasm/vite';

export async function compiled(policy: string, wasm: WebAssembly.Module): Promise<Engine | null> {
  const { pack, diagnostics } = (await loadAuthor()).compile(policy);
  for (const { line, message } of diagnostics) console.log(line, message.en);
  return pack === null ? null : load(pack, { wasm });
}

export async function labels(pack: ArrayBuffer, options: MiniProgramOptions): Promise<readonly string[]> {
  const engine = await loadInMiniProgram(pack, options);
  return engine.open({ locale: 'zh-CN' }).portrait(Date.now()).tags.map(({ label }) => label);
}

export const inPage = async (): Promise<string> => (await silhouette.load('/retail.pack')).policy.id;

export const viteConfig = { plugins: [plugin({ strict: true })] };

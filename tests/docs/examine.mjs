// Everything that a page shows is done as it stands there: each block of code by what it is for.
//
// A block is run by its language: `js`, `ts` in Node, `sh` and an indented block by the shell with the package's own command line,
// `text` behind one of these is what it says, `html` in Chromium, `json` is a part of a policy for `silhouette check`, `http` are the
// headers of the next page. Words in a comment before it, `<!-- run: … -->`, say what a reader knows from the text:
//
//   page        the program is for a page: Chromium runs it
//   more        it goes on with the program before
//   file NAME   it is what stands in this file of the reader's folder; nothing is run yet
//   from FILE   it is, line by line, a part of this file of the sources, which other tests run
//   whole FILE  it is this file; quotes.mjs writes it anew
//   exit N      the command ends with this code
//   wx          the program runs in a mini-program, of which hosts/wx.mjs imitates the storage
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inPage } from './browser.mjs';
import { modules, parse, root } from './pages.mjs';
import { folderFor, run } from './shell.mjs';
import { complaints } from './types.mjs';

const esbuild = modules('esbuild');
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
/** What is not run, and why. */
export const notRun = JSON.parse(readFileSync(here('not-run.json'), 'utf8'));

const PROGRAM = new Set(['js', 'ts']);
const SHELL = new Set(['', 'sh']);
const argument = (words, name) => words.find((word) => word.startsWith(`${name} `))?.slice(name.length + 1);

/** Whether a text is as the page shows it; `…` stands for anything. */
function resembles(text, shown) {
  const parts = shown.trimEnd().split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`).test(text.trimEnd());
}

/** Whether lines stand in a text, in whatever depth. */
function holds(text, lines) {
  const bare = (some) => some.split('\n').map((line) => line.trim()).join('\n');
  return `\n${bare(text)}\n`.includes(`\n${bare(lines.trimEnd())}\n`);
}

const first = (text, lines = 4) => text.trim().split('\n').slice(0, lines).join('\n');

/** The blocks that are one program, in its order: each with those that go on with it. */
function programs(blocks) {
  const all = [];
  for (const block of blocks.filter(({ language, words }) => PROGRAM.has(language) && !words.some((word) => /^(from|whole|file) /.test(word)))) {
    if (block.words.includes('more') && all.length > 0) all.at(-1).push(block);
    else all.push([block]);
  }
  return all;
}

/** Examines one page. */
class Examination {
  /** @type {{ line: number, how: string, fault?: string }[]} */
  results = [];
  #fragments = [];
  #headers = null;
  /** What the last program or command said, for the text behind it; null when something else came between. */
  #said = null;

  constructor(page, text, browser) {
    this.page = page;
    this.browser = browser;
    this.folder = folderFor(page);
    this.parsed = parse(text);
    this.programs = programs(this.parsed.blocks);
  }

  async all() {
    const { blocks, strays } = this.parsed;
    for (const line of strays) this.#note(line, 'words', 'words on how to run something, and no block behind them');
    try {
      for (const block of blocks) {
        const said = this.#said;
        this.#said = null;
        await this.#one(block, said);
      }
      if (this.#headers !== null) this.#note(this.#headers.line, 'headers', 'no page behind these headers');
      this.#types(); // last, so that it finds what the page's commands wrote
    } finally {
      this.folder.close();
    }
    return this.results;
  }

  #note(line, how, fault) {
    this.results.push(fault ? { line, how, fault: `${this.page}:${line}: ${fault}` } : { line, how });
  }

  /** The compiler's word on all programs of the page at once. */
  #types() {
    const files = new Map();
    for (const blocks of this.programs) {
      const name = join(this.folder.path, `program-${blocks[0].line}.ts`);
      // An empty line for each line of the page before keeps the numbers.
      let text = '';
      for (const block of blocks) text = text.padEnd(text.length + block.line - 1 - (text.split('\n').length - 1), '\n') + block.text;
      writeFileSync(name, `${text}export {};\n`);
      files.set(name, text);
    }
    if (files.size === 0) return;
    const extra = this.programs.some((blocks) => blocks[0].words.includes('wx')) ? [here('hosts/wx.d.ts')] : [];
    for (const { file, line, message } of complaints([...files.keys(), ...extra])) this.#note(line, 'types', `${basename(file)}: ${message}`);
  }

  async #one(block, said) {
    const { line, language, words, text } = block;
    const whole = argument(words, 'whole');
    if (whole !== undefined) return this.#note(line, 'from', this.#differs(whole, (there) => there === text));
    const from = argument(words, 'from');
    if (from !== undefined) return this.#note(line, 'from', this.#differs(from, (there) => holds(there, text)));
    const name = argument(words, 'file');
    if (name !== undefined) writeFileSync(join(this.folder.path, name), text);
    if (language === 'json') return this.#policy(block, name);
    if (name !== undefined) return this.#note(line, 'file');
    if (language in notRun.languages) return this.#note(line, `not run: ${notRun.languages[language]}`);
    if (language === 'text') {
      const fault = said === null ? 'nothing before it says this' : resembles(said, text) ? null : `what is said is:\n${said}`;
      return this.#note(line, 'output', fault);
    }
    if (SHELL.has(language)) return this.#shell(block);
    if (PROGRAM.has(language)) {
      const program = this.programs.find((blocks) => blocks.at(-1) === block);
      return program === undefined ? this.#note(line, 'program') : this.#program(program);
    }
    if (language === 'html') return this.#inPage(line, { html: text });
    if (language === 'http') {
      this.#headers = { line, values: Object.fromEntries(text.trim().split('\n').map((header) => header.split(/:\s+(.*)/, 2))) };
      return this.#note(line, 'headers');
    }
    return this.#note(line, 'nothing', `nobody runs a block of ${language}`);
  }

  #differs(path, agrees) {
    try {
      return agrees(readFileSync(join(root, path), 'utf8')) ? null : `${path} does not hold these lines: \`cargo xtask docs\` quotes whole files anew`;
    } catch {
      return `there is no file ${path}`;
    }
  }

  async #shell({ line, words, text }) {
    const reasons = [];
    const lines = text.split('\n').map((command) => {
      const prefix = Object.keys(notRun.commands).find((start) => command.startsWith(start));
      if (prefix !== undefined) reasons.push(notRun.commands[prefix]);
      return prefix === undefined ? command : ':';
    });
    for (const reason of new Set(reasons)) this.#note(line, `not run: ${reason}`);
    if (lines.every((command) => command === ':' || command.trim() === '')) return;
    const { status, stdout, stderr } = await run(this.folder, 'bash', ['-euao', 'pipefail', '-c', `[ ! -f .variables ] || . ./.variables\n${lines.join('\n')}\nexport -p | grep -v 'declare -[a-z]*r' > "$READER/.variables"`]);
    this.#said = stdout;
    const wanted = Number(argument(words, 'exit') ?? 0);
    return this.#note(line, 'shell', status === wanted ? null : `ends with ${status}: ${first(stderr.trim() || stdout)}`);
  }

  async #program(blocks) {
    const { line, words } = blocks[0];
    const code = blocks.map(({ text }) => text).join('\n');
    if (words.includes('page')) return this.#inPage(line, { code });
    const name = `program-${line}.mjs`;
    let made;
    try {
      made = await esbuild.transform(code, { loader: 'ts', target: 'es2022', format: 'esm' });
    } catch (error) {
      return this.#note(line, 'node', `is no program: ${first(String(error))}`);
    }
    writeFileSync(join(this.folder.path, name), made.code);
    const host = words.includes('wx') ? ['--import', pathToFileURL(here('hosts/wx.mjs')).href] : [];
    const { status, stdout, stderr } = await run(this.folder, process.execPath, [...host, name]);
    this.#said = stdout;
    return this.#note(line, 'node', status === 0 ? null : first(stderr, 8));
  }

  async #inPage(line, what) {
    const headers = this.#headers?.values ?? {};
    this.#headers = null;
    if (this.browser === null) return this.#note(line, 'not run: no browser was asked for');
    try {
      const { said, faults } = await inPage(this.browser, { ...what, headers, folder: this.folder.path });
      this.#said = said;
      return this.#note(line, 'page', faults.length === 0 ? null : faults.join('; '));
    } catch (error) {
      return this.#note(line, 'page', first(String(error)));
    }
  }

  /** Parts of a policy are checked together with those before them on the page, as `--with` joins them. */
  async #policy({ line, words, text }, name) {
    try {
      JSON.parse(text);
    } catch {
      return this.#note(line, 'policy', 'is no JSON');
    }
    if (name !== undefined && !words.includes('policy')) return this.#note(line, 'file');
    const { path } = this.folder;
    const part = join(path, `.part-${line}.json`);
    writeFileSync(part, text);
    this.#fragments.push(part);
    const base = join(path, '.base.json');
    writeFileSync(base, '{ "id": "documentation", "version": "1.0.0", "locales": ["zh-CN", "en"], "timezone": "+08:00" }\n');
    const parts = this.#fragments.flatMap((fragment) => ['--with', fragment]);
    const { status, stdout } = await run(this.folder, 'silhouette', ['check', base, ...parts]);
    return this.#note(line, 'policy', status === 0 ? null : first(stdout, 8));
  }
}

/**
 * What became of every block of a page.
 *
 * @param {string} page its path
 * @param {string} text what it says
 * @param {import('playwright-core').Browser | null} browser
 */
export const examine = (page, text, browser) => new Examination(page, text, browser).all();

import { SilhouetteError } from '../shared.js';
import type * as api from '../author-types.js';
import type { Bytes } from '../types.js';
import type { Program } from './program.js';

/** What a policy, a pack and the like are called where the caller gives no name. */
const POLICY = 'policy.json';
const PACK = 'policy.pack';
const KEY = 'key.pem';

/** The author side: each call is one run of the command line, whose answers for tools are given as they are. */
export class LiveAuthor implements api.Author {
  readonly version: string;

  constructor(private readonly program: Program) {
    this.version = this.run(['--version']).stdout.trim().split(' ')[1] as string;
  }

  run(args: readonly string[], options: api.RunOptions = {}): api.RunResult {
    return this.program.run(args, options);
  }

  check(policy: api.Text, options: api.PolicyOptions = {}): api.CheckReport {
    const { file, files, parts } = documents(policy, options);
    return read(this.answered(['check', file, ...parts, '--format', 'json'], files));
  }

  compile(policy: api.Text, options: api.CompileOptions = {}): api.Compilation {
    const { file, files, parts } = documents(policy, options);
    const report = this.check(policy, options);
    if (report.errors > 0) return { ...report, pack: null, id: null, version: null, digest: null, signedBy: null };
    const { sign } = options;
    const key = sign === undefined ? [] : ['--key', KEY, '--key-id', sign.id];
    const run = this.answered(['build', file, ...parts, ...key, '-o', PACK, '--format', 'json'], sign === undefined ? files : { ...files, [KEY]: sign.key });
    const { id, version, digest, signedBy } = read<Built>(run);
    return { ...report, pack: run.files[PACK] as Bytes, id, version, digest, signedBy };
  }

  test(policy: api.Text, options: api.PolicyOptions = {}): api.TestReport {
    const { file, files, parts } = documents(policy, options);
    const told = read<Partial<api.TestReport> & Partial<api.CheckReport>>(this.answered(['test', file, ...parts, '--format', 'json'], files));
    const { failed = 0, tests = [], coverage = null, diagnostics = [] } = told;
    return { file, failed, tests, coverage: coverage as api.TestReport['coverage'], diagnostics };
  }

  types(policy: api.Text, options: api.PolicyOptions = {}): api.Written {
    return this.written('types', 'policy.d.ts', policy, options, []);
  }

  doc(policy: api.Text, options: api.DocOptions = {}): api.Written {
    const { format = 'html', locale } = options;
    if (format !== 'html' && format !== 'markdown') throw new SilhouetteError('input/enum', '/format', 'html or markdown');
    return this.written('doc', format === 'html' ? 'policy.html' : 'policy.md', policy, options, locale === undefined ? [] : ['--locale', locale]);
  }

  diff(before: api.Text, after: api.Text, options: api.DiffOptions = {}): api.DiffReport {
    const files: Record<string, api.Text> = { 'old.json': before, 'new.json': after };
    const { customers } = options;
    if (customers !== undefined) files['customers.ndjson'] = customers;
    const run = this.answered(['diff', 'old.json', 'new.json', ...(customers === undefined ? [] : ['--in', 'customers.ndjson']), '--format', 'json'], files, true);
    const { changes = [], population = null, diagnostics = [] } = read<Partial<api.DiffReport>>(run);
    return { changes, population, diagnostics, refused: lines(run.stderr) };
  }

  importModel(format: api.ModelFormat, model: api.Text, options: api.ImportOptions = {}): api.ImportedModel {
    const { id = 'score' } = options;
    const run = this.answered(['import', format, 'model', '--id', id, '-o', 'fragment.json', '--format', 'json'], { model }, true);
    const bytes = run.files['fragment.json'];
    if (bytes === undefined) {
      const [problem] = lines<api.ImportProblem>(run.stderr);
      if (problem === undefined) throw refused(run);
      const { code, place, message } = problem;
      return { fragment: null, facts: [], notes: [], problem: { code, place, message } };
    }
    const { facts, notes } = read<api.ImportedModel>(run);
    return { fragment: new TextDecoder().decode(bytes), facts, notes, problem: null };
  }

  inspect(pack: Uint8Array): api.PackSummary {
    return read(this.answered(['inspect', PACK, '--format', 'json'], { [PACK]: pack }));
  }

  schema(): api.JsonSchema {
    return read(this.answered(['schema'], {}));
  }

  template(name: api.TemplateName): string {
    const run = this.answered(['new', 'new', '--template', name], {});
    return new TextDecoder().decode(run.files['new/policy.json']);
  }

  private written(command: string, output: string, policy: api.Text, options: api.PolicyOptions, more: readonly string[]): api.Written {
    const { file, files, parts } = documents(policy, options);
    const run = this.answered([command, file, ...parts, ...more, '-o', output, '--format', 'json'], files);
    const bytes = run.files[output];
    if (bytes === undefined) return { text: null, diagnostics: read<api.CheckReport>(run).diagnostics };
    return { text: new TextDecoder().decode(bytes), diagnostics: [] };
  }

  /** A run that came to an answer, also if that is no. `refusals`: the answer may be that an input is wrong. */
  private answered(args: readonly string[], files: Readonly<Record<string, api.Text>>, refusals = false): api.RunResult {
    const run = this.run(args, { files });
    if (run.code < 2 || (refusals && run.code === 3 && run.stderr.startsWith('{'))) return run;
    throw refused(run);
  }
}

/** What `build` says. */
type Built = { readonly id: string; readonly version: string; readonly digest: string; readonly signedBy: string | null };

/** A policy and its fragments by their names, and the arguments that name the fragments. */
function documents(policy: api.Text, { file = POLICY, fragments = {} }: api.PolicyOptions): { file: string; files: Record<string, api.Text>; parts: string[] } {
  const names = Object.keys(fragments);
  if (names.indexOf(file) >= 0) throw new SilhouetteError('input/name', '/fragments', 'a fragment has the name of the policy');
  const parts: string[] = [];
  for (const name of names) parts.push('--with', name);
  return { file, files: { ...fragments, [file]: policy }, parts };
}

function read<T>(run: api.RunResult): T {
  return JSON.parse(run.stdout) as T;
}

/** One JSON value a line. */
function lines<T>(text: string): T[] {
  return text.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as T);
}

/** An error in the words of the command line, which name places and never hold an input value. */
function refused({ code, stderr }: api.RunResult): SilhouetteError {
  return new SilhouetteError(code === 2 ? 'author/usage' : 'author/input', '', stderr.trim().replace(/^silhouette: /, '').split('\n')[0] as string);
}

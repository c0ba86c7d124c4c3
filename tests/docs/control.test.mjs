// The examination sees what is wrong: each kind of block is broken by one word, and must be found out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './browser.mjs';
import { examine } from './examine.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const fence = (language, text, words) => `${words ? `<!-- run: ${words} -->\n` : ''}\`\`\`${language}\n${text}\n\`\`\`\n\n`;
const open = "import { load } from 'silhouette-wasm';\nconst engine = await load('retail.pack');\n";
const inPage = open.replace('retail.pack', '/packs/retail.pack');
const sealed = "import { openSealed } from 'silhouette-wasm/sealed';\nawait openSealed('/packs/retail.pack', { worker: '/silhouette/sealed-worker.js' });";
const csp = "Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";
const fact = '{ "profile": { "age": { "type": "int" } } }';

/** What is right, and what is wrong about what stands beside it. */
const CASES = [
  ['a program', fence('js', `${open}console.log(engine.policy.id);`), ['policy.id', 'policy.ID'], /Property 'ID'/],
  ['a program that ends with an error', fence('js', open), ["'retail.pack'", "'none.pack'"], /pack\/unavailable/],
  ['what a program says', fence('js', 'console.log(1 + 1);') + fence('text', '2'), ['2', '3'], /what is said/],
  ['a program that goes on', fence('js', open) + fence('js', 'engine.close();', 'more'), ['engine.close', 'motor.close'], /Cannot find name 'motor'/],
  ['a command', fence('sh', 'npx silhouette inspect retail.pack'), ['inspect', 'inspekt'], /ends with 2/],
  ['an indented command', 'Text\n\n    silhouette inspect retail.pack\n', ['retail.pack', 'none.pack'], /ends with 3/],
  ['a command that ends otherwise', fence('sh', 'silhouette check none.json', 'exit 3'), ['exit 3', 'exit 1'], /ends with 3/],
  ['a part of a policy', fence('json', fact), ['"int"', '"integer"'], /fact\/bad-type/],
  ['a part that goes with one before', fence('json', fact) + fence('json', '{ "features": { "x": { "expr": "age + 1" } } }'), ['age +', 'aeg +'], /expr\/unknown-name/],
  ['a file of the sources', fence('js', 'export const root = fileURLToPath(new URL(\'../..\', import.meta.url));', 'from tests/docs/pages.mjs'), ['root', 'roof'], /does not hold/],
  ['a language', fence('json', fact), ['json', 'yaml'], /nobody runs/],
  ['words on how to run', fence('js', open, 'page'.replace('page', 'more')), ['\n```js', '\nA paragraph.\n\n```js'], /no block behind them/],
  ['a program in a page', fence('js', inPage, 'page'), ['/packs', '/pax'], /pack\/unavailable/, true],
  ['a document', fence('html', '<!doctype html><link rel="icon" href="data:,"><p>Hello</p><script src="/silhouette/web.js" type="module"></script>'), ['web.js', 'wob.js'], /404/, true],
  ['headers', fence('http', csp) + fence('js', sealed, 'page'), ["worker-src 'self'", "worker-src 'none'"], /worker/, true],
];

for (const [name, right, [word, other], fault, needsBrowser] of CASES) {
  test(name, { skip: needsBrowser && process.env.SILHOUETTE_NO_BROWSER ? 'no browser was asked for' : false }, async () => {
    const faults = async (text) => (await examine('README.md', text, browser)).map((result) => result.fault).filter(Boolean);
    assert.deepEqual(await faults(right), []);
    assert.ok(right.includes(word));
    const found = await faults(right.replace(word, other));
    assert.ok(found.length > 0, 'nothing was found');
    assert.match(found.join('\n'), fault);
  });
}

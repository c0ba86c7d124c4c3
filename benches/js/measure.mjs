// One way of computing, one question, one fresh process:
//
//     node measure.mjs WAY QUESTION PACK FACTS-PACK
//
// Each line of the output is a name and a number.

import { readFile } from 'node:fs/promises';
import { rules } from '../workload/rules.mjs';
import { ask } from './questions.mjs';
import { open } from './ways.mjs';

const [way, question, pack, facts] = process.argv.slice(2);
const policy = JSON.parse(await readFile(new URL('../workload/policy.json', import.meta.url), 'utf8'));
const host = { clock: () => performance.now(), warm: 600, budget: 300, tick: 0.2 };
const answers = await ask(question, await open(way, { pack, facts, rules: rules(policy) }), host);
for (const [name, value] of answers) console.log(`${name}\t${value}`);

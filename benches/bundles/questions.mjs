// A page that answers the benchmark's questions: `ask(question)`.

import { open } from 'way';
import { ask } from '../js/questions.mjs';

const host = { clock: () => performance.now(), warm: 600, budget: 300, tick: 1 };
globalThis.ask = async (question) => ask(question, await open(), host);

// What a bundle asks of its host, in Node: files beside it, and where the answer goes.

import { readFile } from 'node:fs/promises';

/** @param {string} name a file beside the bundle */
export const bytes = (name) => readFile(new URL(name, import.meta.url));

/** The end of a start: the answer, and the most memory that was resident, in bytes. */
export const done = (answer) => process.stdout.write(`${answer}\t${process.resourceUsage().maxRSS * 1024}\n`);

// The processes of a group that a test started itself, as the kernel tells of them.
import { readFileSync, readdirSync } from 'node:fs';

/** The fields of `/proc/ID/stat` behind the name of the program, which may hold anything. */
function statusOf(id) {
  try {
    const line = readFileSync(`/proc/${id}/stat`, 'utf8');
    return line.slice(line.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null; // it is gone
  }
}

/**
 * The living processes of a group.
 *
 * @param {number} group the id of the process that leads it
 * @returns {{ id: number, command: string }[]} `command`: its words, of which some programs make one
 */
export function membersOf(group) {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
  return ids.flatMap((id) => {
    const [state, , of] = statusOf(id) ?? [];
    if (Number(of) !== group || state === 'Z') return [];
    try {
      return [{ id, command: readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
    } catch {
      return [];
    }
  });
}

/** How long a process has worked so far, in ticks of the kernel's clock. */
export function workOf(id) {
  const [user, system] = (statusOf(id) ?? []).slice(11, 13).map(Number);
  return (user ?? 0) + (system ?? 0);
}

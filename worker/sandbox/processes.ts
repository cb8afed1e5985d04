import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The user of the sandbox's container. Only there is every process ours to end. */
const sandboxUid = 10_003;
const pageBytes = 4_096;

type ProcessInfo = { pid: number; parent: number; group: number; residentBytes: number };

/**
 * The processes that a tool started: its group, and in the container also whatever left the group. What
 * Docker itself put there (the init, a health check) has process 0 as its parent or is process 1.
 */
export function listToolProcesses(group: number | undefined): ProcessInfo[] {
  const owned = process.getuid?.() === sandboxUid;
  return listProcesses().filter((one) => {
    if (one.pid === process.pid || one.pid === 1 || one.parent === 0) return false;
    return owned || (group !== undefined && one.group === group);
  });
}

/**
 * Kills a tool with everything it started, again and again until nothing is left: it may be starting more.
 */
export async function killToolProcesses(group: number | undefined): Promise<void> {
  for (let round = 0; round < 100; round += 1) {
    if (group !== undefined) kill(-group);
    const left = listToolProcesses(group);
    if (left.length === 0) return;
    for (const one of left) kill(one.pid);
    await sleep(round < 10 ? 2 : 20);
  }
  throw new Error('processes of a tool could not be ended');
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already, which is what was wanted.
  }
}

function listProcesses(): ProcessInfo[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readProcess)
    .filter((one) => one !== undefined);
}

function readProcess(name: string): ProcessInfo | undefined {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
    // The program's name stands in brackets and may hold anything; what follows the last bracket is fixed
    // (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parent, group] = fields;
    // A zombie holds nothing any more and is collected by its parent.
    if (state === 'Z' || state === 'X') return undefined;
    return {
      pid: Number(name),
      parent: Number(parent),
      group: Number(group),
      residentBytes: Number(fields[21]) * pageBytes,
    };
  } catch {
    return undefined;
  }
}

import { spawn } from 'node:child_process';
import { run } from './run.js';

const units: Record<string, number> = { KiB: 1 / 1024, MiB: 1, GiB: 1024 };

/** Watches the memory of containers, as their limits count it, from now until `stop`; that returns the most each one held, in MB. */
export function watchMemory(ids: readonly string[]): { stop: () => number[] } {
  const most = new Map<string, number>();
  const stats = spawn('docker', ['stats', '--format', '{{.ID}} {{.MemUsage}}', ...ids]);
  stats.stdout.on('data', (chunk: Buffer) => {
    for (const [, id = '', amount, unit = ''] of chunk
      .toString()
      .matchAll(/([0-9a-f]{12}) ([\d.]+)([KMG]?i?B)/g)) {
      most.set(id, Math.max(most.get(id) ?? 0, Number(amount) * (units[unit] ?? Number.NaN)));
    }
  });
  return {
    stop: () => {
      // It does not listen to anything gentler.
      stats.kill('SIGKILL');
      return ids.map((id) => most.get(id.slice(0, 12)) ?? Number.NaN);
    },
  };
}

/** The most the process itself ever held since it started, in MB: it rises between two looks of `docker stats` too. */
export async function ownPeak(id: string): Promise<number> {
  const printed = await run('docker', ['exec', id, 'sh', '-c', 'grep -h VmHWM /proc/[0-9]*/status']);
  const kilobytes = [...printed.matchAll(/VmHWM:\s+(\d+) kB/g)].map((match) => Number(match[1]));
  return Math.max(...kilobytes) / 1024;
}

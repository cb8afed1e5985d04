import { spawn } from 'node:child_process';
import { run } from './run-program.ts';

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

/**
 * The most that a container's largest process ever held since it started, in MB: `whole` with the pages of the program's own file, which
 * all processes of the machine share and the kernel may drop, `own` without them. It rises between two looks of `docker stats` too.
 */
export async function readPeakMemory(id: string): Promise<{ whole: number; own: number }> {
  const look =
    'for status in /proc/[0-9]*/status; do grep -h -E "VmHWM|RssFile" $status | tr "\\n" " "; echo; done';
  const printed = await run('docker', ['exec', id, 'sh', '-c', look]);
  const peaks = [...printed.matchAll(/VmHWM:\s+(\d+) kB\s+RssFile:\s+(\d+) kB/g)].map(([, most, file]) => ({
    whole: Number(most) / 1024,
    own: (Number(most) - Number(file)) / 1024,
  }));
  return peaks.toSorted((a, b) => b.whole - a.whole)[0] ?? { whole: Number.NaN, own: Number.NaN };
}

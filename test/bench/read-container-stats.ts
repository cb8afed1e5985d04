import { request } from 'node:http';

type EngineStats = {
  cpu_stats: { cpu_usage: { total_usage: number } };
  memory_stats: { usage: number; stats: { inactive_file: number } };
};

/**
 * What a container has used until now, as the engine accounts for it: milliseconds of processor time, and MB of memory
 * without the files that the kernel may drop, as `docker stats` says it.
 */
export function readContainerStats(container: string): Promise<{ processorMs: number; memoryMb: number }> {
  const path = `/containers/${container}/stats?stream=false&one-shot=true`;
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: '/var/run/docker.sock', path }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
      response.once('end', () => {
        if (response.statusCode !== 200 || chunks.length === 0)
          return reject(
            new Error(`The engine said ${response.statusCode} about the container ${container}.`),
          );
        const stats = JSON.parse(Buffer.concat(chunks).toString()) as EngineStats;
        const { usage, stats: memory } = stats.memory_stats;
        resolve({
          processorMs: stats.cpu_stats.cpu_usage.total_usage / 1e6,
          memoryMb: (usage - memory.inactive_file) / 1024 ** 2,
        });
      });
    });
    sent.once('error', reject).end();
  });
}

import { request } from 'node:http';

/** Milliseconds of processor time that a container has used until now, as the engine accounts for it. */
export function readProcessorMs(container: string): Promise<number> {
  const path = `/containers/${container}/stats?stream=false&one-shot=true`;
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: '/var/run/docker.sock', path }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
      response.once('end', () => {
        const stats = JSON.parse(Buffer.concat(chunks).toString()) as {
          cpu_stats: { cpu_usage: { total_usage: number } };
        };
        resolve(stats.cpu_stats.cpu_usage.total_usage / 1e6);
      });
    });
    sent.once('error', reject).end();
  });
}

/** What each of some containers uses while `work` runs, in milliseconds, by name. */
export async function measureProcessorMs(
  containers: ReadonlyMap<string, string>,
  work: () => Promise<unknown>,
): Promise<Map<string, number>> {
  const readAll = () => Promise.all([...containers.values()].map(readProcessorMs));
  const before = await readAll();
  await work();
  const after = await readAll();
  return new Map(
    [...containers.keys()].map((name, place) => [name, (after[place] ?? 0) - (before[place] ?? 0)]),
  );
}

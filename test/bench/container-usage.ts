import { request } from 'node:http';
import { run } from '../support/run-program.ts';
import { applianceProject } from '../stack/first-day/appliance.ts';

type ContainerStats = {
  cpu_stats: { cpu_usage: { total_usage: number } };
  memory_stats: { usage: number; stats: { inactive_file: number } };
};

/** What the engine accounts for a container until now. */
function readStats(container: string): Promise<ContainerStats> {
  const path = `/containers/${container}/stats?stream=false&one-shot=true`;
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: '/var/run/docker.sock', path }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
      response.once('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString()) as ContainerStats));
    });
    sent.once('error', reject).end();
  });
}

/** Milliseconds of processor time that a container has used until now. */
async function readProcessorMs(container: string): Promise<number> {
  return (await readStats(container)).cpu_stats.cpu_usage.total_usage / 1e6;
}

/** Memory that a container holds now, in MB, without files that the kernel may drop: as `docker stats` says it. */
export async function readMemoryMb(container: string): Promise<number> {
  const { usage, stats } = (await readStats(container)).memory_stats;
  return (usage - stats.inactive_file) / 1024 ** 2;
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

/** The ids of the appliance's running containers, by their service and number: there are several of some. */
export async function listServices(): Promise<Map<string, string>> {
  const label = 'com.docker.compose';
  const format = `{{.Label "${label}.service"}}-{{.Label "${label}.container-number"}} {{.ID}}`;
  const filter = `label=${label}.project=${applianceProject}`;
  const lines = (await run('docker', ['ps', '--filter', filter, '--format', format])).trim().split('\n');
  return new Map(lines.map((line) => line.split(' ') as [string, string]));
}

import { run } from '../support/run-program.ts';
import { applianceProject } from '../stack/first-day/appliance.ts';
import { readContainerStats } from './read-container-stats.ts';

/** What each of some containers uses while `work` runs, in milliseconds, by name. */
export async function measureProcessorMs(
  containers: ReadonlyMap<string, string>,
  work: () => Promise<unknown>,
): Promise<Map<string, number>> {
  const readAll = () =>
    Promise.all([...containers.values()].map(async (id) => (await readContainerStats(id)).processorMs));
  const before = await readAll();
  await work();
  const after = await readAll();
  return new Map(
    [...containers.keys()].map((name, place) => [name, (after[place] ?? 0) - (before[place] ?? 0)]),
  );
}

/** The running containers of the appliance: ids by name, both servers among them. */
export async function listRunningContainers(): Promise<Map<string, string>> {
  const filter = `label=com.docker.compose.project=${applianceProject}`;
  const lines = (await run('docker', ['ps', '--filter', filter, '--format', '{{.Names}} {{.ID}}']))
    .trim()
    .split('\n');
  return new Map(
    lines.map((line) => {
      const [name = '', id = ''] = line.replace(`${applianceProject}-`, '').split(' ');
      return [name, id];
    }),
  );
}

import assert from 'node:assert/strict';
import { run } from '../../support/run-program.ts';
import { waitFor } from '../../support/wait-for.ts';
import { installedAppliance, listContainers } from './appliance.ts';

const mostMegabytes = 1_536;
/** A health check that runs just then takes as much as this, for a tenth of a second. */
const alikeMegabytes = 100;
const units: Record<string, number> = { B: 1 / 1024 ** 2, KiB: 1 / 1024, MiB: 1, GiB: 1024 };

type Reading = { sum: number; services: { name: string; megabytes: number }[] };

async function readMemory(): Promise<Reading> {
  const stats = ['stats', '--no-stream', '--format', '{{.Name}} {{.MemUsage}}'];
  const rows = await run('docker', [...stats, ...(await listContainers())]);
  const services = rows
    .trim()
    .split('\n')
    .map((row) => {
      const [, name = '', amount = '0', unit = ''] = /^(\S+) ([\d.]+)([A-Za-z]+)/.exec(row) ?? [];
      return { name, megabytes: Number(amount) * (units[unit] ?? Number.NaN) };
    });
  return { sum: services.reduce((total, { megabytes }) => total + megabytes, 0), services };
}

/** It is idle when three readings in a row are alike: what is still starting, or ending its work, takes more or less each time. */
function readWhenIdle(): Promise<Reading> {
  const readings: Reading[] = [];
  return waitFor('the memory to stay as it is', 120, async () => {
    readings.push(await readMemory());
    const last = readings.slice(-3);
    const sums = last.map(({ sum }) => sum);
    const alike = last.length === 3 && Math.max(...sums) - Math.min(...sums) <= alikeMegabytes;
    return alike ? last[2] : undefined;
  });
}

describe('the idle stack', function isIdle() {
  this.timeout(10 * 60_000);

  it('needs at most 1.5 GB of memory', async () => {
    await installedAppliance();
    const { sum, services } = await readWhenIdle();
    console.log(
      `    ${Math.round(sum)} MB: ${services.map(({ name, megabytes }) => `${name} ${Math.round(megabytes)}`).join(', ')}`,
    );
    assert.ok(services.length >= 10);
    assert.ok(sum > 0 && sum <= mostMegabytes, `${sum} MB`);
  });
});

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../../support/run-program.ts';
import { installedAppliance, listContainers } from './appliance.ts';

const mostMegabytes = 1_536;
const units: Record<string, number> = { B: 1 / 1024 ** 2, KiB: 1 / 1024, MiB: 1, GiB: 1024 };

describe('the idle stack', function isIdle() {
  this.timeout(10 * 60_000);

  it('needs at most 1.5 GB of memory', async () => {
    await installedAppliance();
    await sleep(20_000);
    const rows = await run('docker', [
      'stats',
      '--no-stream',
      '--format',
      '{{.Name}} {{.MemUsage}}',
      ...(await listContainers()),
    ]);
    const used = rows
      .trim()
      .split('\n')
      .map((row) => {
        const [, name = '', amount = '0', unit = ''] = /^(\S+) ([\d.]+)([A-Za-z]+)/.exec(row) ?? [];
        return { name, megabytes: Number(amount) * (units[unit] ?? Number.NaN) };
      });
    const sum = used.reduce((total, { megabytes }) => total + megabytes, 0);
    console.log(
      `    ${Math.round(sum)} MB: ${used.map(({ name, megabytes }) => `${name} ${Math.round(megabytes)}`).join(', ')}`,
    );
    assert.ok(used.length >= 10);
    assert.ok(sum > 0 && sum <= mostMegabytes, `${sum} MB`);
  });
});

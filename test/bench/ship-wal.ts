import { setTimeout } from 'node:timers/promises';
import { tryRun } from '../support/run-program.ts';

/** Ships the WAL now. The schedule of the appliance may be shipping already: then this waits for that. `ops` is the container. */
export async function shipWalNow(ops: string): Promise<void> {
  for (let left = 60; ; left -= 1) {
    const args = ['exec', ops, 'node', 'dist/ops/main.js', 'ship-wal'];
    const ran = await tryRun('docker', args, { timeoutMs: 300_000 });
    if (ran.code === 0) return;
    if (left === 0 || !ran.stderr.includes('is already running'))
      throw new Error(`The WAL was not shipped:\n${ran.stderr.slice(-2_000)}`);
    await setTimeout(1_000);
  }
}

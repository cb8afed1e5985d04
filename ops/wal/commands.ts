import type { Command } from '../cli/command.ts';
import { selectTargets } from '../targets/list-targets.ts';
import { shipWal, type WalShipment } from './ship-wal.ts';

export const shipWalCommand: Command<'ship-wal'> = {
  run: async ({ app, flags, onProgress }) => {
    const targets = selectTargets(app().config, flags.target);
    const settled = await Promise.allSettled(targets.map((target) => shipWal(app(), target, onProgress)));
    const failed = settled.find((each) => each.status === 'rejected');
    const shipped = settled.map((each) => (each.status === 'fulfilled' ? each.value : undefined));
    const shipments = shipped.filter((each) => each !== undefined);
    if (failed && shipments.length === 0) throw failed.reason;
    const lines = settled.map((each, index) => formatShipment(targets[index]?.name ?? '', each));
    return { json: { targets: shipments }, text: lines.join('\n'), failed: failed !== undefined };
  },
};

function formatShipment(name: string, settled: PromiseSettledResult<WalShipment | undefined>): string {
  if (settled.status === 'rejected')
    return `The ${name} target does NOT have it: ${(settled.reason as Error).message}`;
  if (!settled.value) return `The ${name} target is closed at this hour.`;
  return `Everything until ${settled.value.until} can be restored from the ${name} target.`;
}

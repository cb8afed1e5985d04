import { randomUUID } from 'node:crypto';
import { recordEvent } from '../../core/audit/record-event.ts';
import type { App } from '../../core/app.ts';
import { findUnusualChanges } from '../../core/backups/target-status.ts';
import type { Command } from '../cli/command.ts';
import { selectTargets } from '../targets/list-targets.ts';

/** Nothing else ends that alarm: whoever types it has looked. */
export const acceptChangesCommand: Command = {
  summary: 'says that documents which were gone or changed in the backups were looked at; ends that alarm',
  flags: { target: 'near or far; every place unless told otherwise' },
  run: async ({ app, flags }) => {
    const accepted: Accepted[] = [];
    for (const { name } of selectTargets(app().config, flags['target'])) {
      const found = await acceptAtTarget(app(), name);
      if (found) accepted.push(found);
    }
    const lines = accepted.map(
      ({ place, gone, since }) =>
        `The ${place} place: ${gone} documents' objects that were gone or changed since ${since} count as looked at, and older sets may be removed again.`,
    );
    const text = lines.join('\n') || 'Nothing unusual stands, so there is nothing to accept.';
    return { json: { accepted }, text };
  },
};

type Accepted = { place: string; gone: number; since: string };

async function acceptAtTarget(app: Pick<App, 'database'>, targetName: string): Promise<Accepted | undefined> {
  const found = await findUnusualChanges(app, targetName);
  if (!found) return undefined;
  const detail = { place: targetName, gone: found.gone, since: found.since.toISOString() };
  await app.database.asProcess(async (tx) => {
    const data = { id: randomUUID(), target: targetName, act: 'changesAccepted' as const, ok: true };
    await tx.targetRun.create({ data });
    await recordEvent(tx, { event: 'backup.changes-accepted', detail });
  });
  return detail;
}

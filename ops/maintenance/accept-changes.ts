import { randomUUID } from 'node:crypto';
import { recordEvent } from '../../core/audit/record-event.ts';
import type { App } from '../../core/app.ts';
import { findUnusualChanges } from '../../core/backups/target-status.ts';

/** What was looked at, of one target. */
export type AcceptedChanges = { place: string; gone: number; since: string };

/** Ends the alarm about altered objects at one target. @returns what stood; undefined when nothing did. */
export async function acceptChanges(
  app: Pick<App, 'database'>,
  targetName: string,
): Promise<AcceptedChanges | undefined> {
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

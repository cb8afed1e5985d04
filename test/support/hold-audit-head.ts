import assert from 'node:assert/strict';
import { recordEvent } from '../../core/audit/record-event.ts';
import type { Room } from './room.ts';

/**
 * Runs `act` while nothing can be written to the audit log, so that every act of it stands still just before it is
 * committed; then lets go. `act` says when it is to go on: with `untilBlocked`, once so many acts stand still.
 */
export async function holdAuditHead(
  room: Room,
  act: (untilBlocked: (count: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  await room.app('ops').database.asProcess(async (tx) => {
    await recordEvent(tx, { event: 'session.refused', detail: { email: 'nobody@firm.example' } });
    await act((count) => untilBlocked(room, count));
  });
}

/** Waits until so many acts wait for a lock of the database. */
export async function untilBlocked({ services }: Room, count: number): Promise<void> {
  const blocked = `SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'strongroom'`;
  for (let turn = 0; turn < 100; turn += 1)
    if (Number(await services.sql(blocked, 'strongroom')) >= count) return;
  assert.fail(`fewer than ${count} acts wait`);
}

import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../../core/app.ts';
import { mailDayHeads } from '../../core/audit-log/mail-day-heads.ts';
import { sendQueuedMail } from '../../core/mail/mail-outbox.ts';

/** How long somebody waits for a notice at most, while the mail server answers. */
const pollIntervalMs = 10_000;
const dayMs = 24 * 3_600_000;

/**
 * Sends the notices that wait, and once a day the head of the audit log to auditors, in the one process that reaches the firm's mail server and has the key of its password. `stop` waits for
 * the mail that is under way; killed instead, the process leaves it to be sent by the next one.
 */
export function startMailOutbox(
  app: Pick<App, 'config' | 'database' | 'log'>,
  options: { everyMs?: number } = {},
): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  let mailedDay = '';
  const mailHeadsOfYesterday = async () => {
    const day = new Date(Date.now() - dayMs).toISOString().slice(0, 10);
    if (day !== mailedDay && (await mailDayHeads(app, day)) !== undefined) mailedDay = day;
  };
  const sendUntilStopped = async () => {
    while (!stopping.signal.aborted) {
      await mailHeadsOfYesterday().catch((error: unknown) =>
        app.log.warn({ err: error }, 'the head of the audit log waits to be mailed'),
      );
      const sent = await sendQueuedMail(app).catch((error: unknown) => {
        app.log.warn({ err: error }, 'notices wait to be mailed');
        return 0;
      });
      if (sent === 0)
        await wait(options.everyMs ?? pollIntervalMs, undefined, { signal: stopping.signal }).catch(
          () => undefined,
        );
    }
  };
  const running = sendUntilStopped();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../../core/app.ts';
import { sendQueuedMail } from '../../core/mail/mail-outbox.ts';

/** How long somebody waits for a notice at most, while the mail server answers. */
const pollIntervalMs = 10_000;

/**
 * Sends the notices that wait, in the one process that reaches the firm's mail server and has the key of its password. `stop` waits for
 * the mail that is under way; killed instead, the process leaves it to be sent by the next one.
 */
export function startMailOutbox(
  app: Pick<App, 'config' | 'database' | 'log'>,
  options: { everyMs?: number } = {},
): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const sendUntilStopped = async () => {
    while (!stopping.signal.aborted) {
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

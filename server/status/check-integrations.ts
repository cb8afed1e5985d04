import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../../core/app.ts';
import { getSsoConfig } from '../../core/auth/single-sign-on/sso-settings.ts';
import { getMailServer } from '../../core/mail/mail-settings.ts';

type IntegrationApp = Pick<App, 'config' | 'database' | 'identityProvider' | 'metrics' | 'log'>;

const checkEveryMs = 60_000;
/** A mail is tried again every two minutes: one that has waited longer than this was refused several times. */
const mailWaitsMinutes = 15;

/**
 * Checks every minute whether what the firm connected does its work, in the one process that reaches it, for the
 * metrics. Mail is judged by what waits to be sent: no trial reaches anybody. `stop` waits for what is under way.
 */
export function startIntegrationChecks(app: IntegrationApp): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const checkUntilStopped = async () => {
    while (!stopping.signal.aborted) {
      await checkIntegrations(app).catch((error: unknown) =>
        app.log.warn({ err: error }, 'what the firm connected could not be checked'),
      );
      await wait(checkEveryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = checkUntilStopped();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** Checks once: 1 or 0 for what is set up, and nothing at all of what is not. */
export async function checkIntegrations(app: IntegrationApp): Promise<void> {
  const found = { mail: await isMailSent(app), 'single-sign-on': await isProviderThere(app) };
  for (const [integration, isUp] of Object.entries(found) as [keyof typeof found, boolean | undefined][]) {
    if (isUp === undefined) app.metrics.integrationUp.remove({ integration });
    else app.metrics.integrationUp.set({ integration }, isUp ? 1 : 0);
  }
}

async function isMailSent(app: IntegrationApp): Promise<boolean | undefined> {
  if (!(await getMailServer(app))) return undefined;
  const [row] = await app.database.asProcess(
    (tx) => tx.$queryRaw<{ waits: boolean }[]>`
      SELECT EXISTS (SELECT FROM outgoing_mail WHERE made_at < now() - make_interval(mins => ${mailWaitsMinutes})) AS waits`,
  );
  return row?.waits !== true;
}

async function isProviderThere(app: IntegrationApp): Promise<boolean | undefined> {
  const sso = await getSsoConfig(app);
  if (!sso || sso.settings.mode === 'off') return undefined;
  return app.identityProvider.askProvider(sso.provider).then(
    () => true,
    () => false,
  );
}

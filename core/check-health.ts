import type { App } from './app.ts';
import { pendingMigrations } from './platform/migrations/pending-migrations.ts';

export type ServiceHealth = {
  name: 'database' | 'migrations' | 'redis' | 'storage' | 'scanner';
  ok: boolean;
  /** False for a service that people can work without for a while: documents wait for it. */
  needed: boolean;
  milliseconds: number;
  reason?: string;
};

const answerTimeoutMs = 3_000;

/** Checks every service, all at once; one that does not answer in three seconds is failing. */
export async function checkHealth(
  app: Pick<App, 'database' | 'queues' | 'storage' | 'scanner'>,
): Promise<ServiceHealth[]> {
  return Promise.all([
    checkService('database', () => app.database.ping()),
    checkService('migrations', async () => {
      const pending = await app.database.asProcess(pendingMigrations);
      if (pending.length > 0) throw new Error(`${pending.length} not applied; run: strongroom migrate`);
    }),
    checkService('redis', () => app.queues.ping()),
    checkService('storage', () => app.storage.ping()),
    checkService('scanner', () => app.scanner.signatures()),
  ]);
}

async function checkService(
  name: ServiceHealth['name'],
  ping: () => Promise<unknown>,
): Promise<ServiceHealth> {
  const needed = name !== 'scanner';
  const started = performance.now();
  const measured = () => Math.round(performance.now() - started);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer within three seconds')), answerTimeoutMs);
  });
  try {
    await Promise.race([ping(), late]);
    return { name, needed, ok: true, milliseconds: measured() };
  } catch (error) {
    return { name, needed, ok: false, milliseconds: measured(), reason: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
}

/** Whether people can work: a service may fail that only unfinished documents need. */
export function isReady(parts: ServiceHealth[]): boolean {
  return parts.every((part) => part.ok || !part.needed);
}

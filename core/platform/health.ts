import type { App } from '../app.ts';
import { pendingMigrations } from './pending-migrations.ts';

export type PartHealth = {
  name: 'database' | 'migrations' | 'redis' | 'storage' | 'scanner';
  ok: boolean;
  /** False for a part that people can work without for a while: documents wait for it. */
  needed: boolean;
  milliseconds: number;
  reason?: string;
};

const patienceMs = 3_000;

/** Asks every part, all at once; a part that does not answer in three seconds is failing. */
export async function checkHealth(
  app: Pick<App, 'database' | 'queues' | 'storage' | 'scanner'>,
): Promise<PartHealth[]> {
  return Promise.all([
    check('database', () => app.database.ping()),
    check('migrations', async () => {
      const pending = await app.database.asProcess(pendingMigrations);
      if (pending.length > 0) throw new Error(`${pending.length} not applied; run: strongroom migrate`);
    }),
    check('redis', () => app.queues.ping()),
    check('storage', () => app.storage.ping()),
    check('scanner', () => app.scanner.signatures()),
  ]);
}

async function check(name: PartHealth['name'], ask: () => Promise<unknown>): Promise<PartHealth> {
  const needed = name !== 'scanner';
  const started = performance.now();
  const measured = () => Math.round(performance.now() - started);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer within three seconds')), patienceMs);
  });
  try {
    await Promise.race([ask(), late]);
    return { name, needed, ok: true, milliseconds: measured() };
  } catch (error) {
    return { name, needed, ok: false, milliseconds: measured(), reason: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
}

/** Whether people can work: a part may fail that only documents on their way need. */
export function isReady(parts: PartHealth[]): boolean {
  return parts.every((part) => part.ok || !part.needed);
}

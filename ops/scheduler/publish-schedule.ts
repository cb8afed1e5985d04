import type { App } from '../../core/app.ts';
import { listTargets } from '../targets/list-targets.ts';

/** Publishes for the pages when each scheduled job runs next, and which targets there are. Best effort: it runs every four minutes. */
export async function publishSchedule(
  app: Pick<App, 'database' | 'config' | 'log'>,
  next: Readonly<Record<string, string>>,
): Promise<void> {
  const planned = Object.entries(next)
    .filter(([, at]) => at !== 'never')
    .map(([name, at]) => ({ name, at }));
  const targets = listTargets(app.config).map(({ name, location }) => ({ name, location }));
  try {
    await app.database.asProcess(async (tx) => {
      await tx.nextRun.deleteMany();
      await tx.nextRun.createMany({ data: planned, skipDuplicates: true });
      await tx.backupTarget.deleteMany();
      await tx.backupTarget.createMany({ data: targets, skipDuplicates: true });
    });
  } catch (error) {
    app.log.warn({ err: error }, 'the next runs could not be published');
  }
}

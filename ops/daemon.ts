import { openApp } from '../core/app.ts';
import { serveMetrics } from '../core/platform/serve-metrics.ts';
import { startLogReceiver } from './backup/receive-log.ts';
import { refreshFigures } from './figures.ts';
import { startRequests } from './requests.ts';
import { noteReading } from './restore/note-reading.ts';
import { startSchedule } from './schedule.ts';

/** The process without a command: the clock, the figures and the answer to "are you there?". Ends on SIGTERM. */
export function runDaemon(): void {
  const app = openApp('ops');
  const figures = serveMetrics(app, () => refreshFigures(app));
  const schedule = startSchedule(app);
  const log = startLogReceiver(app);
  const requests = startRequests(app);
  app.log.info({ port: app.config.metricsPort, next: schedule.next() }, 'the clock runs');

  noteReading(app).catch((error: unknown) =>
    app.log.error({ err: error }, 'what was read in a copy was not noted'),
  );

  const stop = async () => {
    app.log.info('stopping');
    requests.stop();
    await schedule.stop();
    await log.stop();
    figures.close();
    figures.closeAllConnections();
    await app.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void stop().then(() => process.exit(0)));
}

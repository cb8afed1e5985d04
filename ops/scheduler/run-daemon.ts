import { openApp } from '../../core/app.ts';
import { shareRecent } from '../../core/platform/share-recent.ts';
import { serveMetrics } from '../../core/serve-metrics.ts';
import { startWalReceiver } from '../wal/receive-wal.ts';
import { refreshMetrics } from './refresh-metrics.ts';
import { updateSecurityMetrics } from './update-security-metrics.ts';
import { startRequestLoop } from './run-requests.ts';
import { recordReadOnlyEvents } from '../restore/record-read-only-events.ts';
import { startSchedule } from './schedule.ts';

/** Prometheus asks twice a minute; the audit log is counted once. */
const securityMetricsMs = 50_000;

/** Runs the process without a command: schedule, metrics, WAL receiver, requests and health check. Ends on SIGTERM. */
export async function runDaemon(): Promise<void> {
  const app = openApp('ops');
  const refreshSecurityMetrics = shareRecent(() => updateSecurityMetrics(app), securityMetricsMs);
  const metricsServers = await serveMetrics(app, async () => {
    const results = await Promise.allSettled([refreshMetrics(app), refreshSecurityMetrics()]);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  });
  const schedule = startSchedule(app);
  const walReceiver = startWalReceiver(app);
  const requests = startRequestLoop(app);
  app.log.info({ port: app.config.metricsPort, next: schedule.next() }, 'the schedule runs');

  recordReadOnlyEvents(app).catch((error: unknown) =>
    app.log.error({ err: error }, 'what was read in a copy was not recorded'),
  );

  const stop = async () => {
    app.log.info('stopping');
    requests.stop();
    await schedule.stop();
    await walReceiver.stop();
    for (const server of metricsServers) {
      server.close();
      server.closeAllConnections();
    }
    await app.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void stop().then(() => process.exit(0)));
}

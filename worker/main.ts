import { openApp } from '../core/app.ts';
import { ConfigError } from '../core/platform/config.ts';
import { serveMetrics } from '../core/serve-metrics.ts';
import { openSandboxes } from '../core/tools/sandbox-client.ts';
import { reportScanner } from './report-scanner.ts';
import { startWorkerTasks } from './start-worker.ts';

/**
 * Shorter than the container's stop grace (60 s): what is still under way then is taken again by the next
 * worker.
 */
const drainTimeoutMs = 50_000;

/** The worker: moves every document on, one job at a time, with the sandboxes' help. */
async function main(): Promise<void> {
  const app = openApp('worker');
  const metricsServers = await serveMetrics(app);
  const sandboxes = openSandboxes({ scratchDir: app.config.scratchDir, log: app.log });
  const runningWorker = startWorkerTasks({ ...app, sandboxes });
  const scannerReport = reportScanner(app);
  app.log.info({ sandboxes: sandboxes.count() }, 'the worker takes jobs');
  const stop = async () => {
    app.log.info('the worker finishes what is under way');
    setTimeout(() => process.exit(0), drainTimeoutMs).unref();
    await runningWorker.stop();
    for (const server of metricsServers) server.close();
    scannerReport.close();
    await app.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

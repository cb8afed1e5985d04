import { createServer as createHttpServer, type Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { openApp, type App } from '../core/app.ts';
import { checkHealth } from '../core/check-health.ts';
import { listListenAddresses } from '../core/platform/list-listen-addresses.ts';
import type { MatterFeed } from './documents/matter-feed.ts';
import { startMailOutbox } from './mail/mail-outbox.ts';
import { startIntegrationChecks } from './status/check-integrations.ts';
import { serveMetrics } from '../core/serve-metrics.ts';
import { createServer } from './create-server.ts';
import { resealSecrets } from './reseal-secrets.ts';
import { refuseUnreadable } from './http/refuse-unreadable.ts';

/** Longer than nginx keeps an idle connection, so that it is never the server who closes one about to be used. */
const keepAliveTimeoutMs = 75_000;
/** Must end before the container's stop grace does. */
const stopTimeoutMs = 25_000;
/** Longer than nginx remembers where a server is (nginx.conf, resolver): until then it meets a port that refuses at once. */
const leastDrainMs = 10_000;

const app = openApp('server');
const handleRequest = createServer(app);
const servers = (await listListenAddresses(app.config.httpHost)).map((address) => {
  const server = createHttpServer(handleRequest).on('clientError', refuseUnreadable);
  server.keepAliveTimeout = keepAliveTimeoutMs;
  // A large upload over a slow line takes hours; nginx watches for ones that stand still.
  server.requestTimeout = 0;
  const { httpPort: port } = app.config;
  return server.listen(port, address, () => app.log.info({ address, port }, 'listening'));
});
const metricsServers = await serveMetrics(app, async () => {
  for (const part of await checkHealth(app)) {
    if (part.name !== 'scanner') app.metrics.ready.set({ part: part.name }, part.ok ? 1 : 0);
  }
});

resealSecrets(app)
  .then((count) => count > 0 && app.log.info({ count }, 'secrets were sealed anew by the newest key'))
  .catch((error: unknown) =>
    app.log.warn({ err: error }, 'secrets could not be sealed anew; the next start tries again'),
  );
const mailOutbox = startMailOutbox(app);
const integrationChecks = startIntegrationChecks(app);

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void stop(app, [...servers, ...metricsServers], cutOffLate));
// An upgrade replaces one server after the other: however long an upload takes, it ends here (ops/host/replace-servers.sh).
process.once('SIGUSR2', () => {
  (handleRequest.locals['matterFeed'] as MatterFeed).end();
  void stop(app, [...servers, ...metricsServers], () => wait(leastDrainMs));
});

/** `meanwhile` begins when no new requests are taken; it is waited for as well. */
async function stop(
  stopping: App,
  listening: Server[],
  meanwhile: (listening: Server[]) => Promise<void>,
): Promise<void> {
  stopping.log.info('stopping: no new requests, those under way are finished');
  const closed = Promise.all(listening.map(closeServer));
  await Promise.all([closed, meanwhile(listening), mailOutbox.stop(), integrationChecks.stop()]);
  await stopping.close();
}

async function cutOffLate(listening: Server[]): Promise<void> {
  setTimeout(() => listening.forEach((each) => each.closeAllConnections()), stopTimeoutMs).unref();
}

/** Resolves when the last request under way has its answer. */
function closeServer(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeIdleConnections();
  });
}

import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { App } from './app.ts';
import { listListenAddresses } from './platform/list-listen-addresses.ts';

/**
 * Serves `/metrics` and `/health/live` on the port that nginx does not publish, in the network of Prometheus alone.
 * `refresh` updates the gauges first.
 * @throws Error when the name of that network (STRONGROOM_METRICS_HOST) stands for no address of this machine
 */
export async function serveMetrics(
  app: Pick<App, 'metrics' | 'config' | 'log'>,
  refresh?: () => Promise<void>,
): Promise<Server[]> {
  const { metricsHost, metricsPort } = app.config;
  const servers = (await listListenAddresses(metricsHost)).map((address) =>
    createServer(answerWith(app, refresh)).listen(metricsPort, address),
  );
  await Promise.all(servers.map((server) => once(server, 'listening')));
  return servers;
}

function answerWith(
  { metrics: { registry }, log }: Pick<App, 'metrics' | 'log'>,
  refresh?: () => Promise<void>,
): RequestListener {
  return (request, response) => {
    const answer = (status: number, body: string, type = 'text/plain') =>
      response.writeHead(status, { 'Content-Type': type }).end(body);
    if (request.url === '/health/live') answer(200, '{"status":"live"}', 'application/json');
    else if (request.url === '/metrics') {
      Promise.resolve(refresh?.())
        .catch((error: unknown) => log.warn({ err: error }, 'some metrics could not be updated'))
        .then(async () => answer(200, await registry.metrics(), registry.contentType))
        .catch(() => answer(500, 'the metrics could not be written'));
    } else answer(404, 'only /metrics and /health/live are here');
  };
}

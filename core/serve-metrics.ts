import { createServer, type Server } from 'node:http';
import type { App } from './app.ts';

/**
 * Serves `/metrics` and `/health/live` on the port that nginx does not publish. `refresh` updates the gauges
 * first.
 */
export function serveMetrics(
  app: Pick<App, 'metrics' | 'config' | 'log'>,
  refresh?: () => Promise<void>,
): Server {
  const { registry } = app.metrics;
  const server = createServer((request, response) => {
    const answer = (status: number, body: string, type = 'text/plain') =>
      response.writeHead(status, { 'Content-Type': type }).end(body);
    if (request.url === '/health/live') answer(200, '{"status":"live"}', 'application/json');
    else if (request.url === '/metrics') {
      Promise.resolve(refresh?.())
        .catch((error: unknown) => app.log.warn({ err: error }, 'some metrics could not be updated'))
        .then(async () => answer(200, await registry.metrics(), registry.contentType))
        .catch(() => answer(500, 'the metrics could not be written'));
    } else answer(404, 'only /metrics and /health/live are here');
  });
  server.listen(app.config.metricsPort);
  return server;
}

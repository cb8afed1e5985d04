import { createServer, type Server } from 'node:http';
import type { App } from '../core/app.ts';

/** Answers `GET /metrics` and `GET /health/live` on the inside network; nginx does not publish it. */
export function serveWorkerMetrics({ metrics, config }: Pick<App, 'metrics' | 'config'>): Server {
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/health/live') {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('live\n');
    } else if (request.method === 'GET' && request.url === '/metrics') {
      metrics.registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    } else response.writeHead(404).end();
  });
  return server.listen(config.metricsPort);
}

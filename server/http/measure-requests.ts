import type { RequestHandler } from 'express';
import type { App } from '../../core/app.ts';

/** Counts and times every request by its route (never by its address: ids are nobody's label), and logs it once. */
export function measureRequests(app: Pick<App, 'metrics' | 'log'>): RequestHandler {
  return (request, response, next) => {
    const started = process.hrtime.bigint();
    response.once('close', () => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const route = (response.locals['route'] as string | undefined) ?? 'unmatched';
      const labels = { method: request.method, route, status: String(response.statusCode) };
      app.metrics.requestDuration.observe(labels, seconds);
      const isHealth = request.path.startsWith('/health/');
      app.log[isHealth ? 'debug' : 'info'](
        { ...labels, ms: Math.round(seconds * 1000), whole: response.writableFinished },
        'request',
      );
    });
    next();
  };
}

/** Names the route for the figures. */
export function setRouteLabel(route: string): RequestHandler {
  return (_request, response, next) => {
    response.locals['route'] = route;
    next();
  };
}

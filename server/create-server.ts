import express, { type Express } from 'express';
import type { App } from '../core/app.ts';
import { pageRoutes, routes } from './features.ts';
import { MatterFeed } from './documents/matter-feed.ts';
import { createAssetRouter } from './http/assets.ts';
import { sendProblemPage } from './http/send-problem-page.ts';
import {
  forbidCaching,
  refuseOtherScopes,
  refuseReadOnlyKeyWrites,
  refuseCrossSite,
  requireSecondFactorSetup,
  securityHeaders,
} from './http/guard.ts';
import { matchRoutes } from './http/matched-route.ts';
import { createPageRouter } from './http/page-route.ts';
import { createApiRouter } from './http/route.ts';
import { provideFormTokens } from './http/form-token.ts';
import { createHealthRouter } from './http/health.ts';
import { measureRequests } from './http/measure-requests.ts';
import { limitRequests } from './http/limit-requests.ts';
import { respondWithProblem, respondNotFound } from './http/problems.ts';
import { refuseWritesInReadOnlyCopy } from './http/read-only.ts';
import { recognizeProxy } from './http/recognize-proxy.ts';
import { assignRequestId } from './http/request-id.ts';
import { authenticateRequests } from './http/session.ts';

/**
 * The web server, as a table of contents: what happens to a request, in order.
 * @param authenticate finds out who asks; another one only where a person is played (server/access-probe).
 */
export function createServer(app: App, authenticate = authenticateRequests(app)): Express {
  const server = express();
  const proxy = recognizeProxy(app.config.proxyHost);
  server.disable('x-powered-by');
  server.disable('etag');
  server.set('trust proxy', proxy.isTrusted);
  server.set('query parser', 'simple');
  server.locals['matterFeed'] = new MatterFeed(app);

  server.use(proxy.handler);
  server.use(assignRequestId());
  server.use(measureRequests(app));
  server.use(securityHeaders());
  server.use(createAssetRouter());
  server.use(forbidCaching());
  server.use(createHealthRouter(app));
  server.use(refuseCrossSite(app));
  server.use(matchRoutes([...routes, ...pageRoutes]));
  server.use(refuseWritesInReadOnlyCopy(app));
  server.use(authenticate);
  server.use(provideFormTokens(app));
  server.use(limitRequests(app));
  server.use(refuseOtherScopes());
  server.use(refuseReadOnlyKeyWrites());
  server.use(requireSecondFactorSetup());
  server.use(createApiRouter(app, routes));
  server.use(createPageRouter(app, pageRoutes));
  server.use(respondNotFound());
  server.use(respondWithProblem(app, sendProblemPage));
  return server;
}

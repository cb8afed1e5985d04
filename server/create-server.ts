import express, { type Express } from 'express';
import type { App } from '../core/app.ts';
import { apiRoutes } from './api/routes.ts';
import { assetRoutes } from './browse/assets.ts';
import { presentError } from './browse/error.ts';
import { browseRoutes } from './browse/routes.ts';
import {
  forbidCaching,
  refuseBeyondKey,
  refuseCrossSite,
  refuseUntilSetUp,
  securityHeaders,
} from './http/guard.ts';
import { useFormTokens } from './http/form-token.ts';
import { healthRoutes } from './http/health.ts';
import { measureRequests } from './http/measure.ts';
import { limitRequests } from './http/limit-requests.ts';
import { answerErrors, answerNotFound } from './http/problems.ts';
import { refuseChanges } from './http/read-only.ts';
import { nameRequest } from './http/request-id.ts';
import { recogniseSession } from './http/session.ts';

/**
 * The web server, as a table of contents: what happens to a request, in order.
 * @param recognise finds out who asks; another one only where a person is played (server/wall-proof).
 */
export function createServer(app: App, recognise = recogniseSession(app)): Express {
  const server = express();
  server.disable('x-powered-by');
  server.disable('etag');
  server.set('trust proxy', 1);
  server.set('query parser', 'simple');

  server.use(nameRequest());
  server.use(measureRequests(app));
  server.use(securityHeaders());
  server.use(assetRoutes());
  server.use(forbidCaching());
  server.use(healthRoutes(app));
  server.use(refuseCrossSite(app));
  server.use(refuseChanges(app));
  server.use(recognise);
  server.use(useFormTokens(app));
  server.use(limitRequests(app));
  server.use(refuseBeyondKey());
  server.use(refuseUntilSetUp());
  server.use(apiRoutes(app));
  server.use(browseRoutes(app));
  server.use(answerNotFound());
  server.use(answerErrors(app, presentError));
  return server;
}

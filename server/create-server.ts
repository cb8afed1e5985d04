import express, { type Express } from 'express';
import type { App } from '../core/app.js';
import { apiRoutes } from './api/routes.js';
import { assetRoutes } from './browse/assets.js';
import { presentError } from './browse/error.js';
import { browseRoutes } from './browse/routes.js';
import {
  forbidCaching,
  refuseBeyondKey,
  refuseCrossSite,
  refuseUntilSetUp,
  securityHeaders,
} from './http/guard.js';
import { useFormTokens } from './http/form-token.js';
import { healthRoutes } from './http/health.js';
import { measureRequests } from './http/measure.js';
import { limitRequests } from './http/limit-requests.js';
import { answerErrors, answerNotFound } from './http/problems.js';
import { refuseChanges } from './http/read-only.js';
import { nameRequest } from './http/request-id.js';
import { recogniseSession } from './http/session.js';

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

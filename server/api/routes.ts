import { Router } from 'express';
import type { App } from '../../core/app.js';
import { mount } from '../http/route.js';
import { accessRoutes } from './access.js';
import { accountRoutes } from './account.js';
import { backupRoutes } from './backups.js';
import { auditRoutes } from './audit.js';
import { deadLetterRoutes } from './dead-letters.js';
import { disposalRoutes } from './disposals.js';
import { documentRoutes } from './documents.js';
import { holdRoutes } from './holds.js';
import { matterRoutes } from './matters.js';
import { memberRoutes } from './members.js';
import { describeApi } from './openapi.js';
import { peopleRoutes } from './people.js';
import { retentionRoutes } from './retention.js';
import { searchRoutes } from './search.js';
import { sessionRoutes } from './session.js';

/** Every address of the API. */
export const routes = [
  ...sessionRoutes,
  ...accountRoutes,
  ...matterRoutes,
  ...memberRoutes,
  ...accessRoutes,
  ...peopleRoutes,
  ...documentRoutes,
  ...retentionRoutes,
  ...holdRoutes,
  ...disposalRoutes,
  ...searchRoutes,
  ...deadLetterRoutes,
  ...backupRoutes,
  ...auditRoutes,
];

export function apiRoutes(app: App): Router {
  const router = Router();
  const description = describeApi(routes, app.config.origin);
  router.get('/api/openapi.json', (_request, response) => void response.json(description));
  mount(router, app, routes);
  return router;
}

import { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../core/app.js';
import { mount, route, type Route } from '../http/route.js';
import { accessRoutes } from './access.js';
import { accountRoutes } from './account.js';
import { backupRoutes } from './backups.js';
import { auditRoutes } from './audit.js';
import { deadLetterRoutes } from './dead-letters.js';
import { disposalRoutes } from './disposals.js';
import { documentRoutes } from './documents.js';
import { glassRoutes } from './glass.js';
import { holdRoutes } from './holds.js';
import { mailRoutes } from './mail.js';
import { matterRoutes } from './matters.js';
import { memberRoutes } from './members.js';
import { describeApi } from './openapi.js';
import { passkeyRoutes } from './passkeys.js';
import { peopleRoutes } from './people.js';
import { personRoutes } from './person.js';
import { retentionRoutes } from './retention.js';
import { searchRoutes } from './search.js';
import { sessionRoutes } from './session.js';
import { signOnRoutes } from './sign-on.js';

/** Every address of the API. */
export const routes: Route[] = [
  ...sessionRoutes,
  ...accountRoutes,
  ...passkeyRoutes,
  ...matterRoutes,
  ...memberRoutes,
  ...accessRoutes,
  ...glassRoutes,
  ...peopleRoutes,
  ...personRoutes,
  ...mailRoutes,
  ...signOnRoutes,
  ...documentRoutes,
  ...retentionRoutes,
  ...holdRoutes,
  ...disposalRoutes,
  ...searchRoutes,
  ...deadLetterRoutes,
  ...backupRoutes,
  ...auditRoutes,
  describeItself(),
];

export function apiRoutes(app: App): Router {
  const router = Router();
  mount(router, app, routes);
  return router;
}

/** For people and programs of the firm: a stranger need not know what there is. */
function describeItself(): Route {
  let description: object | undefined;
  return route({
    method: 'get',
    path: '/api/openapi.json',
    summary: 'This description',
    access: 'signed-in',
    answers: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) } },
    handle: async ({ app }) => {
      description ??= describeApi(routes, app.config.origin);
      return { status: 200, body: description };
    },
  });
}

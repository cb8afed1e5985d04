import { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../core/app.ts';
import { mountRoutes, route, type Route } from '../http/route.ts';
import { groupAndWallRoutes } from './access.ts';
import { accountRoutes } from './account.ts';
import { backupRoutes } from './backups.ts';
import { auditRoutes } from './audit.ts';
import { failedJobRoutes } from './dead-letters.ts';
import { disposalRoutes } from './disposals.ts';
import { documentRoutes } from './documents.ts';
import { emergencyAccessRoutes } from './glass.ts';
import { holdRoutes } from './holds.ts';
import { mailRoutes } from './mail.ts';
import { matterRoutes } from './matters.ts';
import { membersRoutes } from './members.ts';
import { describeApi } from './openapi.ts';
import { passkeyRoutes } from './passkeys.ts';
import { peopleRoutes } from './people.ts';
import { personRoutesForAdministrators } from './person.ts';
import { binRoutes } from './retention.ts';
import { searchRoutes } from './search.ts';
import { signInRoutes } from './session.ts';
import { ssoRoutes } from './sign-on.ts';

/** Every address of the API. */
export const routes: Route[] = [
  ...signInRoutes,
  ...accountRoutes,
  ...passkeyRoutes,
  ...matterRoutes,
  ...membersRoutes,
  ...groupAndWallRoutes,
  ...emergencyAccessRoutes,
  ...peopleRoutes,
  ...personRoutesForAdministrators,
  ...mailRoutes,
  ...ssoRoutes,
  ...documentRoutes,
  ...binRoutes,
  ...holdRoutes,
  ...disposalRoutes,
  ...searchRoutes,
  ...failedJobRoutes,
  ...backupRoutes,
  ...auditRoutes,
  describeApiRoute(),
];

export function createApiRouter(app: App): Router {
  const router = Router();
  mountRoutes(router, app, routes);
  return router;
}

/** For people and programs of the firm: a stranger need not know what there is. */
function describeApiRoute(): Route {
  let description: object | undefined;
  return route({
    method: 'get',
    path: '/api/openapi.json',
    summary: 'This description',
    access: 'signed-in',
    responses: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) } },
    handle: async ({ app }) => {
      description ??= describeApi(routes, app.config.origin);
      return { status: 200, body: description };
    },
  });
}

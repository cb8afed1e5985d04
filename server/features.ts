import { Router } from 'express';
import { z } from 'zod';
import type { App } from '../core/app.ts';
import { mountRoutes, route, type Route } from './http/route.ts';
import { groupAndWallRoutes } from './access/routes.ts';
import { accountRoutes } from './account/routes.ts';
import { backupRoutes } from './backups/routes.ts';
import { auditRoutes } from './audit/routes.ts';
import { failedJobRoutes } from './failed-jobs/routes.ts';
import { disposalRoutes } from './retention/routes.ts';
import { documentRoutes } from './documents/routes.ts';
import { emergencyAccessRoutes } from './access/emergency-access-routes.ts';
import { holdRoutes } from './holds/routes.ts';
import { mailRoutes } from './mail/routes.ts';
import { matterRoutes } from './matters/routes.ts';
import { membersRoutes } from './access/members-routes.ts';
import { describeApi } from './http/openapi.ts';
import { passkeyRoutes } from './account/passkeys-routes.ts';
import { peopleRoutes } from './people/routes.ts';
import { personRoutesForAdministrators } from './people/person-routes.ts';
import { binRoutes } from './retention/bin-routes.ts';
import { searchRoutes } from './search/routes.ts';
import { signInRoutes } from './sign-in/routes.ts';
import { ssoRoutes } from './sign-in/single-sign-on-routes.ts';

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

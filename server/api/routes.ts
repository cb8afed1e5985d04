import { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../core/app.ts';
import { mount, route, type Route } from '../http/route.ts';
import { accessRoutes } from './access.ts';
import { accountRoutes } from './account.ts';
import { backupRoutes } from './backups.ts';
import { auditRoutes } from './audit.ts';
import { deadLetterRoutes } from './dead-letters.ts';
import { disposalRoutes } from './disposals.ts';
import { documentRoutes } from './documents.ts';
import { glassRoutes } from './glass.ts';
import { holdRoutes } from './holds.ts';
import { mailRoutes } from './mail.ts';
import { matterRoutes } from './matters.ts';
import { memberRoutes } from './members.ts';
import { describeApi } from './openapi.ts';
import { passkeyRoutes } from './passkeys.ts';
import { peopleRoutes } from './people.ts';
import { personRoutes } from './person.ts';
import { retentionRoutes } from './retention.ts';
import { searchRoutes } from './search.ts';
import { sessionRoutes } from './session.ts';
import { signOnRoutes } from './sign-on.ts';

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

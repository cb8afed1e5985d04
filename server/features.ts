import { accessPages } from './access/pages.ts';
import { accessRoutes } from './access/routes.ts';
import { accountPages } from './account/pages.ts';
import { accountRoutes } from './account/routes.ts';
import { auditPages } from './audit/pages.ts';
import { auditRoutes } from './audit/routes.ts';
import { backupPages } from './backups/pages.ts';
import { backupRoutes } from './backups/routes.ts';
import { documentPages } from './documents/pages.ts';
import { documentRoutes } from './documents/routes.ts';
import { failedJobPages } from './failed-jobs/pages.ts';
import { failedJobRoutes } from './failed-jobs/routes.ts';
import { holdPages } from './holds/pages.ts';
import { holdRoutes } from './holds/routes.ts';
import { describeApiRoute } from './http/openapi.ts';
import type { PageRoute } from './http/page-route.ts';
import type { Route } from './http/route.ts';
import { mailPages } from './mail/pages.ts';
import { mailRoutes } from './mail/routes.ts';
import { matterPages } from './matters/pages.ts';
import { matterRoutes } from './matters/routes.ts';
import { peoplePages } from './people/pages.ts';
import { peopleRoutes } from './people/routes.ts';
import { retentionPages } from './retention/pages.ts';
import { retentionRoutes } from './retention/routes.ts';
import { searchResultPages } from './search/pages.ts';
import { searchRoutes } from './search/routes.ts';
import { signInPages } from './sign-in/pages.ts';
import { signInRoutes } from './sign-in/routes.ts';
import { statusPages } from './status/pages.ts';

/** What the product does, one room each: its addresses of the API and its pages. */
type Feature = { name: string; routes: Route[]; pages: PageRoute[] };

/** Everything the server answers. The room of a feature has its name. */
export const features: Feature[] = [
  { name: 'sign-in', routes: signInRoutes, pages: signInPages },
  { name: 'account', routes: accountRoutes, pages: accountPages },
  { name: 'matters', routes: matterRoutes, pages: matterPages },
  { name: 'access', routes: accessRoutes, pages: accessPages },
  { name: 'documents', routes: documentRoutes, pages: documentPages },
  { name: 'search', routes: searchRoutes, pages: searchResultPages },
  { name: 'holds', routes: holdRoutes, pages: holdPages },
  { name: 'retention', routes: retentionRoutes, pages: retentionPages },
  { name: 'people', routes: peopleRoutes, pages: peoplePages },
  { name: 'mail', routes: mailRoutes, pages: mailPages },
  { name: 'failed-jobs', routes: failedJobRoutes, pages: failedJobPages },
  { name: 'backups', routes: backupRoutes, pages: backupPages },
  { name: 'audit', routes: auditRoutes, pages: auditPages },
  { name: 'status', routes: [], pages: statusPages },
  // The description of the API itself.
  { name: 'http', routes: [describeApiRoute(() => routes)], pages: [] },
];

/** Every address of the API. */
export const routes: Route[] = features.flatMap((feature) => feature.routes);

/** Every page there is. */
export const pageRoutes: PageRoute[] = features.flatMap((feature) => feature.pages);

import type { Route } from '../http/route.ts';
import { accessRequestRoutes } from './access-requests-routes.ts';
import { emergencyAccessRoutes } from './emergency-access-routes.ts';
import { groupRoutes } from './groups-routes.ts';
import { memberRoutes } from './members-routes.ts';
import { numberRequestRoutes } from './number-requests-routes.ts';
import { wallRoutes } from './walls-routes.ts';

/** Who sees a matter: roles, groups, walls, requests for access and emergency access. */
export const accessRoutes: Route[] = [
  ...memberRoutes,
  ...groupRoutes,
  ...wallRoutes,
  ...accessRequestRoutes,
  ...emergencyAccessRoutes,
  ...numberRequestRoutes,
];

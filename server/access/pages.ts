import type { PageRoute } from '../http/page-route.ts';
import { emergencyAccessPages } from './emergency-access-pages.ts';
import { groupPages } from './groups-pages.ts';
import { memberPages } from './members-pages.ts';
import { wallPages } from './walls-pages.ts';

/** Who sees a matter: roles, groups, walls, requests for access and emergency access. */
export const accessPages: PageRoute[] = [
  ...memberPages,
  ...groupPages,
  ...wallPages,
  ...emergencyAccessPages,
];

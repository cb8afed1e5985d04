import { bystander } from './fill-database.js';
import type { Matter } from './generated-firm.js';
import type { Asks } from './reference-model.js';

type Sent = { query?: string; json?: unknown; form?: Record<string, string>; file?: boolean };
export type Address = { asks: Asks; send?: (matter: Matter) => Sent };

const asks = (what: Asks, send?: (matter: Matter) => Sent): Address => ({
  asks: what,
  ...(send && { send }),
});
const hold = { name: 'Preservation', reason: 'a claim' };
const wall = { personId: bystander.id, reason: 'conflict' };

/**
 * What every address of the product asks, by method and path as the routers name it. An address that is missing here fails the test:
 * whoever adds one says what it asks of a person.
 */
export const addresses: Record<string, Address> = {
  'get /api/matters/:id': asks('view'),
  'get /api/matters/:id/members': asks('view'),
  'put /api/matters/:id/members/:personId': asks('own', () => ({ json: { role: 'viewer' } })),
  'delete /api/matters/:id/members/:personId': asks('own'),
  'get /api/matters/:id/access/:personId': asks('walls'),
  'get /api/matters/:id/groups': asks('view'),
  'put /api/matters/:id/groups/:groupId': asks('own', () => ({ json: { role: 'viewer' } })),
  'delete /api/matters/:id/groups/:groupId': asks('own'),
  'get /api/matters/:id/documents': asks('view'),
  'post /api/matters/:id/documents': asks('file', () => ({ query: '?filename=x', file: true })),
  'get /api/matters/:id/events': asks('view'),
  'get /api/documents/:id': asks('view'),
  'get /api/documents/:id/original': asks('view'),
  'get /api/documents/:id/pages/:n': asks('view'),
  'get /api/documents/:id/changes': asks('view', ({ documentId }) => ({ query: `?from=${documentId}` })),
  'get /api/documents/:id/findings': asks('view'),
  'post /api/documents/:id/password': asks('file', () => ({ json: { password: 'x' } })),
  'post /api/documents/:id/retry': asks('file'),
  'delete /api/documents/:id': asks('file'),
  'get /api/matters/:id/bin': asks('file'),
  'post /api/documents/:id/restore': asks('file'),
  'get /api/walls': asks('walls', ({ id }) => ({ query: `?matter=${id}` })),
  'post /api/walls': asks('walls', ({ id }) => ({ json: { ...wall, matterId: id } })),
  'post /api/walls/:id/lift': asks('lift', () => ({ json: { reason: 'over' } })),
  'get /api/holds': asks('walls', ({ id }) => ({ query: `?matter=${id}` })),
  'post /api/holds': asks('walls', ({ id }) => ({ json: { ...hold, covers: [{ matterId: id }] } })),
  'post /api/holds/:id/release': asks('lift', () => ({ json: { reason: 'over' } })),
  'get /api/search': asks('search', ({ id }) => ({ query: `?q=quicksilver&matter=${id}` })),
  'get /matters/:id': asks('view'),
  'get /matters/:id/documents': asks('view'),
  'post /matters/:id/documents': asks('file', () => ({ file: true })),
  'post /matters/:id/members': asks('own', () => ({ form: { person: bystander.id, role: 'viewer' } })),
  'post /matters/:id/groups': asks('own', () => ({ form: { group: bystander.group, role: 'viewer' } })),
  'get /matters/:id/walls': asks('walls-page'),
  'post /matters/:id/walls': asks('walls', () => ({
    form: { against: `person ${bystander.id}`, reason: 'conflict' },
  })),
  'post /matters/:id/walls/lift': asks('lift', ({ liftedWallId }) => ({
    form: { wall: liftedWallId, reason: 'over' },
  })),
  'get /documents/:id': asks('view'),
  'get /documents/:id/changes': asks('view', ({ documentId }) => ({ query: `?from=${documentId}` })),
  'post /documents/:id/password': asks('file', () => ({ form: { password: 'x' } })),
  'post /documents/:id/retry': asks('file'),
  'post /documents/:id/versions': asks('file', () => ({ file: true })),
  'get /matters/:id/holds': asks('walls-page'),
  'post /matters/:id/holds': asks('walls', () => ({ form: hold })),
  'post /matters/:id/holds/release': asks('lift', ({ releasedHoldId }) => ({
    form: { hold: releasedHoldId, reason: 'over' },
  })),
  'get /matters/:id/bin': asks('file'),
  'post /documents/:id/delete': asks('file'),
  'post /documents/:id/restore': asks('file'),
  'get /search': asks('search', ({ id }) => ({ query: `?q=quicksilver&matter=${id}` })),
};

/** Addresses that are about no matter, or about all of somebody's own; the lists among them are compared with the model as a whole. */
export const aboutNoMatter = new Set([
  'post /api/session',
  'get /api/session',
  'delete /api/session',
  'post /api/keys',
  'get /api/matters',
  'post /api/matters',
  'get /api/groups',
  'post /api/groups',
  'get /api/groups/:id/members',
  'put /api/groups/:id/members/:personId',
  'delete /api/groups/:id/members/:personId',
  'get /api/people',
  'post /api/people',
  'post /api/backups',
  'get /api/dead-letters',
  'post /api/dead-letters/requeue',
  'post /api/dead-letters/:id/requeue',
  'post /api/dead-letters/:id/close',
  'get /',
  'get /sign-in',
  'post /sign-in',
  'post /sign-out',
  'get /matters',
  'post /matters',
  'get /people',
  'post /people',
  'get /admin/groups',
  'post /admin/groups',
  'post /admin/groups/:id/join',
  'post /admin/groups/:id/leave',
  'get /admin/walls',
  'post /admin/walls',
  'post /admin/walls/lift',
  'get /admin/holds',
  'post /admin/holds',
  'post /admin/holds/release',
  'get /admin/dead-letters',
  'post /admin/dead-letters/requeue',
  'post /admin/dead-letters/:id/requeue',
  'post /admin/dead-letters/:id/close',
  'get /admin/status',
  'get /api/firm-rules',
  'put /api/firm-rules',
  'post /people/rules',
  'post /api/second-factor/setup',
  'put /api/second-factor',
  'delete /api/second-factor',
  'post /sign-in/code',
  'get /account/second-factor',
  'post /account/second-factor',
  'post /account/second-factor/remove',
  'post /api/session/confirm',
  'put /api/password',
  'get /api/sessions',
  'delete /api/sessions',
  'delete /api/sessions/:id',
  'get /api/keys',
  'delete /api/keys/:id',
  'put /api/people/:id',
  'post /people/:id',
  'get /account',
  'post /account/password',
  'post /account/sessions/end',
  'post /account/sessions/:id/end',
  'post /account/keys',
  'post /account/keys/:id/revoke',
  'get /api/audit',
  'get /api/audit/heads',
  'get /api/audit/export',
  'get /api/audit/verifier',
  'get /audit',
  'get /audit/export',
  'get /confirm',
  'post /confirm',
]);

/** These are asked about a document that is in the bin, so that the one all other addresses are about stays. */
function goesOrComesBack(key: string): boolean {
  return /^delete .api.documents|:id.(delete|restore)$/.test(key);
}

/** The path with the ids of this matter in it. */
export function pathOf(key: string, matter: Matter): string {
  const path = key.slice(key.indexOf(' ') + 1);
  const id = path.includes('/walls/:id')
    ? matter.liftedWallId
    : path.includes('/holds/:id')
      ? matter.releasedHoldId
      : goesOrComesBack(key)
        ? matter.binnedId
        : path.includes('/documents/:id')
          ? matter.documentId
          : matter.id;
  return path
    .replace(':id', id)
    .replace(':personId', bystander.id)
    .replace(':groupId', bystander.group)
    .replace(':n', '1');
}

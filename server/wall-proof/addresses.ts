/** What an address is asked about: a matter, things in it, and somebody it could be given to. */
export type Target = {
  id: string;
  /** By which people name it who do not see it. */
  number: string;
  documentId: string;
  /** A document in the bin. */
  binnedId: string;
  liftedWallId: string;
  releasedHoldId: string;
  /** One that is decided already. */
  disposalId: string;
  /** Ended already. */
  glassId: string;
  /** Decided already. */
  requestId: string;
  personId: string;
  groupId: string;
};

/** What goes along with a request: enough to get past the checks of form, so that it is the right to ask that is judged. */
export type Sent = { query?: string; json?: unknown; form?: Record<string, string>; file?: boolean };

const nothing = (): Sent => ({});
const aFile = (): Sent => ({ file: true });
const role = 'viewer';
const reason = 'conflict';
const glass = { hours: '1', reason: 'a court date that nobody knew of' };
const hold = { name: 'Preservation', reason: 'a claim' };

/**
 * Every address of the product that is about a matter or something in it, by method and path as the routers name it. The proof of a wall
 * asks them all; test/api/isolation fails when one is missing, and says of each what it asks of a person.
 */
export const addresses: Record<string, (target: Target) => Sent> = {
  'get /api/matters/:id': nothing,
  'get /api/matters/:id/members': nothing,
  'put /api/matters/:id/members/:personId': () => ({ json: { role } }),
  'delete /api/matters/:id/members/:personId': nothing,
  'get /api/matters/:id/access/:personId': nothing,
  'get /api/matters/:id/groups': nothing,
  'put /api/matters/:id/groups/:groupId': () => ({ json: { role } }),
  'delete /api/matters/:id/groups/:groupId': nothing,
  'get /api/matters/:id/documents': nothing,
  'post /api/matters/:id/documents': () => ({ query: '?filename=x', file: true }),
  'get /api/matters/:id/events': nothing,
  'get /api/documents/:id': nothing,
  'get /api/documents/:id/original': nothing,
  'get /api/documents/:id/pages/:n': nothing,
  'get /api/documents/:id/changes': ({ documentId }) => ({ query: `?from=${documentId}` }),
  'get /api/documents/:id/findings': nothing,
  'post /api/documents/:id/password': () => ({ json: { password: 'x' } }),
  'post /api/documents/:id/retry': nothing,
  'delete /api/documents/:id': nothing,
  'get /api/matters/:id/bin': nothing,
  'post /api/documents/:id/restore': nothing,
  'get /api/walls': ({ id }) => ({ query: `?matter=${id}` }),
  'post /api/walls': ({ id, personId }) => ({ json: { personId, reason, matterId: id } }),
  'post /api/walls/:id/lift': () => ({ json: { reason } }),
  'get /api/holds': ({ id }) => ({ query: `?matter=${id}` }),
  'post /api/holds': ({ id }) => ({ json: { ...hold, covers: [{ matterId: id }] } }),
  'post /api/holds/:id/release': () => ({ json: { reason } }),
  'get /api/matters/:id/closing': nothing,
  'put /api/matters/:id/closing': () => ({ json: { scheduleId: 'none' } }),
  'delete /api/matters/:id/closing': nothing,
  'post /api/disposals': ({ id }) => ({ json: { matterId: id, reason } }),
  'get /api/disposals/:id': nothing,
  'post /api/disposals/:id/approve': nothing,
  'post /api/disposals/:id/withdraw': () => ({ json: { reason } }),
  'get /api/restores': ({ id }) => ({ query: `?matter=${id}` }),
  'post /api/restores': ({ id }) => ({ json: { matter: id } }),
  'post /api/access-requests': ({ number }) => ({ json: { number, role, reason } }),
  'post /api/access-requests/:id/grant': () => ({ json: { role } }),
  'post /api/access-requests/:id/decline': nothing,
  'post /api/break-glass': ({ number }) => ({ json: { number, ...glass } }),
  'post /api/break-glass/:id/end': nothing,
  'post /api/break-glass/:id/note': nothing,
  'get /api/search': ({ id }) => ({ query: `?q=quicksilver&matter=${id}` }),
  'get /matters/:id': nothing,
  'get /matters/:id/documents': nothing,
  'post /matters/:id/documents': aFile,
  'post /matters/:id/members': ({ personId }) => ({ form: { person: personId, role } }),
  'post /matters/:id/groups': ({ groupId }) => ({ form: { group: groupId, role } }),
  'get /matters/:id/walls': nothing,
  'post /matters/:id/walls': ({ personId }) => ({ form: { against: `person ${personId}`, reason } }),
  'post /matters/:id/walls/lift': ({ liftedWallId }) => ({ form: { wall: liftedWallId, reason } }),
  'get /documents/:id': nothing,
  'get /documents/:id/changes': ({ documentId }) => ({ query: `?from=${documentId}` }),
  'post /documents/:id/password': () => ({ form: { password: 'x' } }),
  'post /documents/:id/retry': nothing,
  'post /documents/:id/versions': aFile,
  'get /matters/:id/holds': nothing,
  'post /matters/:id/holds': () => ({ form: hold }),
  'post /matters/:id/holds/release': ({ releasedHoldId }) => ({ form: { hold: releasedHoldId, reason } }),
  'get /matters/:id/closing': nothing,
  'post /matters/:id/closing': () => ({ form: { scheduleId: 'none' } }),
  'post /matters/:id/reopen': nothing,
  'get /disposals/:id': nothing,
  'post /disposals': ({ id }) => ({ form: { matterId: id, reason } }),
  'post /disposals/:id/approve': nothing,
  'post /disposals/:id/withdraw': () => ({ form: { reason } }),
  'get /matters/:id/restores': nothing,
  'post /matters/:id/restores': nothing,
  'get /matters/:id/bin': nothing,
  'post /documents/:id/delete': nothing,
  'post /documents/:id/restore': nothing,
  'post /access': ({ number }) => ({ form: { number, role, reason } }),
  'post /access/requests/:id/grant': () => ({ form: { role } }),
  'post /access/requests/:id/decline': nothing,
  'post /access/glass': ({ number }) => ({ form: { number, ...glass } }),
  'post /access/glass/:id/end': nothing,
  'post /access/glass/:id/note': nothing,
  'get /search': ({ id }) => ({ query: `?q=quicksilver&matter=${id}` }),
};

/** What is put into the bin or taken out of it, so that the document all other addresses are about stays where it is. */
const goesOrComesBack = /^delete .api.documents|:id.(delete|restore)$/;

/** The path with the target's ids in it. */
export function pathOf(key: string, target: Target): string {
  const path = key.slice(key.indexOf(' ') + 1);
  return path
    .replace(':id', idFor(key, target))
    .replace(':personId', target.personId)
    .replace(':groupId', target.groupId)
    .replace(':n', '1');
}

function idFor(key: string, target: Target): string {
  if (key.includes('/walls/:id')) return target.liftedWallId;
  if (key.includes('/holds/:id')) return target.releasedHoldId;
  if (key.includes('/disposals/:id')) return target.disposalId;
  if (key.includes('glass/:id')) return target.glassId;
  if (key.includes('requests/:id')) return target.requestId;
  if (goesOrComesBack.test(key)) return target.binnedId;
  return key.includes('/documents/:id') ? target.documentId : target.id;
}

/** What an address is asked about: a matter, things in it, and somebody it could be given to. */
export type ProbeSubject = {
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
  emergencyAccessId: string;
  /** Decided already. */
  requestId: string;
  personId: string;
  groupId: string;
};

/** What goes along with a request: enough to get past the checks of form, so that it is the right to ask that is judged. */
export type SampleRequest = { query?: string; json?: unknown; form?: Record<string, string>; file?: boolean };

const emptyRequest = (): SampleRequest => ({});
const fileRequest = (): SampleRequest => ({ file: true });
const role = 'viewer';
const reason = 'conflict';
const emergencyAccess = { hours: '1', reason: 'a court date that nobody knew of' };
const hold = { name: 'Preservation', reason: 'a claim' };

/**
 * Every address of the product that is about a matter or something in it, by method and path as the routers name it. The proof of a wall
 * asks them all; test/api/isolation fails when one is missing, and says of each what it asks of a person.
 */
export const sampleRequests: Record<string, (target: ProbeSubject) => SampleRequest> = {
  'get /api/matters/:id': emptyRequest,
  'get /api/matters/:id/members': emptyRequest,
  'put /api/matters/:id/members/:personId': () => ({ json: { role } }),
  'delete /api/matters/:id/members/:personId': emptyRequest,
  'get /api/matters/:id/access/:personId': emptyRequest,
  'get /api/matters/:id/groups': emptyRequest,
  'put /api/matters/:id/groups/:groupId': () => ({ json: { role } }),
  'delete /api/matters/:id/groups/:groupId': emptyRequest,
  'get /api/matters/:id/documents': emptyRequest,
  'post /api/matters/:id/documents': () => ({ query: '?filename=x', file: true }),
  'get /api/matters/:id/events': emptyRequest,
  'get /api/documents/:id': emptyRequest,
  'get /api/documents/:id/original': emptyRequest,
  'get /api/documents/:id/pages/:n': emptyRequest,
  'get /api/documents/:id/changes': ({ documentId }) => ({ query: `?from=${documentId}` }),
  'get /api/documents/:id/findings': emptyRequest,
  'post /api/documents/:id/password': () => ({ json: { password: 'x' } }),
  'post /api/documents/:id/retry': emptyRequest,
  'delete /api/documents/:id': emptyRequest,
  'get /api/matters/:id/bin': emptyRequest,
  'post /api/documents/:id/restore': emptyRequest,
  'get /api/walls': ({ id }) => ({ query: `?matter=${id}` }),
  'post /api/walls': ({ id, personId }) => ({ json: { personId, reason, matterId: id } }),
  'post /api/walls/:id/lift': () => ({ json: { reason } }),
  'get /api/holds': ({ id }) => ({ query: `?matter=${id}` }),
  'post /api/holds': ({ id }) => ({ json: { ...hold, covers: [{ matterId: id }] } }),
  'post /api/holds/:id/release': () => ({ json: { reason } }),
  'get /api/matters/:id/closing': emptyRequest,
  'put /api/matters/:id/closing': () => ({ json: { scheduleId: 'none' } }),
  'delete /api/matters/:id/closing': emptyRequest,
  'post /api/disposals': ({ id }) => ({ json: { matterId: id, reason } }),
  'get /api/disposals/:id': emptyRequest,
  'post /api/disposals/:id/approve': emptyRequest,
  'post /api/disposals/:id/withdraw': () => ({ json: { reason } }),
  'get /api/restores': ({ id }) => ({ query: `?matter=${id}` }),
  'post /api/restores': ({ id }) => ({ json: { matter: id } }),
  'post /api/access-requests': ({ number }) => ({ json: { number, role, reason } }),
  'post /api/access-requests/:id/grant': () => ({ json: { role } }),
  'post /api/access-requests/:id/decline': emptyRequest,
  'post /api/break-glass': ({ number }) => ({ json: { number, ...emergencyAccess } }),
  'post /api/break-glass/:id/end': emptyRequest,
  'post /api/break-glass/:id/note': emptyRequest,
  'get /api/search': ({ id }) => ({ query: `?q=quicksilver&matter=${id}` }),
  'get /matters/:id': emptyRequest,
  'get /matters/:id/documents': emptyRequest,
  'post /matters/:id/documents': fileRequest,
  'post /matters/:id/members': ({ personId }) => ({ form: { person: personId, role } }),
  'post /matters/:id/groups': ({ groupId }) => ({ form: { group: groupId, role } }),
  'get /matters/:id/walls': emptyRequest,
  'post /matters/:id/walls': ({ personId }) => ({ form: { against: `person ${personId}`, reason } }),
  'post /matters/:id/walls/lift': ({ liftedWallId }) => ({ form: { wall: liftedWallId, reason } }),
  'get /documents/:id': emptyRequest,
  'get /documents/:id/changes': ({ documentId }) => ({ query: `?from=${documentId}` }),
  'post /documents/:id/password': () => ({ form: { password: 'x' } }),
  'post /documents/:id/retry': emptyRequest,
  'post /documents/:id/versions': fileRequest,
  'get /matters/:id/holds': emptyRequest,
  'post /matters/:id/holds': () => ({ form: hold }),
  'post /matters/:id/holds/release': ({ releasedHoldId }) => ({ form: { hold: releasedHoldId, reason } }),
  'get /matters/:id/closing': emptyRequest,
  'post /matters/:id/closing': () => ({ form: { scheduleId: 'none' } }),
  'post /matters/:id/reopen': emptyRequest,
  'get /disposals/:id': emptyRequest,
  'post /disposals': ({ id }) => ({ form: { matterId: id, reason } }),
  'post /disposals/:id/approve': emptyRequest,
  'post /disposals/:id/withdraw': () => ({ form: { reason } }),
  'get /matters/:id/restores': emptyRequest,
  'post /matters/:id/restores': emptyRequest,
  'get /matters/:id/bin': emptyRequest,
  'post /documents/:id/delete': emptyRequest,
  'post /documents/:id/restore': emptyRequest,
  'post /access': ({ number }) => ({ form: { number, role, reason } }),
  'post /access/requests/:id/grant': () => ({ form: { role } }),
  'post /access/requests/:id/decline': emptyRequest,
  'post /access/glass': ({ number }) => ({ form: { number, ...emergencyAccess } }),
  'post /access/glass/:id/end': emptyRequest,
  'post /access/glass/:id/note': emptyRequest,
  'get /search': ({ id }) => ({ query: `?q=quicksilver&matter=${id}` }),
};

/** What is put into the bin or taken out of it, so that the document all other addresses are about stays where it is. */
const deletesOrRestores = /^delete .api.documents|:id.(delete|restore)$/;

/** The path with the target's ids in it. */
export function samplePath(key: string, subject: ProbeSubject): string {
  const path = key.slice(key.indexOf(' ') + 1);
  return path
    .replace(':id', sampleId(key, subject))
    .replace(':personId', subject.personId)
    .replace(':groupId', subject.groupId)
    .replace(':n', '1');
}

function sampleId(key: string, subject: ProbeSubject): string {
  if (key.includes('/walls/:id')) return subject.liftedWallId;
  if (key.includes('/holds/:id')) return subject.releasedHoldId;
  if (key.includes('/disposals/:id')) return subject.disposalId;
  if (key.includes('glass/:id')) return subject.emergencyAccessId;
  if (key.includes('requests/:id')) return subject.requestId;
  if (deletesOrRestores.test(key)) return subject.binnedId;
  return key.includes('/documents/:id') ? subject.documentId : subject.id;
}

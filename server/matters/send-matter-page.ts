import { h } from 'preact';
import { listDocuments } from '../../core/documents/read/read-documents.ts';
import { getMatter } from '../../core/matters/matters.ts';
import { listIncomingAccessRequests } from '../../core/access/access-requests.ts';
import { listEmergencyAccess } from '../../core/access/emergency-access.ts';
import { listGroups } from '../../core/access/groups.ts';
import { listGroupGrants } from '../../core/access/group-grants.ts';
import { listMembers } from '../../core/access/members.ts';
import { listColleaguesByName } from '../../core/people/people.ts';
import { MatterPage, type MatterPageProps } from './views/matter-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import { optionalQueryValue, queryValue, type PageRequest } from '../http/page-route.ts';

/** How many rows of a matter's documents a page shows at once. */
export const maxDocumentRows = 100;

/** Which versions the address asks for. */
export function requestedVersions(request: PageRequest['request']): 'newest' | 'all' {
  return queryValue(request, 'versions') === 'all' ? 'all' : 'newest';
}

/** Sends the page of a matter, with what came of a form on it. */
export async function sendMatterPage(
  { app, actor, params: { id }, request, response }: PageRequest<{ id: string }>,
  notice: MatterPageProps['notice'],
  status = 200,
): Promise<void> {
  const matter = await getMatter(app, actor, id);
  const documents = await listDocuments(app, actor, {
    matterId: id,
    limit: maxDocumentRows,
    cursor: optionalQueryValue(request, 'cursor'),
    versions: requestedVersions(request),
  });
  const members = await listMembers(app, actor, id);
  const canManage = matter.can['manage members'];
  const everybody = canManage ? await listColleaguesByName(app, actor) : [];
  const groupGrants = await listGroupGrants(app, actor, id);
  const groupIdsWithRole = new Set(groupGrants.map((part) => part.group.id));
  const groups = canManage ? await listGroups(app, actor) : [];
  const memberIds = new Set(members.map((member) => member.person.id));
  const colleagues = everybody.filter((person) => !memberIds.has(person.id));
  const isOfThisMatter = ({ matterId }: { matterId: string }) => matterId === id;
  const view = h(MatterPage, {
    pageFrame: buildPageFrame(response, 'matters'),
    matter,
    documents,
    versions: requestedVersions(request),
    members,
    colleagues,
    groupGrants,
    groups: groups.filter((group) => !groupIdsWithRole.has(group.id)),
    maxUploadBytes: app.config.maxUploadBytes,
    access: {
      readerId: actor.person.id,
      requests: (canManage ? await listIncomingAccessRequests(app, actor) : []).filter(isOfThisMatter),
      emergencyAccesses: (await listEmergencyAccess(app, actor)).filter(isOfThisMatter),
    },
    ...(notice && { notice }),
  });
  sendPage(response, view, status);
}

import { h } from 'preact';
import { readMatterPage } from '../../core/documents/read/read-matter-page.ts';
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
  const versions = requestedVersions(request);
  const cursor = optionalQueryValue(request, 'cursor');
  const page = await readMatterPage(app, actor, { matterId: id, limit: maxDocumentRows, cursor, versions });
  const { members, groupGrants, manageable } = page;
  const memberIds = new Set(members.map((member) => member.person.id));
  const groupIdsWithRole = new Set(groupGrants.map((part) => part.group.id));
  const view = h(MatterPage, {
    pageFrame: buildPageFrame(response, 'matters'),
    matter: page.matter,
    documents: page.documents,
    versions,
    members,
    colleagues: manageable.colleagues.filter((person) => !memberIds.has(person.id)),
    groupGrants,
    groups: manageable.groups.filter((group) => !groupIdsWithRole.has(group.id)),
    maxUploadBytes: app.config.maxUploadBytes,
    access: {
      readerId: actor.person.id,
      requests: manageable.requests,
      emergencyAccesses: page.emergencyAccesses,
    },
    ...(notice && { notice }),
  });
  sendPage(response, view, status);
}

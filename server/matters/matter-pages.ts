import { h } from 'preact';
import { z } from 'zod';
import { listDocuments } from '../../core/documents/read/read-documents.ts';
import { storeOriginal } from '../../core/documents/intake/store-original.ts';
import { getMatter } from '../../core/matters/matters.ts';
import { listIncomingAccessRequests } from '../../core/access/access-requests.ts';
import { listEmergencyAccess } from '../../core/access/emergency-access.ts';
import { listGroups } from '../../core/access/groups.ts';
import { listGroupGrants, removeGroupGrant, setGroupGrant } from '../../core/access/group-grants.ts';
import { listMembers, removeMember, setMemberRole } from '../../core/access/members.ts';
import { listColleagues } from '../../core/people/people.ts';
import { Problem } from '../../core/platform/errors.ts';
import { membershipRoleSchema } from '../http/schemas.ts';
import { receiveUploads } from '../documents/receive-uploads.ts';
import { DocumentsTable } from '../documents/views/documents-table.tsx';
import { formatCount } from '../browser/format.ts';
import { MatterPage, type MatterPageProps } from './views/matter-page.tsx';
import { buildPageFrame, sendPage, sendFragment } from '../http/send-page.ts';
import { queryValue, parseForm, problemFrom, redirectTo, type PageRequest } from '../http/page-route.ts';

const maxDocuments = 100;
/** A choice of colleagues; a firm larger than this adds members through the API. */
const maxColleagues = 1000;

export async function showMatterPage(pageRequest: PageRequest): Promise<void> {
  const filed = /^[1-9]\d{0,3}$/.exec(queryValue(pageRequest.request, 'filed'))?.[0];
  const text =
    filed && `${formatCount(Number(filed), 'document')} filed. Each becomes searchable in a moment.`;
  await sendMatterPage(pageRequest, text ? { kind: 'good', text } : undefined);
}

/** The rows alone, for a page that is open. */
export async function showDocumentRows({ app, actor, id, request, response }: PageRequest): Promise<void> {
  const matter = await getMatter(app, actor, id);
  const documents = await listDocuments(app, actor, {
    matterId: id,
    limit: maxDocuments,
    cursor: queryValue(request, 'cursor') || undefined,
    versions: requestedVersions(request),
  });
  sendFragment(response, h(DocumentsTable, { documents, matter, versions: requestedVersions(request) }));
}

function requestedVersions(request: PageRequest['request']): 'newest' | 'all' {
  return queryValue(request, 'versions') === 'all' ? 'all' : 'newest';
}

/** The plain form, for a browser without the script; each file streams to storage as it comes. */
export async function uploadDocumentsFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, id, request, response } = pageRequest;
  const emptyFiles: string[] = [];
  let filed = 0;
  const problem = await problemFrom(async () => {
    for await (const file of receiveUploads(request, undefined)) {
      const sentence = await findEmptyFileProblem(() => storeOriginal(app, actor, { matterId: id, ...file }));
      if (sentence === undefined) filed += 1;
      else emptyFiles.push(`${file.filename}: ${sentence}`);
    }
    if (filed + emptyFiles.length === 0)
      throw new Problem('invalid-request', 'No file was chosen. Choose one or more and press Upload.');
  });
  if (!problem && emptyFiles.length === 0) return redirectTo(response, `/matters/${id}?filed=${filed}`);
  const storedBefore = filed > 0 ? `${formatCount(filed, 'document')} filed before that. ` : '';
  await sendMatterPage(
    pageRequest,
    {
      kind: 'problem',
      text: `${storedBefore}${[...emptyFiles, ...(problem ? [problem.detail] : [])].join(' ')}`,
    },
    problem?.status ?? 422,
  );
}

/** An empty file is refused by itself; the ones after it are still taken. */
async function findEmptyFileProblem(store: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await store();
    return undefined;
  } catch (error) {
    if (error instanceof Problem && error.type === 'empty-file') return error.message;
    throw error;
  }
}

const memberFormSchema = z.object({
  person: z.string('choose a colleague').min(1, 'choose a colleague').max(100),
  role: z.union([membershipRoleSchema, z.literal('none')]),
});

const groupFormSchema = z.object({
  group: z.string('choose a group').min(1, 'choose a group').max(100),
  role: z.union([membershipRoleSchema, z.literal('none')]),
});

export async function changeMemberFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, id, request, response } = pageRequest;
  const problem = await problemFrom(async () => {
    const { person, role } = parseForm(request, memberFormSchema);
    if (role === 'none') await removeMember(app, actor, { matterId: id, personId: person });
    else await setMemberRole(app, actor, { matterId: id, personId: person, role });
    redirectTo(response, `/matters/${id}`);
  });
  if (problem) await sendMatterPage(pageRequest, { kind: 'problem', text: problem.detail }, problem.status);
}

export async function changeGroupFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, id, request, response } = pageRequest;
  const problem = await problemFrom(async () => {
    const { group, role } = parseForm(request, groupFormSchema);
    if (role === 'none') await removeGroupGrant(app, actor, { matterId: id, groupId: group });
    else await setGroupGrant(app, actor, { matterId: id, groupId: group, role });
    redirectTo(response, `/matters/${id}`);
  });
  if (problem) await sendMatterPage(pageRequest, { kind: 'problem', text: problem.detail }, problem.status);
}

async function sendMatterPage(
  { app, actor, id, request, response }: PageRequest,
  notice: MatterPageProps['notice'],
  status = 200,
): Promise<void> {
  const matter = await getMatter(app, actor, id);
  const documents = await listDocuments(app, actor, {
    matterId: id,
    limit: maxDocuments,
    cursor: queryValue(request, 'cursor') || undefined,
    versions: requestedVersions(request),
  });
  const members = await listMembers(app, actor, id);
  const everybody = matter.role === 'owner' ? await listColleagues(app, actor, maxColleagues) : [];
  const groupGrants = await listGroupGrants(app, actor, id);
  const groupIdsWithRole = new Set(groupGrants.map((part) => part.group.id));
  const groups = matter.role === 'owner' ? await listGroups(app, actor) : [];
  const memberIds = new Set(members.map((member) => member.person.id));
  const colleagues = everybody
    .filter((person) => !memberIds.has(person.id))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
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
      requests: (matter.role === 'owner' ? await listIncomingAccessRequests(app, actor) : []).filter(
        isOfThisMatter,
      ),
      emergencyAccesses: (await listEmergencyAccess(app, actor)).filter(isOfThisMatter),
    },
    ...(notice && { notice }),
  });
  sendPage(response, view, status);
}

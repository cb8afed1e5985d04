import { h } from 'preact';
import { z } from 'zod';
import { listDocuments } from '../../core/documents/read-documents.ts';
import { storeOriginal } from '../../core/documents/store-original.ts';
import { getMatter } from '../../core/matters/matters.ts';
import { listPutRequests } from '../../core/access/access-requests.ts';
import { listBrokenGlass } from '../../core/access/break-glass.ts';
import { listGroups } from '../../core/access/groups.ts';
import { listGroupParts, removeGroupPart, setGroupPart } from '../../core/matters/group-parts.ts';
import { listMembers, removeMember, setMember } from '../../core/matters/members.ts';
import { listColleagues } from '../../core/people/people.ts';
import { Problem } from '../../core/platform/errors.ts';
import { membershipRoleSchema } from '../api/schemas.ts';
import { receiveUploads } from '../http/receive-upload.ts';
import { DocumentsTable } from '../pages/documents-table.tsx';
import { counted } from '../pages/figures.tsx';
import { MatterPage, type MatterPageProps } from '../pages/matter.tsx';
import { chromeOf, sendPage, sendPart } from './send-page.ts';
import { asked, readForm, refusalOf, sendOn, type Visit } from './visit.ts';

const limit = 100;
/** A choice of colleagues; a firm larger than this adds members through the API. */
const colleaguesAtMost = 1000;

export async function showMatter(visit: Visit): Promise<void> {
  const filed = /^[1-9]\d{0,3}$/.exec(asked(visit.request, 'filed'))?.[0];
  const text = filed && `${counted(Number(filed), 'document')} filed. Each becomes searchable in a moment.`;
  await sendMatter(visit, text ? { kind: 'good', text } : undefined);
}

/** The rows alone, for a page that is open. */
export async function showDocuments({ app, who, id, request, response }: Visit): Promise<void> {
  const matter = await getMatter(app, who, id);
  const documents = await listDocuments(app, who, {
    matterId: id,
    limit,
    cursor: asked(request, 'cursor') || undefined,
    versions: askedVersions(request),
  });
  sendPart(response, h(DocumentsTable, { documents, matter, versions: askedVersions(request) }));
}

function askedVersions(request: Visit['request']): 'newest' | 'all' {
  return asked(request, 'versions') === 'all' ? 'all' : 'newest';
}

/** The plain form, for a browser without the script; each file streams to storage as it comes. */
export async function fileDocuments(visit: Visit): Promise<void> {
  const { app, who, id, request, response } = visit;
  const empty: string[] = [];
  let filed = 0;
  const refusal = await refusalOf(async () => {
    for await (const file of receiveUploads(request, undefined)) {
      const sentence = await emptyFile(() => storeOriginal(app, who, { matterId: id, ...file }));
      if (sentence === undefined) filed += 1;
      else empty.push(`${file.filename}: ${sentence}`);
    }
    if (filed + empty.length === 0)
      throw new Problem('invalid-request', 'No file was chosen. Choose one or more and press Upload.');
  });
  if (!refusal && empty.length === 0) return sendOn(response, `/matters/${id}?filed=${filed}`);
  const kept = filed > 0 ? `${counted(filed, 'document')} filed before that. ` : '';
  await sendMatter(
    visit,
    { kind: 'problem', text: `${kept}${[...empty, ...(refusal ? [refusal.detail] : [])].join(' ')}` },
    refusal?.status ?? 422,
  );
}

/** An empty file is refused by itself; the ones after it are still taken. */
async function emptyFile(store: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await store();
    return undefined;
  } catch (error) {
    if (error instanceof Problem && error.type === 'empty-file') return error.message;
    throw error;
  }
}

const memberForm = z.object({
  person: z.string('choose a colleague').min(1, 'choose a colleague').max(100),
  role: z.union([membershipRoleSchema, z.literal('none')]),
});

const groupForm = z.object({
  group: z.string('choose a group').min(1, 'choose a group').max(100),
  role: z.union([membershipRoleSchema, z.literal('none')]),
});

export async function changeMember(visit: Visit): Promise<void> {
  const { app, who, id, request, response } = visit;
  const refusal = await refusalOf(async () => {
    const { person, role } = readForm(request, memberForm);
    if (role === 'none') await removeMember(app, who, { matterId: id, personId: person });
    else await setMember(app, who, { matterId: id, personId: person, role });
    sendOn(response, `/matters/${id}`);
  });
  if (refusal) await sendMatter(visit, { kind: 'problem', text: refusal.detail }, refusal.status);
}

export async function changeGroup(visit: Visit): Promise<void> {
  const { app, who, id, request, response } = visit;
  const refusal = await refusalOf(async () => {
    const { group, role } = readForm(request, groupForm);
    if (role === 'none') await removeGroupPart(app, who, { matterId: id, groupId: group });
    else await setGroupPart(app, who, { matterId: id, groupId: group, role });
    sendOn(response, `/matters/${id}`);
  });
  if (refusal) await sendMatter(visit, { kind: 'problem', text: refusal.detail }, refusal.status);
}

async function sendMatter(
  { app, who, id, request, response }: Visit,
  notice: MatterPageProps['notice'],
  status = 200,
): Promise<void> {
  const matter = await getMatter(app, who, id);
  const documents = await listDocuments(app, who, {
    matterId: id,
    limit,
    cursor: asked(request, 'cursor') || undefined,
    versions: askedVersions(request),
  });
  const members = await listMembers(app, who, id);
  const everybody = matter.role === 'owner' ? await listColleagues(app, who, colleaguesAtMost) : [];
  const groupParts = await listGroupParts(app, who, id);
  const withPart = new Set(groupParts.map((part) => part.group.id));
  const groups = matter.role === 'owner' ? await listGroups(app, who) : [];
  const inside = new Set(members.map((member) => member.person.id));
  const colleagues = everybody
    .filter((person) => !inside.has(person.id))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  const ofThis = ({ matterId }: { matterId: string }) => matterId === id;
  const view = h(MatterPage, {
    chrome: chromeOf(response, 'matters'),
    matter,
    documents,
    versions: askedVersions(request),
    members,
    colleagues,
    groupParts,
    groups: groups.filter((group) => !withPart.has(group.id)),
    maxUploadBytes: app.config.maxUploadBytes,
    access: {
      readerId: who.person.id,
      requests: (matter.role === 'owner' ? await listPutRequests(app, who) : []).filter(ofThis),
      broken: (await listBrokenGlass(app, who)).filter(ofThis),
    },
    ...(notice && { notice }),
  });
  sendPage(response, view, status);
}

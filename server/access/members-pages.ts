import { z } from 'zod';
import { removeGroupGrant, setGroupGrant } from '../../core/access/group-grants.ts';
import { removeMember, setMemberRole } from '../../core/access/members.ts';
import { membershipRoleSchema } from './schemas.ts';
import { sendMatterPage } from '../matters/send-matter-page.ts';
import {
  pageRoute,
  parseForm,
  problemFrom,
  redirectTo,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

/** Who has a role in a matter; the forms stand on the page of the matter. */
export const memberPages: PageRoute[] = [
  pageRoute({
    method: 'post',
    path: '/matters/:id/members',
    access: 'signed-in',
    needsProof: 'in person',
    body: 'form',
    confirmReturnsTo: ({ id }) => `/matters/${id}`,
    sample: ({ id, personId }) => ({ params: { id }, form: { person: personId, role: 'viewer' } }),
    handle: changeMemberFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/matters/:id/groups',
    access: 'signed-in',
    needsProof: 'in person',
    body: 'form',
    confirmReturnsTo: ({ id }) => `/matters/${id}`,
    sample: ({ id, groupId }) => ({ params: { id }, form: { group: groupId, role: 'viewer' } }),
    handle: changeGroupFromForm,
  }),
];

const memberFormSchema = z.object({
  person: z.string('choose a colleague').min(1, 'choose a colleague').max(100),
  role: z.union([membershipRoleSchema, z.literal('none')]),
});

const groupFormSchema = z.object({
  group: z.string('choose a group').min(1, 'choose a group').max(100),
  role: z.union([membershipRoleSchema, z.literal('none')]),
});

async function changeMemberFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params, request, response } = pageRequest;
  const problem = await problemFrom(async () => {
    const { person, role } = parseForm(request, memberFormSchema);
    if (role === 'none') await removeMember(app, actor, { matterId: params.id, personId: person });
    else await setMemberRole(app, actor, { matterId: params.id, personId: person, role });
    redirectTo(response, `/matters/${params.id}`);
  });
  if (problem) await sendMatterPage(pageRequest, { kind: 'problem', text: problem.detail }, problem.status);
}

async function changeGroupFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params, request, response } = pageRequest;
  const problem = await problemFrom(async () => {
    const { group, role } = parseForm(request, groupFormSchema);
    if (role === 'none') await removeGroupGrant(app, actor, { matterId: params.id, groupId: group });
    else await setGroupGrant(app, actor, { matterId: params.id, groupId: group, role });
    redirectTo(response, `/matters/${params.id}`);
  });
  if (problem) await sendMatterPage(pageRequest, { kind: 'problem', text: problem.detail }, problem.status);
}

import { h } from 'preact';
import { z } from 'zod';
import {
  createGroup,
  addGroupMember,
  removeGroupMember,
  listGroupMembers,
  listGroups,
} from '../../core/access/groups.ts';
import { listColleaguesByName } from '../../core/people/people.ts';
import { newGroupSchema } from './schemas.ts';
import { GroupsPage } from './views/groups-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  pageRoute,
  parseForm,
  problemFrom,
  redirectTo,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const groupPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/admin/groups',
    access: 'signed-in',
    needsProof: 'none',
    handle: showGroupsPage,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/groups',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/admin/groups',
    sample: 'no matter: a group of the firm',
    handle: createGroupFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/groups/:id/join',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/admin/groups',
    sample: 'no matter: a group of the firm',
    handle: addGroupMemberFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/groups/:id/leave',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/admin/groups',
    sample: 'no matter: a group of the firm',
    handle: removeGroupMemberFromForm,
  }),
];

const groupMemberFormSchema = z.object({
  person: z.string('choose a person').min(1, 'choose a person').max(100),
});

async function showGroupsPage(pageRequest: PageRequest): Promise<void> {
  await sendGroupsPage(pageRequest);
}

async function createGroupFromForm(pageRequest: PageRequest): Promise<void> {
  await submit(pageRequest, async () => {
    await createGroup(
      pageRequest.app,
      pageRequest.actor,
      parseForm(pageRequest.request, newGroupSchema).name,
    );
  });
}

async function addGroupMemberFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params, request } = pageRequest;
  await submit(pageRequest, () =>
    addGroupMember(app, actor, {
      groupId: params.id,
      personId: parseForm(request, groupMemberFormSchema).person,
    }),
  );
}

async function removeGroupMemberFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params, request } = pageRequest;
  await submit(pageRequest, () =>
    removeGroupMember(app, actor, {
      groupId: params.id,
      personId: parseForm(request, groupMemberFormSchema).person,
    }),
  );
}

async function submit(pageRequest: PageRequest, act: () => Promise<void>): Promise<void> {
  const problem = await problemFrom(act);
  if (problem) return sendGroupsPage(pageRequest, problem);
  redirectTo(pageRequest.response, '/admin/groups');
}

async function sendGroupsPage(
  { app, actor, response }: PageRequest,
  problem?: { detail: string; status: number },
): Promise<void> {
  const groups = await listGroups(app, actor);
  const groupsWithMembers = [];
  for (const group of groups)
    groupsWithMembers.push({ ...group, members: await listGroupMembers(app, actor, group.id) });
  const view = h(GroupsPage, {
    pageFrame: buildPageFrame(response, 'people'),
    groups: groupsWithMembers,
    people: await listColleaguesByName(app, actor),
    ...(problem && { problem: problem.detail }),
  });
  sendPage(response, view, problem?.status);
}

import { h } from 'preact';
import { approveRequest, declineRequest, listApprovals } from '../../core/auth/approvals.ts';
import { ApprovalsPage } from './views/approvals-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import { pageRoute, problemFrom, redirectTo, type PageRequest, type PageRoute } from '../http/page-route.ts';

const pagePath = '/admin/approvals';

export const approvalPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: pagePath,
    access: 'signed-in',
    needsProof: 'none',
    handle: (pageRequest: PageRequest) => sendApprovalsPage(pageRequest),
  }),
  pageRoute({
    method: 'post',
    path: '/admin/approvals/:id/approve',
    access: 'signed-in',
    needsProof: 'fresh',
    confirmReturnsTo: () => pagePath,
    sample: 'no matter: an act of an administrator',
    handle: approveFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/approvals/:id/decline',
    access: 'signed-in',
    needsProof: 'fresh',
    confirmReturnsTo: () => pagePath,
    sample: 'no matter: an act of an administrator',
    handle: declineFromForm,
  }),
];

async function approveFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params, response } = pageRequest;
  const problem = await problemFrom(() => approveRequest(app, actor, params.id));
  if (!problem) return redirectTo(response, pagePath);
  await sendApprovalsPage(pageRequest, problem.detail, problem.status);
}

async function declineFromForm({ app, actor, params, response }: PageRequest<{ id: string }>): Promise<void> {
  await declineRequest(app, actor, params.id);
  redirectTo(response, pagePath);
}

async function sendApprovalsPage(
  { app, actor, response }: PageRequest,
  problem?: string,
  status = 200,
): Promise<void> {
  const approvals = await listApprovals(app, actor);
  const pageFrame = buildPageFrame(response, 'people');
  sendPage(response, h(ApprovalsPage, { pageFrame, approvals, ...(problem && { problem }) }), status);
}

import { binPages } from './bin-pages.ts';
import { schedulePages } from './schedules-pages.ts';
import { h } from 'preact';
import { getMatter } from '../../core/matters/matters.ts';
import { closeMatter, getClosing, reopenMatter } from '../../core/retention/close-matter.ts';
import { listRetentionSchedules } from '../../core/retention/retention-schedules.ts';
import { approveDisposal, proposeDisposal, withdrawDisposal } from '../../core/retention/disposals.ts';
import {
  listDisposals,
  listExpiredMatters,
  getDisposalCertificate,
} from '../../core/retention/read-disposals.ts';
import { newClosingSchema, newDisposalSchema, disposalWithdrawalSchema } from './schemas.ts';
import { DisposalCertificatePage } from './views/disposal-certificate-page.tsx';
import { ClosingPage } from './views/closing-page.tsx';
import { DisposalsPage } from './views/disposals-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  pageRoute,
  parseForm,
  problemFrom,
  redirectTo,
  type FormProblem,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const retentionPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/matters/:id/closing',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ params: { id } }),
    handle: showClosingPage,
  }),
  pageRoute({
    method: 'post',
    path: '/matters/:id/closing',
    access: 'signed-in',
    needsProof: 'in person',
    body: 'form',
    confirmReturnsTo: ({ id }) => `/matters/${id}/closing`,
    sample: ({ id }) => ({ params: { id }, form: { scheduleId: 'none' } }),
    handle: closeMatterFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/matters/:id/reopen',
    access: 'signed-in',
    needsProof: 'in person',
    confirmReturnsTo: ({ id }) => `/matters/${id}/closing`,
    sample: ({ id }) => ({ params: { id } }),
    handle: reopenMatterFromForm,
  }),
  pageRoute({
    method: 'get',
    path: '/disposals',
    access: 'signed-in',
    needsProof: 'none',
    discloses: 'matter administration',
    handle: showDisposalsPage,
  }),
  pageRoute({
    method: 'post',
    path: '/disposals',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    discloses: 'matter administration',
    confirmReturnsTo: () => '/disposals',
    sample: ({ id }) => ({ form: { matterId: id, reason: 'conflict' } }),
    handle: proposeDisposalFromForm,
  }),
  pageRoute({
    method: 'get',
    path: '/disposals/:id',
    access: 'signed-in',
    needsProof: 'none',
    discloses: 'matter administration',
    sample: ({ disposalId }) => ({ params: { id: disposalId } }),
    handle: showDisposalCertificatePage,
  }),
  pageRoute({
    method: 'post',
    path: '/disposals/:id/approve',
    access: 'signed-in',
    needsProof: 'fresh',
    discloses: 'matter administration',
    confirmReturnsTo: () => '/disposals',
    sample: ({ disposalId }) => ({ params: { id: disposalId } }),
    handle: approveDisposalFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/disposals/:id/withdraw',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    discloses: 'matter administration',
    confirmReturnsTo: () => '/disposals',
    sample: ({ disposalId }) => ({ params: { id: disposalId }, form: { reason: 'conflict' } }),
    handle: withdrawDisposalFromForm,
  }),
  ...binPages,
  ...schedulePages,
];

async function showClosingPage({ app, actor, params, response }: PageRequest<{ id: string }>): Promise<void> {
  const matter = await getMatter(app, actor, params.id);
  const closing = await getClosing(app, actor, params.id);
  const schedules = await listRetentionSchedules(app, actor);
  sendPage(
    response,
    h(ClosingPage, { pageFrame: buildPageFrame(response, 'matters'), matter, closing, schedules }),
  );
}

async function closeMatterFromForm({
  app,
  actor,
  params,
  request,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  await closeMatter(app, actor, { matterId: params.id, ...parseForm(request, newClosingSchema) });
  redirectTo(response, `/matters/${params.id}/closing`);
}

async function reopenMatterFromForm({
  app,
  actor,
  params,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  await reopenMatter(app, actor, params.id);
  redirectTo(response, `/matters/${params.id}/closing`);
}

async function showDisposalsPage(pageRequest: PageRequest): Promise<void> {
  await sendDisposalsPage(pageRequest);
}

async function proposeDisposalFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request } = pageRequest;
  await submit(pageRequest, () => proposeDisposal(app, actor, parseForm(request, newDisposalSchema)));
}

async function approveDisposalFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params } = pageRequest;
  await submit(pageRequest, () => approveDisposal(app, actor, params.id));
}

async function withdrawDisposalFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params, request } = pageRequest;
  await submit(pageRequest, () =>
    withdrawDisposal(app, actor, { disposalId: params.id, ...parseForm(request, disposalWithdrawalSchema) }),
  );
}

async function showDisposalCertificatePage({
  app,
  actor,
  params,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  const certificate = await getDisposalCertificate(app, actor, params.id);
  sendPage(
    response,
    h(DisposalCertificatePage, { pageFrame: buildPageFrame(response, 'matters'), certificate }),
  );
}

async function submit(pageRequest: PageRequest, act: () => Promise<unknown>): Promise<void> {
  const problem = await problemFrom(async () => void (await act()));
  if (problem) return sendDisposalsPage(pageRequest, problem);
  redirectTo(pageRequest.response, '/disposals');
}

async function sendDisposalsPage(
  { app, actor, response }: PageRequest,
  problem?: FormProblem,
): Promise<void> {
  const view = h(DisposalsPage, {
    pageFrame: buildPageFrame(response, 'matters'),
    readerId: actor.person.id,
    expired: await listExpiredMatters(app, actor),
    disposals: await listDisposals(app, actor),
    ...(problem && { problem: problem.detail }),
  });
  sendPage(response, view, problem?.status);
}

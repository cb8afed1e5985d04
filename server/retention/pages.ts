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
  parseForm,
  problemFrom,
  redirectTo,
  type FormProblem,
  type PageRequest,
} from '../http/page-route.ts';

export async function showClosingPage({ app, actor, id, response }: PageRequest): Promise<void> {
  const matter = await getMatter(app, actor, id);
  const closing = await getClosing(app, actor, id);
  const schedules = await listRetentionSchedules(app, actor);
  sendPage(
    response,
    h(ClosingPage, { pageFrame: buildPageFrame(response, 'matters'), matter, closing, schedules }),
  );
}

export async function closeMatterFromForm({ app, actor, id, request, response }: PageRequest): Promise<void> {
  await closeMatter(app, actor, { matterId: id, ...parseForm(request, newClosingSchema) });
  redirectTo(response, `/matters/${id}/closing`);
}

export async function reopenMatterFromForm({ app, actor, id, response }: PageRequest): Promise<void> {
  await reopenMatter(app, actor, id);
  redirectTo(response, `/matters/${id}/closing`);
}

export async function showDisposalsPage(pageRequest: PageRequest): Promise<void> {
  await sendDisposalsPage(pageRequest);
}

export async function proposeDisposalFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request } = pageRequest;
  await submit(pageRequest, () => proposeDisposal(app, actor, parseForm(request, newDisposalSchema)));
}

export async function approveDisposalFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, id } = pageRequest;
  await submit(pageRequest, () => approveDisposal(app, actor, id));
}

export async function withdrawDisposalFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, id, request } = pageRequest;
  await submit(pageRequest, () =>
    withdrawDisposal(app, actor, { disposalId: id, ...parseForm(request, disposalWithdrawalSchema) }),
  );
}

export async function showDisposalCertificatePage({ app, actor, id, response }: PageRequest): Promise<void> {
  const certificate = await getDisposalCertificate(app, actor, id);
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

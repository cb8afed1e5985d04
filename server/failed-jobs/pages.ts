import { h } from 'preact';
import {
  closeDeadLetter,
  listDeadLetters,
  requeueAllDeadLetters,
  requeueDeadLetter,
} from '../../core/documents/pipeline/dead-letters.ts';
import { failedJobClosingSchema } from './schemas.ts';
import { FailedJobsPage } from './views/failed-jobs-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  optionalQueryValue,
  pageRoute,
  parseForm,
  problemFrom,
  redirectTo,
  type FormProblem,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const failedJobPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/admin/dead-letters',
    access: 'signed-in',
    needsProof: 'none',
    handle: showFailedJobsPage,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/dead-letters/requeue',
    access: 'signed-in',
    needsProof: 'in person',
    confirmReturnsTo: () => '/admin/dead-letters',
    sample: 'no matter: steps that failed, without names',
    handle: requeueAllFailedJobsFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/dead-letters/:id/requeue',
    access: 'signed-in',
    needsProof: 'in person',
    confirmReturnsTo: () => '/admin/dead-letters',
    sample: 'no matter: a step that failed, without names',
    handle: requeueFailedJobFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/dead-letters/:id/close',
    access: 'signed-in',
    needsProof: 'in person',
    body: 'form',
    confirmReturnsTo: () => '/admin/dead-letters',
    sample: 'no matter: a step that failed, without names',
    handle: closeFailedJobFromForm,
  }),
];

const pagePath = '/admin/dead-letters';

async function showFailedJobsPage(pageRequest: PageRequest): Promise<void> {
  await sendFailedJobsPage(pageRequest);
}

async function requeueFailedJobFromForm({
  app,
  actor,
  params,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  await requeueDeadLetter(app, actor, params.id);
  redirectTo(response, pagePath);
}

async function requeueAllFailedJobsFromForm({ app, actor, response }: PageRequest): Promise<void> {
  await requeueAllDeadLetters(app, actor);
  redirectTo(response, pagePath);
}

async function closeFailedJobFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params, request, response } = pageRequest;
  const problem = await problemFrom(async () => {
    const { note } = parseForm(request, failedJobClosingSchema);
    await closeDeadLetter(app, actor, { id: params.id, note });
  });
  if (!problem) return redirectTo(response, pagePath);
  await sendFailedJobsPage(pageRequest, problem);
}

async function sendFailedJobsPage(
  { app, actor, request, response }: PageRequest,
  problem?: FormProblem,
): Promise<void> {
  const cursor = optionalQueryValue(request, 'cursor');
  const failedJobs = await listDeadLetters(app, actor, { limit: 50, cursor });
  const pageFrame = buildPageFrame(response, 'status');
  sendPage(
    response,
    h(FailedJobsPage, { pageFrame, failedJobs, ...(problem && { problem: problem.detail }) }),
    problem?.status ?? 200,
  );
}

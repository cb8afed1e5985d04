import { h } from 'preact';
import {
  closeDeadLetter,
  listDeadLetters,
  requeueAllDeadLetters,
  requeueDeadLetter,
} from '../../core/documents/pipeline/dead-letters.ts';
import { failedJobClosingSchema } from '../http/schemas.ts';
import { FailedJobsPage } from './views/failed-jobs-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  queryValue,
  parseForm,
  problemFrom,
  redirectTo,
  type FormProblem,
  type PageRequest,
} from '../http/page-route.ts';

const pagePath = '/admin/dead-letters';

export async function showFailedJobsPage(pageRequest: PageRequest): Promise<void> {
  await sendFailedJobsPage(pageRequest);
}

export async function requeueFailedJobFromForm({ app, actor, id, response }: PageRequest): Promise<void> {
  await requeueDeadLetter(app, actor, id);
  redirectTo(response, pagePath);
}

export async function requeueAllFailedJobsFromForm({ app, actor, response }: PageRequest): Promise<void> {
  await requeueAllDeadLetters(app, actor);
  redirectTo(response, pagePath);
}

export async function closeFailedJobFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, id, request, response } = pageRequest;
  const problem = await problemFrom(async () => {
    const { note } = parseForm(request, failedJobClosingSchema);
    await closeDeadLetter(app, actor, { id, note });
  });
  if (!problem) return redirectTo(response, pagePath);
  await sendFailedJobsPage(pageRequest, problem);
}

async function sendFailedJobsPage(
  { app, actor, request, response }: PageRequest,
  problem?: FormProblem,
): Promise<void> {
  const cursor = queryValue(request, 'cursor') || undefined;
  const failedJobs = await listDeadLetters(app, actor, { limit: 50, cursor });
  const pageFrame = buildPageFrame(response, 'status');
  sendPage(
    response,
    h(FailedJobsPage, { pageFrame, failedJobs, ...(problem && { problem: problem.detail }) }),
    problem?.status ?? 200,
  );
}

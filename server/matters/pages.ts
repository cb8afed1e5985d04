import { h } from 'preact';
import { listIncomingAccessRequests } from '../../core/access/access-requests.ts';
import { listEmergencyAccess } from '../../core/access/emergency-access.ts';
import { createMatter, listMatters, type NewMatter } from '../../core/matters/matters.ts';
import { newMatterSchema } from '../http/schemas.ts';
import { MattersPage } from './views/matters-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import { queryValue, parseForm, problemFrom, redirectTo, type PageRequest } from '../http/page-route.ts';

const maxMatters = 100;

async function listWaiting({ app, actor }: PageRequest) {
  if (actor.person.role === 'auditor') return { requests: [], emergencyAccesses: [] };
  return {
    requests: await listIncomingAccessRequests(app, actor),
    emergencyAccesses: await listEmergencyAccess(app, actor),
  };
}

export async function showMattersPage(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  const matters = await listMatters(app, actor, {
    limit: maxMatters,
    cursor: queryValue(request, 'cursor') || undefined,
  });
  const pendingAccess = await listWaiting(pageRequest);
  sendPage(
    response,
    h(MattersPage, { pageFrame: buildPageFrame(response, 'matters'), matters, pendingAccess }),
  );
}

export async function openMatterFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  const problem = await problemFrom(async () => {
    const matter = await createMatter(app, actor, parseForm(request, newMatterSchema));
    redirectTo(response, `/matters/${matter.id}`);
  });
  if (!problem) return;
  const matters = await listMatters(app, actor, { limit: maxMatters });
  const filled = (request.body ?? {}) as Partial<NewMatter>;
  const view = h(MattersPage, {
    pageFrame: buildPageFrame(response, 'matters'),
    matters,
    pendingAccess: await listWaiting(pageRequest),
    problem: problem.detail,
    filled,
  });
  sendPage(response, view, problem.status);
}

import { h } from 'preact';
import { listIncomingAccessRequests } from '../../core/access/access-requests.ts';
import { firmAbilities } from '../../core/access/policy.ts';
import { listEmergencyAccess } from '../../core/access/emergency-access.ts';
import { createMatter, listMatters, type NewMatter } from '../../core/matters/matters.ts';
import { listNumberRequests } from '../../core/matters/number-requests.ts';
import { newMatterSchema } from './schemas.ts';
import { formatCount } from '../browser/format.ts';
import { sendMatterPage } from './send-matter-page.ts';
import { MattersPage } from './views/matters-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  optionalQueryValue,
  pageRoute,
  queryValue,
  parseForm,
  problemFrom,
  redirectTo,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const matterPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/',
    access: 'signed-in',
    needsProof: 'none',
    handle: async ({ response }) => redirectTo(response, '/matters'),
  }),
  pageRoute({
    method: 'get',
    path: '/matters',
    access: 'signed-in',
    needsProof: 'none',
    handle: showMattersPage,
  }),
  pageRoute({
    method: 'post',
    path: '/matters',
    access: 'signed-in',
    needsProof: 'in person',
    body: 'form',
    confirmReturnsTo: () => '/matters',
    sample: 'no matter: opens a new one, and a number that is taken is answered alike whatever matter has it',
    handle: openMatterFromForm,
  }),
  pageRoute({
    method: 'get',
    path: '/matters/:id',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ params: { id } }),
    handle: showMatterPage,
  }),
];

const maxMatters = 100;

async function listWaiting({ app, actor }: PageRequest) {
  if (!firmAbilities['read documents'].allows(actor))
    return { requests: [], emergencyAccesses: [], numberRequests: [] };
  return {
    requests: await listIncomingAccessRequests(app, actor),
    emergencyAccesses: await listEmergencyAccess(app, actor),
    numberRequests: firmAbilities['assign numbers'].allows(actor) ? await listNumberRequests(app, actor) : [],
  };
}

async function showMattersPage(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  const matters = await listMatters(app, actor, {
    limit: maxMatters,
    cursor: optionalQueryValue(request, 'cursor'),
  });
  const pendingAccess = await listWaiting(pageRequest);
  sendPage(
    response,
    h(MattersPage, { pageFrame: buildPageFrame(response, 'matters'), matters, pendingAccess }),
  );
}

async function openMatterFromForm(pageRequest: PageRequest): Promise<void> {
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

async function showMatterPage(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const filed = /^[1-9]\d{0,3}$/.exec(queryValue(pageRequest.request, 'filed'))?.[0];
  const text =
    filed && `${formatCount(Number(filed), 'document')} filed. Each becomes searchable in a moment.`;
  await sendMatterPage(pageRequest, text ? { kind: 'good', text } : undefined);
}

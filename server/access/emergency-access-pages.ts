import { h } from 'preact';
import {
  createAccessRequest,
  declineAccessRequest,
  grantAccessRequest,
  listOwnAccessRequests,
} from '../../core/access/access-requests.ts';
import {
  startEmergencyAccess,
  endEmergencyAccess,
  canUseEmergencyAccess,
  acknowledgeEmergencyAccess,
} from '../../core/access/emergency-access.ts';
import { answerNumberRequest } from '../../core/matters/number-requests.ts';
import { readPendingAccess } from '../../core/matters/read-matters-page.ts';
import { accessGrantSchema, newAccessRequestSchema } from './access-requests-schemas.ts';
import { newEmergencyAccessSchema } from './emergency-access-schemas.ts';
import { numberAnswerSchema } from './number-requests-schemas.ts';
import { AccessPage, type AccessPageProps } from './views/access-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  pageRoute,
  parseForm,
  problemFrom,
  redirectTo,
  sendFormProblem,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const emergencyAccessPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/access',
    access: 'signed-in',
    needsProof: 'none',
    discloses: 'matter administration',
    handle: showAccessPage,
  }),
  pageRoute({
    method: 'post',
    path: '/access',
    access: 'signed-in',
    needsProof: 'in person',
    body: 'form',
    confirmReturnsTo: () => '/access',
    sample: ({ number }) => ({ form: { number, role: 'viewer', reason: 'conflict' } }),
    handle: createAccessRequestFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/access/requests/:id/grant',
    access: 'signed-in',
    needsProof: 'in person',
    body: 'form',
    confirmReturnsTo: () => '/access',
    sample: ({ requestId }) => ({ params: { id: requestId }, form: { role: 'viewer' } }),
    handle: grantAccessRequestFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/access/requests/:id/decline',
    access: 'signed-in',
    needsProof: 'in person',
    confirmReturnsTo: () => '/access',
    sample: ({ requestId }) => ({ params: { id: requestId } }),
    handle: declineAccessRequestFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/access/glass',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    discloses: 'emergency access',
    confirmReturnsTo: () => '/access',
    sample: ({ number }) => ({ form: { number, hours: '1', reason: 'a court date that nobody knew of' } }),
    handle: startEmergencyAccessFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/access/glass/:id/end',
    access: 'signed-in',
    needsProof: 'in person',
    discloses: 'matter administration',
    confirmReturnsTo: () => '/access',
    sample: ({ emergencyAccessId }) => ({ params: { id: emergencyAccessId } }),
    handle: endEmergencyAccessFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/access/glass/:id/note',
    access: 'signed-in',
    needsProof: 'in person',
    confirmReturnsTo: () => '/access',
    sample: ({ emergencyAccessId }) => ({ params: { id: emergencyAccessId } }),
    handle: acknowledgeEmergencyAccessFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/access/numbers/:id/answer',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    discloses: 'matter administration',
    confirmReturnsTo: () => '/access',
    sample: 'no matter: a request; test/api/matter-numbers.test.ts asks it about one behind a wall',
    handle: answerNumberRequestFromForm,
  }),
];

/** Everything about coming to see a matter of others: asking for it, breaking the glass, and what others did of it with one's own. */
async function showAccessPage(pageRequest: PageRequest): Promise<void> {
  sendPage(pageRequest.response, await buildAccessPage(pageRequest, {}));
}

async function buildAccessPage({ app, actor, response }: PageRequest, more: Partial<AccessPageProps>) {
  const { requests: incomingRequests, ...pending } = await readPendingAccess(app, actor);
  return h(AccessPage, {
    pageFrame: buildPageFrame(response, 'matters'),
    ownRequests: await listOwnAccessRequests(app, actor),
    incomingRequests,
    ...pending,
    mayUseEmergencyAccess: await canUseEmergencyAccess(app, actor),
    ...more,
  });
}

async function createAccessRequestFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request } = pageRequest;
  await submit(
    pageRequest,
    async () => void (await createAccessRequest(app, actor, parseForm(request, newAccessRequestSchema))),
  );
}

async function grantAccessRequestFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params, request } = pageRequest;
  await submit(pageRequest, () =>
    grantAccessRequest(app, actor, { requestId: params.id, ...parseForm(request, accessGrantSchema) }),
  );
}

async function declineAccessRequestFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params } = pageRequest;
  await submit(pageRequest, () => declineAccessRequest(app, actor, { requestId: params.id }));
}

/** A number that is nobody's is answered on the form, in the words that one behind a wall gets. */
async function startEmergencyAccessFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  await submit(pageRequest, async () => {
    const { matterId } = await startEmergencyAccess(app, actor, parseForm(request, newEmergencyAccessSchema));
    redirectTo(response, `/matters/${matterId}`);
  });
}

async function endEmergencyAccessFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params } = pageRequest;
  await submit(pageRequest, async () => void (await endEmergencyAccess(app, actor, params.id)));
}

async function acknowledgeEmergencyAccessFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params } = pageRequest;
  await submit(pageRequest, async () => void (await acknowledgeEmergencyAccess(app, actor, params.id)));
}

async function answerNumberRequestFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params, request } = pageRequest;
  await submit(pageRequest, () =>
    answerNumberRequest(app, actor, { requestId: params.id, ...parseForm(request, numberAnswerSchema) }),
  );
}

async function submit(pageRequest: PageRequest, act: () => Promise<void>): Promise<void> {
  const problem = await problemFrom(act);
  if (problem)
    return sendFormProblem(
      pageRequest.response,
      await buildAccessPage(pageRequest, { problem: problem.detail }),
      problem,
    );
  if (!pageRequest.response.headersSent) redirectTo(pageRequest.response, '/access');
}

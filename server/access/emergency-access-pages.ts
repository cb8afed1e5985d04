import { h } from 'preact';
import {
  createAccessRequest,
  declineAccessRequest,
  grantAccessRequest,
  listOwnAccessRequests,
  listIncomingAccessRequests,
} from '../../core/access/access-requests.ts';
import {
  startEmergencyAccess,
  endEmergencyAccess,
  listEmergencyAccess,
  canUseEmergencyAccess,
  acknowledgeEmergencyAccess,
} from '../../core/access/emergency-access.ts';
import {
  newEmergencyAccessSchema,
  accessGrantSchema,
  newAccessRequestSchema,
} from './emergency-access-schemas.ts';
import { AccessPage, type AccessPageProps } from './views/access-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import { parseForm, problemFrom, redirectTo, sendFormProblem, type PageRequest } from '../http/page-route.ts';

/** Everything about coming to see a matter of others: asking for it, breaking the glass, and what others did of it with one's own. */
export async function showAccessPage(pageRequest: PageRequest): Promise<void> {
  sendPage(pageRequest.response, await buildAccessPage(pageRequest, {}));
}

async function buildAccessPage({ app, actor, response }: PageRequest, more: Partial<AccessPageProps>) {
  return h(AccessPage, {
    pageFrame: buildPageFrame(response, 'matters'),
    ownRequests: await listOwnAccessRequests(app, actor),
    incomingRequests: await listIncomingAccessRequests(app, actor),
    emergencyAccesses: await listEmergencyAccess(app, actor),
    mayUseEmergencyAccess: await canUseEmergencyAccess(app, actor),
    ...more,
  });
}

export async function createAccessRequestFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request } = pageRequest;
  await submit(
    pageRequest,
    async () => void (await createAccessRequest(app, actor, parseForm(request, newAccessRequestSchema))),
  );
}

export async function grantAccessRequestFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, id, request } = pageRequest;
  await submit(pageRequest, () =>
    grantAccessRequest(app, actor, { requestId: id, ...parseForm(request, accessGrantSchema) }),
  );
}

export async function declineAccessRequestFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, id } = pageRequest;
  await submit(pageRequest, () => declineAccessRequest(app, actor, { requestId: id }));
}

/** A number that is nobody's is answered on the form, in the words that one behind a wall gets. */
export async function startEmergencyAccessFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  await submit(pageRequest, async () => {
    const { matterId } = await startEmergencyAccess(app, actor, parseForm(request, newEmergencyAccessSchema));
    redirectTo(response, `/matters/${matterId}`);
  });
}

export async function endEmergencyAccessFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, id } = pageRequest;
  await submit(pageRequest, async () => void (await endEmergencyAccess(app, actor, id)));
}

export async function acknowledgeEmergencyAccessFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, id } = pageRequest;
  await submit(pageRequest, async () => void (await acknowledgeEmergencyAccess(app, actor, id)));
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

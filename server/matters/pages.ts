import { h } from 'preact';
import { createMatter, type NewMatter } from '../../core/matters/matters.ts';
import { readMattersPage } from '../../core/matters/read-matters-page.ts';
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

async function showMattersPage(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  const cursor = optionalQueryValue(request, 'cursor');
  const shown = await readMattersPage(app, actor, { limit: maxMatters, cursor });
  sendPage(response, h(MattersPage, { pageFrame: buildPageFrame(response, 'matters'), ...shown }));
}

async function openMatterFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  const problem = await problemFrom(async () => {
    const matter = await createMatter(app, actor, parseForm(request, newMatterSchema));
    redirectTo(response, `/matters/${matter.id}`);
  });
  if (!problem) return;
  const filled = (request.body ?? {}) as Partial<NewMatter>;
  const view = h(MattersPage, {
    pageFrame: buildPageFrame(response, 'matters'),
    ...(await readMattersPage(app, actor, { limit: maxMatters })),
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

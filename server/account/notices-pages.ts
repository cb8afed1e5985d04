import { z } from 'zod';
import { acknowledgeNotice } from '../../core/auth/account-notices.ts';
import { trustProvider } from '../../core/auth/single-sign-on/identity-link.ts';
import { pageRoute, parseForm, redirectTo, type PageRequest, type PageRoute } from '../http/page-route.ts';

export const noticePages: PageRoute[] = [
  pageRoute({
    method: 'post',
    path: '/account/notices/:id/acknowledge',
    access: 'signed-in',
    needsProof: 'in person',
    confirmReturnsTo: () => '/account',
    sample: 'no matter: your own account',
    handle: acknowledgeNoticeFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/account/single-sign-on/factor',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/account',
    sample: 'no matter: your own account',
    handle: trustProviderFromForm,
  }),
];

async function acknowledgeNoticeFromForm({
  app,
  actor,
  params,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  await acknowledgeNotice(app, actor, params.id);
  redirectTo(response, '/account');
}

const trustFormSchema = z.object({ trusted: z.stringbool() });

async function trustProviderFromForm({ app, actor, request, response }: PageRequest): Promise<void> {
  const { trusted } = parseForm(request, trustFormSchema);
  await trustProvider(app, actor, trusted);
  redirectTo(response, `/account?done=${trusted ? 'trusted' : 'untrusted'}`);
}

import { h } from 'preact';
import { getMatter } from '../../core/matters/matters.ts';
import { closeMatter, listSchedules, readClosing, reopenMatter } from '../../core/retention/close-matter.ts';
import { approveDisposal, proposeDisposal, withdrawDisposal } from '../../core/retention/disposals.ts';
import { listDisposals, listExpired, readCertificate } from '../../core/retention/read-disposals.ts';
import { newClosingSchema, newDisposalSchema, withdrawalSchema } from '../api/retention-schemas.ts';
import { CertificatePage } from '../pages/certificate.tsx';
import { ClosingPage } from '../pages/closing.tsx';
import { DisposalsPage } from '../pages/disposals.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { readForm, refusalOf, sendOn, type Refusal, type Visit } from './visit.ts';

export async function showClosing({ app, who, id, response }: Visit): Promise<void> {
  const matter = await getMatter(app, who, id);
  const closing = await readClosing(app, who, id);
  const schedules = await listSchedules(app, who);
  sendPage(response, h(ClosingPage, { chrome: chromeOf(response, 'matters'), matter, closing, schedules }));
}

export async function shutOne({ app, who, id, request, response }: Visit): Promise<void> {
  await closeMatter(app, who, { matterId: id, ...readForm(request, newClosingSchema) });
  sendOn(response, `/matters/${id}/closing`);
}

export async function reopenOne({ app, who, id, response }: Visit): Promise<void> {
  await reopenMatter(app, who, id);
  sendOn(response, `/matters/${id}/closing`);
}

export async function showDisposals(visit: Visit): Promise<void> {
  await sendDisposals(visit);
}

export async function proposeOne(visit: Visit): Promise<void> {
  const { app, who, request } = visit;
  await acting(visit, () => proposeDisposal(app, who, readForm(request, newDisposalSchema)));
}

export async function approveOne(visit: Visit): Promise<void> {
  const { app, who, id } = visit;
  await acting(visit, () => approveDisposal(app, who, id));
}

export async function withdrawOne(visit: Visit): Promise<void> {
  const { app, who, id, request } = visit;
  await acting(visit, () =>
    withdrawDisposal(app, who, { disposalId: id, ...readForm(request, withdrawalSchema) }),
  );
}

export async function showCertificate({ app, who, id, response }: Visit): Promise<void> {
  const certificate = await readCertificate(app, who, id);
  sendPage(response, h(CertificatePage, { chrome: chromeOf(response, 'matters'), certificate }));
}

async function acting(visit: Visit, act: () => Promise<unknown>): Promise<void> {
  const refusal = await refusalOf(async () => void (await act()));
  if (refusal) return sendDisposals(visit, refusal);
  sendOn(visit.response, '/disposals');
}

async function sendDisposals({ app, who, response }: Visit, refusal?: Refusal): Promise<void> {
  const view = h(DisposalsPage, {
    chrome: chromeOf(response, 'matters'),
    me: who.person.id,
    expired: await listExpired(app, who),
    disposals: await listDisposals(app, who),
    ...(refusal && { problem: refusal.detail }),
  });
  sendPage(response, view, refusal?.status);
}

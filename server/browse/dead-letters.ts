import { h } from 'preact';
import {
  closeDeadLetter,
  listDeadLetters,
  requeueAllDeadLetters,
  requeueDeadLetter,
} from '../../core/documents/dead-letters.ts';
import { closingNoteSchema } from '../api/schemas.ts';
import { DeadLettersPage } from '../pages/dead-letters.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { asked, readForm, refusalOf, sendOn, type Refusal, type Visit } from './visit.ts';

const here = '/admin/dead-letters';

export async function showDeadLetters(visit: Visit): Promise<void> {
  await sendDeadLetters(visit);
}

export async function requeueOne({ app, who, id, response }: Visit): Promise<void> {
  await requeueDeadLetter(app, who, id);
  sendOn(response, here);
}

export async function requeueAll({ app, who, response }: Visit): Promise<void> {
  await requeueAllDeadLetters(app, who);
  sendOn(response, here);
}

export async function closeOne(visit: Visit): Promise<void> {
  const { app, who, id, request, response } = visit;
  const refusal = await refusalOf(async () => {
    const { note } = readForm(request, closingNoteSchema);
    await closeDeadLetter(app, who, { id, note });
  });
  if (!refusal) return sendOn(response, here);
  await sendDeadLetters(visit, refusal);
}

async function sendDeadLetters({ app, who, request, response }: Visit, refusal?: Refusal): Promise<void> {
  const cursor = asked(request, 'cursor') || undefined;
  const letters = await listDeadLetters(app, who, { limit: 50, cursor });
  const chrome = chromeOf(response, 'status');
  sendPage(
    response,
    h(DeadLettersPage, { chrome, letters, ...(refusal && { problem: refusal.detail }) }),
    refusal?.status ?? 200,
  );
}

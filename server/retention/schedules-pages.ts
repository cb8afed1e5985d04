import { h } from 'preact';
import { z } from 'zod';
import { authorize } from '../../core/access/authorize.ts';
import {
  updateRetentionSchedule,
  createRetentionSchedule,
  listRetentionSchedules,
} from '../../core/retention/retention-schedules.ts';
import { newScheduleSchema } from './schemas.ts';
import { SchedulesPage } from './views/schedules-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  queryValue,
  parseForm,
  problemFrom,
  redirectTo,
  type FormProblem,
  type PageRequest,
} from '../http/page-route.ts';

/** A form sends its number as text. */
const scheduleFormSchema = newScheduleSchema.extend({
  years: z.coerce.number('years are a whole number').pipe(newScheduleSchema.shape.years),
});

export async function showSchedulesPage(pageRequest: PageRequest): Promise<void> {
  await sendSchedulesPage(pageRequest);
}

export async function createScheduleFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request } = pageRequest;
  await submit(pageRequest, () =>
    createRetentionSchedule(app, actor, parseForm(request, scheduleFormSchema)),
  );
}

export async function changeScheduleFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, id, request } = pageRequest;
  await submit(pageRequest, () =>
    updateRetentionSchedule(app, actor, { id, ...parseForm(request, scheduleFormSchema) }),
  );
}

async function submit(pageRequest: PageRequest, act: () => Promise<unknown>): Promise<void> {
  const problem = await problemFrom(async () => void (await act()));
  if (problem) return sendSchedulesPage(pageRequest, problem);
  redirectTo(pageRequest.response, '/admin/retention?done=saved');
}

async function sendSchedulesPage(
  { app, actor, request, response }: PageRequest,
  problem?: FormProblem,
): Promise<void> {
  await authorize(app, actor, 'manage retention');
  const view = h(SchedulesPage, {
    pageFrame: buildPageFrame(response, 'people'),
    schedules: await listRetentionSchedules(app, actor),
    ...(queryValue(request, 'done') === 'saved' && { saved: true }),
    ...(problem && { problem: problem.detail }),
  });
  sendPage(response, view, problem?.status);
}

import { h } from 'preact';
import { z } from 'zod';
import { authorizeReading } from '../../core/access/authorize.ts';
import {
  updateRetentionSchedule,
  createRetentionSchedule,
  listRetentionSchedules,
} from '../../core/retention/retention-schedules.ts';
import { newScheduleSchema } from './schemas.ts';
import { SchedulesPage } from './views/schedules-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  pageRoute,
  queryValue,
  parseForm,
  problemFrom,
  redirectTo,
  type FormProblem,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const schedulePages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/admin/retention',
    access: 'signed-in',
    needsProof: 'none',
    handle: showSchedulesPage,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/retention',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/admin/retention',
    sample: 'no matter: a schedule of the firm',
    handle: createScheduleFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/retention/:id',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/admin/retention',
    sample: 'no matter: a schedule of the firm',
    handle: changeScheduleFromForm,
  }),
];

/** A form sends its number as text. */
const scheduleFormSchema = newScheduleSchema.extend({
  years: z.coerce.number('years are a whole number').pipe(newScheduleSchema.shape.years),
});

async function showSchedulesPage(pageRequest: PageRequest): Promise<void> {
  await sendSchedulesPage(pageRequest);
}

async function createScheduleFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request } = pageRequest;
  await submit(pageRequest, () =>
    createRetentionSchedule(app, actor, parseForm(request, scheduleFormSchema)),
  );
}

async function changeScheduleFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params, request } = pageRequest;
  await submit(pageRequest, () =>
    updateRetentionSchedule(app, actor, { id: params.id, ...parseForm(request, scheduleFormSchema) }),
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
  await authorizeReading(app, actor, 'manage retention');
  const view = h(SchedulesPage, {
    pageFrame: buildPageFrame(response, 'people'),
    schedules: await listRetentionSchedules(app, actor),
    ...(queryValue(request, 'done') === 'saved' && { saved: true }),
    ...(problem && { problem: problem.detail }),
  });
  sendPage(response, view, problem?.status);
}

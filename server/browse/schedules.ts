import { h } from 'preact';
import { z } from 'zod';
import { authorize } from '../../core/access/authorize.ts';
import { changeSchedule } from '../../core/retention/change-schedule.ts';
import { listSchedules, makeSchedule } from '../../core/retention/close-matter.ts';
import { newScheduleSchema } from '../api/retention-schemas.ts';
import { SchedulesPage } from '../pages/schedules.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { asked, readForm, refusalOf, sendOn, type Refusal, type Visit } from './visit.ts';

/** A form sends its number as text. */
const scheduleForm = newScheduleSchema.extend({
  years: z.coerce.number('years are a whole number').pipe(newScheduleSchema.shape.years),
});

export async function showSchedules(visit: Visit): Promise<void> {
  await sendSchedules(visit);
}

export async function addSchedule(visit: Visit): Promise<void> {
  const { app, who, request } = visit;
  await acting(visit, () => makeSchedule(app, who, readForm(request, scheduleForm)));
}

export async function alterSchedule(visit: Visit): Promise<void> {
  const { app, who, id, request } = visit;
  await acting(visit, () => changeSchedule(app, who, { id, ...readForm(request, scheduleForm) }));
}

async function acting(visit: Visit, act: () => Promise<unknown>): Promise<void> {
  const refusal = await refusalOf(async () => void (await act()));
  if (refusal) return sendSchedules(visit, refusal);
  sendOn(visit.response, '/admin/retention?done=saved');
}

async function sendSchedules({ app, who, request, response }: Visit, refusal?: Refusal): Promise<void> {
  await authorize(app, who, 'manage retention');
  const view = h(SchedulesPage, {
    chrome: chromeOf(response, 'people'),
    schedules: await listSchedules(app, who),
    ...(asked(request, 'done') === 'saved' && { saved: true }),
    ...(refusal && { problem: refusal.detail }),
  });
  sendPage(response, view, refusal?.status);
}

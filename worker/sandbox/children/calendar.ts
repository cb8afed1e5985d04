import { readFileSync, statSync } from 'node:fs';
import { convertIcsCalendar, type IcsAttendee, type IcsDateObject, type IcsEvent } from 'ts-ics';
import { decode, detectCharset } from './charset.ts';
import { headerLines } from './message-facts.ts';
import { PageCutter, PageWriter } from './page-cutter.ts';
import { Refusal, runReader } from './refusal.ts';

/** Held in memory whole. */
const maxCalendarBytes = 32 * 1024 ** 2;

/** A calendar (RFC 5545) as words: who meets whom, when, where and about what, one event a page. */
async function main(): Promise<void> {
  if (statSync('input').size > maxCalendarBytes) throw new Refusal('too-large');
  const text = await decode(readFileSync('input'), await detectCharset('input'));
  const { events = [] } = convertIcsCalendar(undefined, text);
  if (events.length === 0) throw new Refusal('another-format');
  const writer = new PageWriter({});
  for (const event of events) {
    const cutter = new PageCutter((page) => writer.page(page));
    cutter.add(describe(event).replaceAll('\f', ' '));
    cutter.end();
  }
  writer.close();
}

function describe(event: IcsEvent): string {
  const lines = headerLines([
    ['Event', event.summary],
    ['Start', moment(event.start)],
    ['End', 'end' in event && event.end ? moment(event.end) : undefined],
    ['Location', event.location],
    ['Organiser', event.organizer ? person(event.organizer) : undefined],
    ['Attendees', event.attendees?.map(person).join(', ')],
    ['Status', event.status],
  ]);
  return `${lines}${event.description ?? ''}`;
}

/** As it was written, in its own time zone, where it named one. */
function moment({ date, type, local }: IcsDateObject): string {
  const day = (local?.date ?? date).toISOString();
  if (type === 'DATE') return day.slice(0, 10);
  return `${day.slice(0, 16).replace('T', ' ')} ${local ? local.timezone : 'UTC'}`;
}

function person({ name, email }: Pick<IcsAttendee, 'name' | 'email'>): string {
  return name ? `${name} <${email}>` : email;
}

await runReader(main);

import { readFileSync, statSync } from 'node:fs';
import { convertIcsCalendar, type IcsAttendee, type IcsDateObject, type IcsEvent } from 'ts-ics';
import { decode, detectCharset } from './charset.ts';
import { formatHeaders } from './message-metadata.ts';
import { PageSplitter, PageWriter } from './page-writer.ts';
import { ReaderRefusal, runReader } from './run-reader.ts';

/** Held in memory whole. */
const maxCalendarBytes = 32 * 1024 ** 2;

/** A calendar (RFC 5545) as words: who meets whom, when, where and about what, one event a page. */
async function main(): Promise<void> {
  if (statSync('input').size > maxCalendarBytes) throw new ReaderRefusal('too-large');
  const text = await decode(readFileSync('input'), await detectCharset('input'));
  const { events = [] } = convertIcsCalendar(undefined, text);
  if (events.length === 0) throw new ReaderRefusal('another-format');
  const writer = new PageWriter({});
  for (const event of events) {
    const cutter = new PageSplitter((page) => writer.writePage(page));
    cutter.add(formatEvent(event).replaceAll('\f', ' '));
    cutter.end();
  }
  writer.close();
}

function formatEvent(event: IcsEvent): string {
  const lines = formatHeaders([
    ['Event', event.summary],
    ['Start', formatEventTime(event.start)],
    ['End', 'end' in event && event.end ? formatEventTime(event.end) : undefined],
    ['Location', event.location],
    ['Organiser', event.organizer ? formatAttendee(event.organizer) : undefined],
    ['Attendees', event.attendees?.map(formatAttendee).join(', ')],
    ['Status', event.status],
  ]);
  return `${lines}${event.description ?? ''}`;
}

/** As it was written, in its own time zone, where it named one. */
function formatEventTime({ date, type, local }: IcsDateObject): string {
  const day = (local?.date ?? date).toISOString();
  if (type === 'DATE') return day.slice(0, 10);
  return `${day.slice(0, 16).replace('T', ' ')} ${local ? local.timezone : 'UTC'}`;
}

function formatAttendee({ name, email }: Pick<IcsAttendee, 'name' | 'email'>): string {
  return name ? `${name} <${email}>` : email;
}

await runReader(main);

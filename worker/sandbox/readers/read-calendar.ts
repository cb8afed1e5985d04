import { readFileSync, statSync } from 'node:fs';
import { convertIcsCalendar, type IcsAttendee, type IcsDateObject, type IcsEvent } from 'ts-ics';
import { decode, detectCharset } from './charset.ts';
import { formatHeaders } from './message-metadata.ts';
import { noteUnread } from './note-unread.ts';
import { PageSplitter, PageWriter } from './page-writer.ts';
import { ReaderRefusal, runReader } from './run-reader.ts';
import { withoutMarks } from './span-marks.ts';

/** Held in memory whole. */
const maxCalendarBytes = 32 * 1024 ** 2;

/**
 * A calendar (RFC 5545) as words: who meets whom, when, where and about what, one event, task or note a page. What it
 * attaches is noted as not read.
 */
async function main(): Promise<void> {
  if (statSync('input').size > maxCalendarBytes) throw new ReaderRefusal('too-large');
  const text = await decode(readFileSync('input'), await detectCharset('input'));
  const { events = [], todos = [], journals = [] } = convertIcsCalendar(undefined, text);
  const entries: [name: string, entry: Entry][] = [
    ...events.map((event): [string, Entry] => ['Event', event]),
    ...todos.map((todo): [string, Entry] => ['Task', todo]),
    ...journals.map((journal): [string, Entry] => ['Note', journal]),
  ];
  if (entries.length === 0) throw new ReaderRefusal('another-format');
  const writer = new PageWriter({});
  for (const [name, entry] of entries) {
    const cutter = new PageSplitter((page) => writer.writePage(page));
    cutter.add(withoutMarks(formatEntry(name, entry).replaceAll('\f', ' ')));
    cutter.end();
  }
  writer.close();
  const attached = text.match(/^ATTACH[;:]/gim)?.length ?? 0;
  if (attached > 0) noteUnread({ kind: 'link', count: attached });
}

/** An event, a task or a note: what of them is words. */
type Entry = Partial<
  Pick<
    IcsEvent,
    | 'summary'
    | 'start'
    | 'location'
    | 'organizer'
    | 'attendees'
    | 'categories'
    | 'description'
    | 'comment'
    | 'url'
  >
> & { end?: IcsDateObject; due?: IcsDateObject; status?: string };

function formatEntry(name: string, entry: Entry): string {
  const time = (given?: IcsDateObject) => (given ? formatEventTime(given) : undefined);
  const lines = formatHeaders([
    [name, entry.summary],
    ['Start', time(entry.start)],
    ['End', time(entry.end)],
    ['Due', time(entry.due)],
    ['Location', entry.location],
    ['Organiser', entry.organizer ? formatAttendee(entry.organizer) : undefined],
    ['Attendees', entry.attendees?.map(formatAttendee).join(', ')],
    ['Status', entry.status],
    ['Categories', entry.categories?.join(', ')],
    ['Address', entry.url],
  ]);
  return lines + [entry.description, entry.comment].filter(Boolean).join('\n\n');
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

// Shared with the pages of the server (server/ui/format.tsx): what a person reads is the same wherever it is written. So
// nothing here may touch the document or import from outside of this folder.

// Made once: one formatter costs more than all the numbers of a page (docs/performance.md).
const oneDecimal = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** "1,204". */
export function formatNumber(value: number): string {
  return oneDecimal.format(value);
}

/** "1 page", "1,204 pages". */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

const byteUnits = ['KB', 'MB', 'GB', 'TB'];

/** Bytes as people read them in their file manager: 1 KB is 1,024 bytes. A speed need not be whole and is rounded. */
export function formatBytes(bytes: number): string {
  if (Math.round(bytes) < 1024) return formatCount(Math.round(bytes), 'byte');
  let figure = bytes;
  let unit = '';
  for (const next of byteUnits) {
    // From here on it would read "1024".
    if (figure < 1023.5) break;
    figure /= 1024;
    unit = next;
  }
  return `${Number(figure.toFixed(figure < 9.95 ? 1 : 0))} ${unit}`;
}

const durationUnits: [limit: number, seconds: number, name: string][] = [
  [90, 1, 'second'],
  [90 * 60, 60, 'minute'],
  [36 * 3_600, 3_600, 'hour'],
  [Infinity, 86_400, 'day'],
];

/** How long something takes, as one says it: "1.2 seconds", "40 seconds", "11 minutes", "4 hours", "3 days". */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return formatCount(Math.round(seconds * 10) / 10, 'second');
  const [, unit, name] = durationUnits.find(([limit]) => seconds < limit) ?? [0, 1, 'second'];
  return formatCount(Math.round(seconds / unit), name);
}

/** "3 days ago". */
export function formatTimeAgo(at: string, now = Date.now()): string {
  const seconds = Math.round(Math.max(0, now - Date.parse(at)) / 1000);
  return `${formatDuration(seconds)} ago`;
}

const utcTimestamp = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});
const utcDay = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/** "22 Nov 2026, 10:02 UTC": where no element can stand that shows the reader's own time zone. */
export function formatTimestamp(at: string): string {
  return `${utcTimestamp.format(new Date(at))} UTC`;
}

/** "22 Nov 2026 UTC", where the time of day says nothing more. */
export function formatDay(at: string): string {
  return `${utcDay.format(new Date(at))} UTC`;
}

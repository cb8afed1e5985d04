import { safeDisplayName } from './safe-display-name.ts';

/** A file name or another name from outside: it cannot hide characters, nor reorder the text around it. */
export function SafeText({ of }: { of: string }) {
  return <bdi>{safeDisplayName(of)}</bdi>;
}

/** A moment: in UTC as it is sent, in the reader's own time zone once the script has arrived. */
export function Timestamp({ at }: { at: string }) {
  return (
    <local-time datetime={at}>
      <time datetime={at}>{formatTimestamp(at)}</time>
    </local-time>
  );
}

/** The same where no element can stand, in the options of a choice for instance. */
export function formatTimestamp(at: string): string {
  return `${utcFormat.format(new Date(at))} UTC`;
}

const utcFormat = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** Bytes as people read them in their file manager: 1 KB is 1,024 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return formatCount(bytes, 'byte');
  const units = ['KB', 'MB', 'GB', 'TB'];
  let figure = bytes;
  let unit = '';
  for (const next of units) {
    if (figure < 1023.5) break;
    figure /= 1024;
    unit = next;
  }
  return `${figure.toFixed(figure < 9.95 && !Number.isInteger(figure) ? 1 : 0)} ${unit}`;
}

/** "1 page", "1,204 pages". */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}

/** How long something takes, as one says it: "40 seconds", "11 minutes", "4 hours", "3 days". */
export function formatDuration(seconds: number): string {
  const steps: [limit: number, unit: number, name: string][] = [
    [90, 1, 'second'],
    [90 * 60, 60, 'minute'],
    [36 * 3_600, 3_600, 'hour'],
    [Infinity, 86_400, 'day'],
  ];
  const [, unit, name] = steps.find(([limit]) => seconds < limit) ?? [0, 1, 'second'];
  return formatCount(Math.round(seconds / unit), name);
}

/** "3 days ago". */
export function formatTimeAgo(at: string, now = Date.now()): string {
  return `${formatDuration(Math.max(0, now - Date.parse(at)) / 1000)} ago`;
}

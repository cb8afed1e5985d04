import { formatTimestamp } from '../browser/format.ts';
import { safeDisplayName } from '../browser/safe-display-name.ts';

/** A file name or another name from outside: it cannot hide characters, nor reorder the text around it. */
export function SafeText({ of }: { of: string }) {
  return <bdi>{safeDisplayName(of)}</bdi>;
}

/** A time: in UTC as it is sent, in the reader's own time zone once the script has arrived. */
export function Timestamp({ at }: { at: string }) {
  return (
    <local-time datetime={at}>
      <time datetime={at}>{formatTimestamp(at)}</time>
    </local-time>
  );
}

/** Why something is as it is, in a sentence under it. */
export function Reason({ of }: { of: string }) {
  return (
    <p class="reason">
      <SafeText of={of} />
    </p>
  );
}

/** When, and by whom, in one cell of a list. */
export function ActorTime({ at, by }: { at: string; by: string }) {
  return (
    <>
      <Timestamp at={at} />
      <span class="by">
        <SafeText of={by} />
      </span>
    </>
  );
}

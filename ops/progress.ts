/** Takes one line of progress: for a command's standard error, or for the log of the daemon. */
export type OnProgress = (line: string) => void;

const quietMs = 5_000;

/** Passes a line on at most every five seconds; a line that nobody will see is never put into words. */
export function everyFiveSeconds(onProgress: OnProgress): (describe: () => string) => void {
  let reportedAt = Date.now();
  return (describe) => {
    if (Date.now() - reportedAt < quietMs) return;
    reportedAt = Date.now();
    onProgress(describe());
  };
}

/** The seconds since `started` (performance.now()), to a tenth. */
export function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 100) / 10;
}

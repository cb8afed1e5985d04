/** A moment as people read it, to the minute: `2026-11-22 10:02 UTC`. `moment` is RFC 3339, in UTC. */
export function formatUtcMinute(moment: string): string {
  return `${moment.slice(0, 16).replace('T', ' ')} UTC`;
}

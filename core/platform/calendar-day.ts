const dayMs = 24 * 3_600_000;

/**
 * When a calendar day (YYYY-MM-DD) begins and ends. No setting names the firm's time zone, and every page writes its times in UTC, so a day
 * is one of UTC; should the firm ever have a zone of its own, it is read here and nowhere else.
 */
export function dayBounds(day: string): { start: Date; lastMoment: Date; end: Date } {
  const start = new Date(`${day}T00:00:00Z`);
  const end = new Date(start.getTime() + dayMs);
  return { start, lastMoment: new Date(end.getTime() - 1), end };
}

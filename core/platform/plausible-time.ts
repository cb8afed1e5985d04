const earliest = Date.UTC(1900, 0, 1);
const end = Date.UTC(2201, 0, 1);

/** What is said of a time that is not plausible. */
export const timeRangeSentence = 'must lie between the years 1900 and 2200';

/**
 * Whether a time or day (ISO 8601) lies in the years 1900 to 2200. JavaScript and ISO 8601 know the year 0 and PostgreSQL
 * does not, and no act of a firm lies outside: a time that comes in is held against this before it gets to the database.
 */
export function isPlausibleTime(text: string): boolean {
  const at = Date.parse(text);
  return at >= earliest && at < end;
}

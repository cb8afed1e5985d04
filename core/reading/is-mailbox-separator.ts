const months = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
/** What the date of a separator is made of, whatever its order: days, months, numbers, times, zones. */
const datePart = new RegExp(
  String.raw`^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?|(?:${months})[a-z]*,?|\d{1,2},?|(?:19|20)\d\d,?|\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?|[+-]\d{4}|\d{4}-\d\d-\d\d(?:t[\d:.]+z?)?|\d{1,2}-(?:${months})-\d{2,4})$`,
  'i',
);
const zone = /^\(?(?:[A-Z]{2,5}|Z)\)?$/;
const year = /\b(?:19|20)\d\d\b/;
const monthName = new RegExp(String.raw`\b(?:${months})`, 'i');
/** The date as C writes it: what comes after a name without a sign that it is an address. */
const classicDate = new RegExp(
  String.raw`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:${months}) [ \d]\d \d\d:\d\d(?::\d\d)? .*\b(?:19|20)\d\d\b`,
  'i',
);
const headerField = /^[\x21-\x39\x3b-\x7e]{1,100}[ \t]*:/;

/** Ends as the date of C does, after anybody's name; or has an address and a time of day. */
const named =
  /^From \S.{0,200}? (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d(?::\d\d)? (?:19|20)\d\d\s*$|^From \S{1,200}@\S{1,200} .{0,40}\b\d{1,2}:\d\d:\d\d\b.{0,20}\d\d\s*$/;
/** Fields that a message begins with; nobody's sentence goes on with one. */
const firstField =
  /^(?:received|return-path|message-id|mime-version|delivered-to|x-[\w-]+|from|to|date|subject|content-type|status):[ \t]/i;

/** Names of several words and dates in another language or with two digits for the year, as some programs write them. */
function isNamedSeparator(line: string, next: string): boolean {
  return named.test(line) && firstField.test(next);
}

/**
 * Whether a line begins a message in a mailbox file: "From ", an address or `-`, and a date with a year, where a
 * header field comes next (RFC 4155, Appendix A). "From 9:30 to 11:00 ..." is somebody's sentence. A name alone, as
 * programs of one machine write it, counts before a date in the form of C's asctime; so does a message that has a body
 * only.
 */
export function isMailboxSeparator(line: string, next: string): boolean {
  const [, sender = '', rest = ''] =
    /^From ("[^"]{1,200}"@?\S*|\S{1,500}(?: at \S{1,300})?)[ \t]+(\S.{0,300}?)\s*$/.exec(line) ?? [];
  const date = rest.replace(/ remote from \S+$/, '');
  const parts = date.split(/[ \t]+/);
  const isDate =
    parts.every((part) => datePart.test(part) || zone.test(part)) &&
    year.test(date) &&
    (monthName.test(date) || /\d{4}-\d\d-\d\d/.test(date));
  if (!isDate) return isNamedSeparator(line, next);
  const isClassic = classicDate.test(date);
  if (isClassic && next.trim() === '') return true;
  const isAddress = sender.includes('@') || sender.includes(' at ') || sender === '-';
  return (isAddress || isClassic) && (headerField.test(next) || next.startsWith('>From '));
}

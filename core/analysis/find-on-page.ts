import { findCitations } from './citations/find-citations.ts';
import type { CitationResolver } from './citations/resolve-citations.ts';
import { findEmails, findPhones } from './find-contacts.ts';
import { findCourts } from './find-courts.ts';
import { findDates } from './find-dates.ts';
import { findDockets } from './find-dockets.ts';
import { findMoney } from './find-money.ts';
import { findParties } from './find-parties.ts';
import type { Finding } from './finding.ts';

/** The caption stands on the first pages; further back a "v." belongs to other people's cases. */
const captionPages = 2;

/** Everything found on one page, in the order of its text. Pages of a document come in their order. */
export function findOnPage(page: number, text: string, resolver: CitationResolver): Finding[] {
  const citations = findCitations(page, text, resolver);
  const isCaption = page <= captionPages;
  const found = [
    ...citations,
    ...findCourts(text),
    ...findDockets(text, citations),
    ...findDates(text),
    ...findMoney(text),
    ...findEmails(text),
    ...findPhones(text),
    ...(isCaption ? findParties(text, citations) : []),
  ];
  return found.toSorted((one, other) => one.start - other.start || other.end - one.end);
}

import { readAt } from './citation.ts';

/** "(1 Cranch)", "(N.S.)", "(3 & 4 Dev. & Bat.)", "(1st)" between a reporter and its page. */
const nominative = /\s{0,20}(?:\((?:\d{1,2} )?[A-Z0-9][A-Za-z0-9.& ]{0,18}\)|\(n\.\s?s\.\))/y;
/** "(CCH)", "[C.C.H.]": who publishes a loose-leaf service. */
const publisher = /\s{0,20}[([](?:C\.?C\.?H\.?|BNA|P-H|RIA)[)\]]/y;
const page =
  /(?:,?\s{0,40}|[-\u2013])(?:(\d{1,3}(?:,\d{3}){1,2}(?!,?\d)|\d{1,8})(?![A-Za-z\d])|_{2,12}|-{3,12}|[\u2014\u2013](?=\s*[(.,;]|\s*$))/y;
/** "xxiv", "LII": two letters at least, and no "civ. code" or "cl. 3". */
const romanPage =
  /,?\s{1,40}(?!civ|CIV|cl\b|CL\b|cv\b|CV\b)((?=[ivxlc]{2,8}(?![\w\u2019'-]))c?(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})|(?=[IVXLC]{2,8}(?![\w\u2019'-]))C?(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))(?![\w\u2019'-])/y;
/** "¶ 98,456", "P98,456", "par. 67,001": a paragraph of a loose-leaf service. */
const paragraph =
  /,?\s{0,20}(?:¶{1,2}\s{0,5}|P\s{0,3}|[Pp]ara?s?\.\s{0,5})(\d{1,3}(?:,\d{3}){1,2}|\d{1,8})[A-Z]?(?![A-Za-z\d])/y;
const pincite =
  /,\s{1,20}(?:at\s{1,10})?(?:\*|¶{1,2}\s{0,3})?((?:\d{1,3},\d{3}(?!\d)|\d{1,6})(?:[-\u2013]\d{1,6})?(?:\s{1,3}(?:&\s)?n(?:ote|n?\.)\s{0,3}\d{1,3})?(?:,\s{1,10}\d{1,6}(?:[-\u2013]\d{1,6})?(?![\dA-Za-z]|\s{1,20}[A-Z]))*)(?![\dA-Za-z]|\s{1,20}(?:[A-Z§]|&sect))/y;

export type FoundPage = { page: string | null; end: number };

/** The page behind a reporter's name, arabic or roman; null where the printer left a blank. */
export function readCitedPage(text: string, nameEnd: number, isCase: boolean): FoundPage | undefined {
  const between = readAt(nominative, text, nameEnd);
  const at = between ? nameEnd + between[0].length : nameEnd;
  const found = readAt(page, text, at) ?? (isCase ? readAt(romanPage, text, at) : null);
  return found ? { page: found[1]?.replaceAll(',', '') ?? null, end: at + found[0].length } : undefined;
}

/**
 * The paragraph of a loose-leaf service, behind its name and publisher; undefined for a service that nobody
 * cites so and that does not say its publisher.
 */
export function readParagraph(text: string, nameEnd: number, isByParagraph: boolean): FoundPage | undefined {
  const published = readAt(publisher, text, nameEnd);
  if (!published && !isByParagraph) return undefined;
  const at = published ? nameEnd + published[0].length : nameEnd;
  const found = readAt(paragraph, text, at);
  return found ? { page: found[1]?.replaceAll(',', '') ?? null, end: at + found[0].length } : undefined;
}

/** "T.C. Memo. 2019-44", "T.C.M. (RIA) 2004-279": a year and the number of a decision in it. */
const yearAndNumber = /\s{1,20}((?:19|20)\d\d)[-\u2013](\d{1,4})(?![\dA-Za-z]|[-\u2013/]\d)/y;

/** The year and number behind the name of a series, and behind its publisher where that is said. */
export function readYearAndNumber(text: string, nameEnd: number): (FoundPage & { year: string }) | undefined {
  const published = readAt(publisher, text, nameEnd);
  const at = published ? nameEnd + published[0].length : nameEnd;
  const found = readAt(yearAndNumber, text, at);
  return found ? { year: found[1] ?? '', page: found[2] ?? '', end: at + found[0].length } : undefined;
}

/** ", at 12-13 & n.4" behind a page. */
export function readPincite(text: string, at: number): { pincite: string | null; end: number } {
  const found = readAt(pincite, text, at);
  return { pincite: found?.[1] ?? null, end: found ? at + found[0].length : at };
}

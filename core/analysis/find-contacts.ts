import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Finding } from './finding.ts';

const maxLocal = 64;
const maxDomain = 253;
const localCharacter = /[\w.!#$%&'*+/=?^`{|}~-]/;
const domainCharacter = /[A-Za-z0-9.-]/;
const domain = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}$/;

/** E-mail addresses: outwards from every @, so that a page of letters without one costs nothing. */
export function findEmails(text: string): Finding[] {
  const found: Finding[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const [start, end] = [startOfLocal(text, at), endOfDomain(text, at)];
    if (start === at || text[at - 1] === '.' || !domain.test(text.slice(at + 1, end))) continue;
    const written = text.slice(start, end);
    found.push({ kind: 'email', start, end, text: written, detail: { address: written.toLowerCase() } });
  }
  return found;
}

function startOfLocal(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < maxLocal && localCharacter.test(text[start - 1] ?? '')) start -= 1;
  // Marks around an address are no part of it.
  while (start < at && /[.'*_~=/{|`-]/.test(text[start] ?? '')) start += 1;
  return start;
}

function endOfDomain(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && end - at < maxDomain && domainCharacter.test(text[end] ?? '')) end += 1;
  while (end > at && /[.-]/.test(text[end - 1] ?? '')) end -= 1;
  return end;
}

/**
 * American numbers in the ways they are printed, and any that begins with a plus; the library says which are
 * numbers at all.
 */
const phoneCandidate =
  /(?<![\d\w+.-])(?:\+\d[\d(). -]{6,20}\d|(?:1[ .-])?(?:\(\d{3}\)[ ]?|\d{3}[.-])\d{3}[ .-]\d{4})(?![\d-])/g;
const extension = /^[,;]?[ ]{0,2}(?:ext?\.?|x)[ ]{0,2}(\d{1,6})\b/i;

/** Finds telephone numbers, in E.164 form in the detail. */
export function findPhones(text: string): Finding[] {
  return [...text.matchAll(phoneCandidate)].flatMap((found) => {
    const number = parsePhoneNumberFromString(found[0], 'US');
    if (number?.isPossible() !== true || !number.isValid()) return [];
    const start = found.index;
    const after = start + found[0].length;
    const more = extension.exec(text.slice(after, after + 20));
    const end = after + (more?.[0].length ?? 0);
    const detail = { number: number.number, extension: more?.[1] ?? null };
    return [{ kind: 'phone' as const, start, end, text: text.slice(start, end), detail }];
  });
}

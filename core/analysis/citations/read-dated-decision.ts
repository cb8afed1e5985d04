import { findCaseNameBefore } from './case-name.ts';
import { readAt, type Citation } from './citation.ts';

const dated =
  /(\d{4}|\d{2})[ -](?:[A-Z]{1,3}-)?(\d{2,5}[A-Z]?)(?:,\s{1,5}pp?\.\s{0,3}(\d{1,4}(?:[-\u2013]\d{1,4})?))?,?\s{0,20}\(La\.\s{0,3}(?:App\.\s{0,3}(\d)(?:st|nd|rd|th)?\s{0,3}Cir\.\s{0,3})?(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})\)/y;
const numberBefore = /,?\s{1,5}Nos?\.\s{0,5}$/;

/**
 * "2014-1127 (La. App. 1 Cir. 4/10/15)": Louisiana's public-domain form, a docket number with the day of the
 * decision in place of a year.
 */
export function readDatedDecision(text: string, at: number): Citation[] | undefined {
  if (!mayBegin(text, at)) return undefined;
  const found = readAt(dated, text, at);
  if (!found) return undefined;
  const [whole, volume = '', page = '', pincite, circuit, month, day, written = ''] = found;
  if (Number(month) > 12 || Number(day) > 31) return undefined;
  const announced = numberBefore.exec(text.slice(Math.max(0, at - 16), at))?.[0].length ?? 0;
  const detail = {
    type: 'neutral' as const,
    volume,
    reporter: circuit === undefined ? 'La.' : `La.App. ${circuit} Cir.`,
    page,
    pincite: pincite ?? null,
    year: toYear(written),
    name: findCaseNameBefore(text, at - announced)?.name ?? null,
  };
  return [{ start: at, end: at + whole.length, detail }];
}

/** Two or four digits, then a hyphen or a space: everything else is told from it without an expression. */
function mayBegin(text: string, at: number): boolean {
  if (!isJoint(text.charCodeAt(at + 2)) && !isJoint(text.charCodeAt(at + 4))) return false;
  return !/[-/:.\u2013]/.test(text[at - 1] ?? '');
}

function isJoint(code: number): boolean {
  return code === 45 || code === 32;
}

function toYear(written: string): number {
  const year = Number(written);
  if (written.length === 4) return year;
  return year < 50 ? 2000 + year : 1900 + year;
}

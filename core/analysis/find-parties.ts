import { withoutOverlaps, type Finding } from './finding.ts';

const roles =
  'Plaintiff|Defendant|Petitioner|Respondent|Appellant|Appellee|Debtor|Claimant|Movant|Intervenor|Cross-Defendant|Counterclaimant';
/** "ACME CORP., a Delaware corporation,\n   Plaintiff," : the name's lines, then the role. */
const roleLine = new RegExp(
  `\\b((?:${roles})s?(?:[-/ ](?:${roles}))?)s?\\b\\s{0,3}[.,;:)]?[ \\t]*(?=\\n|$)`,
  'gi',
);
const versusLine =
  /^[ \t)(:|§]{0,80}(?:v\.|vs\.|versus|-v-|-against-)[ \t)(:|§]{0,80}[\d:A-Za-z\-. ]{0,60}$/gim;
const inlineCaption =
  /\b([A-Z][\w.,&'’-]{0,40}(?: (?:[A-Z][\w.,&'’-]{0,40}|of|the|and|&|for|ex|rel\.|et|al\.)){0,9}) (?:v\.|vs\.?) ([A-Z][\w.&'’-]{0,40}(?:,? (?:[A-Z][\w.&'’-]{0,40}|of|the|and|&|for|et|al\.)){0,9})/g;
const matterCaption =
  /\b(?:In re|IN RE|In the Matter of|IN THE MATTER OF|Ex parte|EX PARTE)[:]?\s{1,20}([A-Z][^\n;()]{2,100})/g;
const maxNameLines = 4;

/**
 * The parties as the first pages name them: in the caption with their roles, "X v. Y", "In re Z". A case that
 * is cited ("Roe v. Wade, 410 U.S. 113") is no party.
 */
export function findParties(text: string, citations: readonly Finding[]): Finding[] {
  const found = [...findCaptioned(text), ...findAroundVersus(text), ...findNamed(text, citations)];
  return withoutOverlaps(found.filter(isName));
}

/** Counsel, sentences and headings stand next to a role as well. */
const notNamePattern =
  /\bcourt\b|\bmotion\b|\bbrief\b|\b(?:attorneys?|counsel) (?:for|of)\b|\bfor$|\bllp\b.*\bfor\b|\besq\b|^memorandum\b|\bct\. no\b|\bNos?\. \d|\d{4,}|[a-z]{4,}\. [A-Z][a-z]+ [a-z]|,[^,]*,[^,]*,[^,]*,[^,]*,|^(?:see|for|of|at|in|on) /i;

function isName({ detail }: Finding): boolean {
  const name = String(detail['name']);
  const raised = /^["'“‘]?\p{Lu}[\p{L}.'’&-]/u.test(name) && name.length <= 160;
  return raised && !notNamePattern.test(name) && !isRole(name);
}

function findCaptioned(text: string): Finding[] {
  return [...text.matchAll(roleLine)].flatMap((match) => {
    const span = linesBefore(text, match.index);
    const role = (match[1] ?? '').toLowerCase().replace(/s$/, '');
    return span ? [toPartyFinding(text, span, role)] : [];
  });
}

/** The lines right above the role, up to an empty line or the "v." of the other side. */
function linesBefore(text: string, at: number): { start: number; end: number } | undefined {
  let end = at;
  while (end > 0 && at - end <= 400 && /[\s,:)|]/.test(text[end - 1] ?? '')) end -= 1;
  let start = end;
  for (let line = 0; line < maxNameLines && start > 0; line += 1) {
    // Past the line break that the last line began behind.
    const before = line === 0 ? start : start - 1;
    const begin = text.lastIndexOf('\n', before - 1) + 1;
    if (!isPartOfName(text.slice(begin, before))) break;
    start = begin;
  }
  while (start < end && /[\s)(:|,§]/.test(text[start] ?? '')) start += 1;
  return end - start >= 2 && end - start <= 300 ? { start, end } : undefined;
}

function isPartOfName(line: string): boolean {
  const written = line
    .slice(-200)
    .replace(/[)(:|§]/g, ' ')
    .trim();
  if (written === '' || /^(?:v|vs|-v-|versus|-against-|and)(?:[.,]{0,2}$|\.\s)/i.test(written)) return false;
  return !/\b(?:court|district|division|county of|circuit)\b|[a-z]{4,}[.;]$/i.test(written);
}

/** A "v." on a line of its own: the nearest written lines above and below it. */
function findAroundVersus(text: string): Finding[] {
  return [...text.matchAll(versusLine)].flatMap((match) => {
    const above = linesBefore(text, match.index);
    const after = /^\s*([^\n]{2,120})/.exec(
      text.slice(match.index + match[0].length, match.index + match[0].length + 300),
    );
    const below = after ? match.index + match[0].length + after[0].length - (after[1] ?? '').length : -1;
    const sides =
      above && !isRole(text.slice(above.start, above.end)) ? [toPartyFinding(text, above, null)] : [];
    if (below < 0 || !after) return sides;
    const written = (after[1] ?? '').replace(/[\s,:)(|]+$/, '');
    return [...sides, toPartyFinding(text, { start: below, end: below + written.length }, null)];
  });
}

function isRole(written: string): boolean {
  return new RegExp(`^(?:${roles})`, 'i').test(written.trim());
}

function findNamed(text: string, citations: readonly Finding[]): Finding[] {
  const isCited = (end: number) => citations.some(({ start }) => start >= end && start - end < 60);
  const both = [...text.matchAll(inlineCaption)].flatMap((match) => {
    const [whole, left = '', right = ''] = match;
    if (isCited(match.index + whole.length)) return [];
    const second = match.index + whole.length - right.length;
    return [
      toPartyFinding(text, { start: match.index, end: match.index + left.length }, null),
      toPartyFinding(text, { start: second, end: second + right.replace(/[.,]$/, '').length }, null),
    ];
  });
  const matters = [...text.matchAll(matterCaption)].flatMap((match) => {
    const name = (match[1] ?? '').replace(/[\s,.]+$/, '');
    const start = match.index + match[0].length - (match[1] ?? '').length;
    return isCited(start + name.length)
      ? []
      : [toPartyFinding(text, { start, end: start + name.length }, null)];
  });
  return [...both, ...matters];
}

const roleBehind = new RegExp(`,?\\s+((?:${roles})s?(?:[-/ ](?:${roles})s?)?)[.,]?$`, 'i');

function toPartyFinding(
  text: string,
  span: { start: number; end: number },
  knownRole: string | null,
): Finding {
  const written = text.slice(span.start, span.end);
  const whole = written
    .replace(/[)(:|§\s]+/g, ' ')
    .replace(/^re:? /i, '')
    .replace(/[\s,*]+$/, '')
    .trim();
  const behind = roleBehind.exec(whole);
  const name = behind ? whole.slice(0, behind.index) : whole;
  const role = knownRole ?? behind?.[1]?.toLowerCase().replace(/s$/, '') ?? null;
  return { kind: 'party', ...span, text: written, detail: { name: name.replace(/, No$/, ''), role } };
}

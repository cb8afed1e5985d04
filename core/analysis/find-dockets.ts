import { withoutOverlaps, type Finding } from './finding.ts';

/** The way federal district and bankruptcy courts number: 2:17-cv-00413-ABC. It is one wherever it stands. */
const federal =
  /(?<![\w-])(?:\d{1,2}:)?\d{2,4}[-\u2013 ](?:cv|cr|md|mc|mj|bk|ap|po|gj|misc|civ|crim)[-\u2013 ]\d{2,7}(?:[-\u2013](?:[A-Z]{1,5}|\d{1,3})){0,4}(?![\w])/gi;
/** Anything else is one only behind words that announce it. */
const announced =
  /\b(?:Case|Docket|Cause|Index|File|Civil Action|Civ\. A(?:ction|\.)|C\.A\.|Adv(?:ersary|\.) (?:Proc(?:eeding|\.)|Pro\.)|Appeal|Crim(?:inal|\.)?(?: Action| Case)?|Record)[ ]{0,3}(?:Nos?\.|Number|#)?[:]?[ ]{0,12}((?=[\w:-]{0,12}\d)[A-Z0-9][A-Z0-9:./-]{2,24}[A-Z0-9])/gi;
const bare =
  /^[ \t]{0,80}Nos?\.[ ]{0,6}((?:[A-Z]{1,4}[- ])?\d{2,4}[-\u2013]\d{1,7}(?:-[A-Z0-9]{1,5}){0,3})\b/gim;

/** Docket numbers. A number that names a citation's case is left to that citation. */
export function findDockets(text: string, citations: readonly Finding[]): Finding[] {
  const taken = citations.filter(({ detail }) => detail['type'] === 'docket');
  const found = [...text.matchAll(federal)].map((match) => toDocketFinding(match.index, match[0]));
  for (const form of [announced, bare]) {
    for (const match of text.matchAll(form)) {
      const number = match[1] ?? '';
      if (/^\d{1,4}$/.test(number)) continue;
      found.push(toDocketFinding(match.index + match[0].length - number.length, number));
    }
  }
  const isFree = ({ start, end }: Finding) =>
    !taken.some((citation) => start < citation.end && end > citation.start);
  return withoutOverlaps(found.filter(isFree));
}

function toDocketFinding(start: number, number: string): Finding {
  const detail = { number: number.replaceAll('\u2013', '-').toUpperCase() };
  return { kind: 'docket', start, end: start + number.length, text: number, detail };
}

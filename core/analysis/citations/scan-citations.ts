import type { Citation, CitationReader } from './citation.ts';
import { NameTrie } from './name-trie.ts';
import { namesAtStart, readByName } from './read-by-name.ts';
import { readDatedDecision } from './read-dated-decision.ts';
import { readNumbered } from './read-numbered.ts';
import { codeNames, readStateCode, readTitleInWords } from './read-state-code.ts';
import {
  ordinals,
  readAmendments,
  readConstitution,
  readDocketCitation,
  readFederalRule,
  readId,
  readPublicLaw,
  readRestatement,
  readSupra,
} from './read-words.ts';

/**
 * What a character may begin: 0 nothing, 1 a number, 2 a capitalised word, 3 a small word that may cite, 4
 * any other word.
 */
const characterKinds = new Uint8Array(128);
for (let code = 48; code < 58; code += 1) characterKinds[code] = 1;
for (let code = 65; code < 91; code += 1) characterKinds[code] = 2;
for (let code = 97; code < 123; code += 1) characterKinds[code] = 4;
for (const letter of 'ist') characterKinds[letter.charCodeAt(0)] = 3;

const longestVolume = 4;

/** The words that begin a citation, in one tree, each with what reads on from there. */
type Reader = (text: string, at: number, end: number) => Citation[] | undefined;
const readers: Reader[] = [];
const words = new NameTrie();

function addReader(names: readonly string[], reader: Reader): void {
  readers.push(reader);
  for (const name of names) words.add(name, readers.length - 1);
}

addReader(['Id', 'Ibid'], readId);
addReader(['Supra'], readSupra);
addReader(['Pub. L', 'Public Law', 'Public L', 'Pub. Law'], readPublicLaw);
addReader(['Restatement'], readRestatement);
addReader(['Section', 'Sections', 'Title'], readTitleInWords);
addReader(
  ['No', 'Nos', 'Case No', 'Docket No', 'Civil Action No', 'Civ. No', 'Criminal No'],
  readDocketCitation,
);
addReader(
  ['Fed. R', 'Fed. Rule', 'Federal Rule of', 'Federal Rules of', 'FRCP', 'FRE', 'FRAP', 'FRCrP'],
  readFederalRule,
);
addReader(ordinals, readAmendments);
addReader(['U.S. Const', 'United States Const'], readConstitution);
for (const known of namesAtStart)
  addReader(known.written, (text, at, end) => readByName(text, { start: at, end }, known));
for (const known of codeNames) {
  addReader(
    [known.name],
    (text, at, end) =>
      readStateCode(text, { start: at, end }, known) ??
      (text.startsWith('Const', end + 1) ? readConstitution(text, at) : undefined),
  );
}

/**
 * All citations of a text in the order they stand there. One pass: a word or a number is looked at once,
 * where it begins; what a reader looks at around it has a fixed length.
 */
export function scanCitations(text: string): Citation[] {
  const found: Citation[] = [];
  let isInWord = false;
  let done = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? (characterKinds[code] ?? 0) : 0;
    const isBeginning = kind !== 0 && !isInWord;
    isInWord = kind !== 0;
    if (!isBeginning || kind === 4) continue;
    const fresh = readWord(text, at, kind)?.filter((citation) => citation.start >= done);
    if (!fresh || fresh.length === 0) continue;
    found.push(...fresh);
    done = Math.max(...fresh.map((citation) => citation.end));
    at = Math.max(at, done - 1);
    isInWord = characterKindAt(text, at) !== 0;
  }
  return found.sort((one, other) => one.start - other.start);
}

function readWord(text: string, at: number, kind: number): Citation[] | undefined {
  if (kind === 1) {
    const end = endOfNumber(text, at);
    const numbered = end === undefined ? undefined : readNumbered(text, { start: at, end });
    return numbered ?? readDatedDecision(text, at);
  }
  if (kind === 3) return readSmallWord(text, at);
  // The second letter of "U.S.C." begins nothing, but a sentence may end so ("in the U.S.Id. at 5").
  const isInitial = text.charCodeAt(at - 1) === 46 && characterKindAt(text, at - 2) === 2;
  if (isInitial) return text.startsWith('Id.', at) ? readId(text, at) : undefined;
  for (const hit of words.match(text, at)) {
    const read = readers[hit.value]?.(text, at, hit.end);
    if (read) return read;
  }
  return undefined;
}

const smallWords: [string, CitationReader][] = [
  ['id.', readId],
  ['ibid', readId],
  ['supra', readSupra],
  ['section', readTitleInWords],
  ['title ', readTitleInWords],
];

function readSmallWord(text: string, at: number): Citation[] | undefined {
  return smallWords.find(([word]) => text.startsWith(word, at))?.[1](text, at);
}

function characterKindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (characterKinds[code] ?? 0) : 0;
}

/** The end of a number that can be a volume or title, or of two with a hyphen ("1984-1", "57-2"). */
function endOfNumber(text: string, at: number): number | undefined {
  let end = at + 1;
  while (characterKindAt(text, end) === 1) end += 1;
  const digits = end - at;
  if (digits > longestVolume) return undefined;
  const isYear = digits === longestVolume || digits === 2;
  if (!isYear || text[end] !== '-' || characterKindAt(text, end + 1) !== 1) return end;
  let further = end + 2;
  while (characterKindAt(text, further) === 1) further += 1;
  return further - end <= longestVolume && further - end <= digits + 1 ? further : end;
}

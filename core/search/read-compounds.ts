import { invisible, normalizeWord } from './normalize-word.ts';
import { splitGlued } from './split-glued.ts';

/**
 * How two parts of a compound stand together. `broken` is a word that the end of a line parts: "arbitra-" and "tion"
 * take one place. Wherever the hyphen may belong to the word, each part keeps its own. `perhaps` broken: the sign is one
 * that OCR reads for a hyphen, or the next word may stand by itself. `space`: between groups of digits.
 */
export type Joint = 'broken' | 'perhaps' | 'hyphen' | 'apostrophe' | 'stop' | 'comma' | 'space' | 'other';

/** A word or number, or a run of characters of a script without spaces: then with the place of each character. */
export type Part = {
  start: number;
  end: number;
  word: string;
  characters?: { start: number; end: number; word: string }[];
};

/** What is written in one piece, as "non-compete" or "2:17-cv-60413-ADB": `joints[i]` stands before `parts[i + 1]`. */
export type Compound = { parts: Part[]; joints: Joint[] };

const hyphens =
  '\\-\\u00AC\\u058A\\u05BE\\u02D7\\u2010-\\u2013\\u2027\\u2043\\u2212\\u2E17\\uFE58\\uFE63\\uFF0D';
const apostrophes = "'\\u2018\\u2019\\u201B\\u2032\\u0060\\u00B4\\uFF07";
/** Superscript digits are marks of notes, not part of the word before them. */
const words = new RegExp(
  `[[\\p{L}\\p{N}\\u3371-\\u33DF]--[¹²³⁰-⁹ʼ]][[\\p{L}\\p{N}\\p{M}\\u3371-\\u33DF${invisible}]--[¹²³⁰-⁹ʼ]]*`,
  'gv',
);
const lineEnd =
  '(?:[ \\t\\u00A0]*(?:\\r\\n|[\\r\\n\\v\\f\\u0085\\u2028\\u2029])){1,4}[ \\t\\u00A0]*(?:[>|][ >|]*)?';
const hyphenAtLineEnd = new RegExp(`^[${hyphens}\\u00AD=~]${lineEnd}$`, 'u');
/** What OCR reads for a hyphen, and one that stands apart. */
const signAtLineEnd = new RegExp(`^(?:[_\\u2014\\u2015\\u00AB\\u00BB]| [${hyphens}])${lineEnd}$`, 'u');
const spaceInNumber = /^[ \u00a0\u2007\u2009\u202f]$/;
const hyphenAtLineStart = new RegExp(`^${lineEnd}[${hyphens}]$`, 'u');
const invisibleInGap = new RegExp(`[${invisible.replace('\\u00AD', '')}]`, 'gu');
const invisibleAtEnd = new RegExp(`[${invisible}]+$`, 'u');
const joints: [RegExp, Joint][] = [
  [new RegExp(`^[_＿${hyphens}]$`, 'u'), 'hyphen'],
  [new RegExp(`^[${apostrophes}\\u02BC]$`, 'u'), 'apostrophe'],
  [/^[.．]$/, 'stop'],
  [/^[,，]$/, 'comma'],
  [/^[:/@&+#=~\\：／＠＆]$/, 'other'],
];
/** "pre- and post-trial" over two lines is no word that was broken. */
const afterHangingHyphen: ReadonlySet<string> = new Set('and or to nor und oder bis et ou y o e'.split(' '));

const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}々〆ー';
const hasUnspaced = new RegExp(`[${unspaced}]`, 'u');
const unspacedRun = new RegExp(`[${unspaced}][${unspaced}\\p{M}\\uFF9E\\uFF9F${invisible}]*`, 'gu');
const unspacedCharacter = new RegExp(
  `(?:[\\u1100-\\u115E][\\u1161-\\u11A7][\\u11A8-\\u11FF]?|[${unspaced}])(?:\\p{M}|[\\uFF9E\\uFF9F${invisible}])*`,
  'gu',
);
/** Lines of these end wherever there is no more room, and OCR puts blanks between their characters. */
const goesOnOverBlanks = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]$/u;
const startsAfterBlanks = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const blanks = /^[ \t\u00a0\u3000]*(?:\r?\n)?[ \t\u00a0\u3000]*$/;

/** Takes a text apart into what is written in one piece. Pages and queries are read by this alike. */
export function readCompounds(text: string): Compound[] {
  const compounds: Compound[] = [];
  let compound: Compound | undefined;
  let last: Part | undefined;
  for (const part of listParts(text)) {
    if (compound && last?.characters && part.characters && isOneRun(text, last, part)) {
      last.characters.push(...part.characters);
      last.word += part.word;
      last.end = part.end;
      continue;
    }
    const joint =
      compound && last && !last.characters && !part.characters ? findJoint(text, last, part) : null;
    if (compound && joint) {
      compound.parts.push(part);
      compound.joints.push(joint);
    } else {
      compound = { parts: [part], joints: [] };
      compounds.push(compound);
    }
    last = part;
  }
  return compounds;
}

function listParts(text: string): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < text.length;) {
    const unit = text.charCodeAt(at);
    const end = isAsciiLetter(unit) ? findLettersEnd(text, at) : at;
    if (end > at) {
      // Nearly every word: nothing to look up.
      parts.push({ start: at, end, word: text.slice(at, end).toLowerCase().slice(0, maxWordCharacters) });
      at = end;
    } else if (unit < 0x80 && !isAsciiLetter(unit) && !isDigit(unit)) at += 1;
    else at = addWord(parts, text, at);
  }
  return parts;
}

/** Adds the next word from a place on; returns where it ends. */
function addWord(parts: Part[], text: string, from: number): number {
  words.lastIndex = from;
  const found = words.exec(text);
  if (!found) return text.length;
  const { 0: written, index } = found;
  for (const part of hasUnspaced.test(written) ? splitScripts(written, index) : splitPieces(written, index))
    parts.push(part);
  return index + written.length;
}

/** Where a word of ASCII letters ends; its own place where it has other characters too. */
function findLettersEnd(text: string, start: number): number {
  let at = start;
  while (isAsciiLetter(text.charCodeAt(at))) at += 1;
  const next = text.charCodeAt(at);
  return next >= 0x80 || isDigit(next) ? start : at;
}

function isAsciiLetter(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90);
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

function* splitPieces(written: string, start: number): Generator<Part> {
  let at = start;
  for (const piece of splitGlued(written)) {
    const part = toPart(piece, at);
    at += piece.length;
    if (part.word !== '') yield part;
  }
}

function toPart(written: string, start: number): Part {
  const end = start + written.length - (invisibleAtEnd.exec(written)?.[0].length ?? 0);
  return { start, end, word: normalizeWord(written).slice(0, maxWordCharacters) };
}

/** A lexeme of PostgreSQL has 2,046 bytes at most. */
const maxWordCharacters = 200;

function* splitScripts(written: string, start: number): Generator<Part> {
  let from = 0;
  for (const { 0: run, index } of written.matchAll(unspacedRun)) {
    if (index > from) yield toPart(written.slice(from, index), start + from);
    const characters = [...run.matchAll(unspacedCharacter)]
      .map((found) => toPart(found[0], start + index + found.index))
      .filter(({ word }) => word !== '');
    const last = characters.at(-1);
    if (last)
      yield {
        start: characters[0]?.start ?? last.start,
        end: last.end,
        word: characters.map(({ word }) => word).join(''),
        characters,
      };
    from = index + run.length;
  }
  if (from < written.length) {
    const rest = toPart(written.slice(from), start + from);
    if (rest.word !== '') yield rest;
  }
}

function isOneRun(text: string, last: Part, part: Part): boolean {
  if (last.end === part.start) return true;
  return (
    goesOnOverBlanks.test(last.word) &&
    startsAfterBlanks.test(part.word) &&
    blanks.test(text.slice(last.end, part.start))
  );
}

function findJoint(text: string, last: Part, part: Part): Joint | null {
  if (isPlainGap(text, last, part)) return null;
  const gap = text.slice(last.end, part.start);
  if (gap === '\n' || gap === '' || gap.length > maxGap) return null;
  if (spaceInNumber.test(gap))
    return /^\d{1,3}$/.test(last.word) && /^\d{3}$/.test(part.word) ? 'space' : null;
  const seen = gap.length === 1 ? gap : gap.replace(invisibleInGap, '');
  const joint = joints.find(([sign]) => sign.test(seen))?.[1];
  if (joint === 'comma') return /\d$/.test(last.word) && /^\d/.test(part.word) ? joint : null;
  return joint ?? findLineEndJoint(text, last, part);
}

/** What stands between nearly all words and joins none: a blank, a blank behind a sign. */
function isPlainGap(text: string, last: Part, part: Part): boolean {
  const length = part.start - last.end;
  if (length === 1)
    return text.charCodeAt(last.end) === 32 && !isDigit(last.word.charCodeAt(last.word.length - 1));
  for (let at = last.end; at < part.start; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 32 || unit > 126) return false;
  }
  return length > 1;
}

function findLineEndJoint(text: string, last: Part, part: Part): Joint | null {
  const gap = text.slice(last.end, part.start).replace(invisibleInGap, '');
  const areLetters = letterAtEnd.test(last.word) && letterAtStart.test(part.word);
  if (hyphenAtLineStart.test(gap)) return areLetters ? null : 'hyphen';
  const isSmall = areLetters && !capitalAtStart.test(text.slice(part.start, part.end));
  if (!hyphenAtLineEnd.test(gap)) return isSmall && signAtLineEnd.test(gap) ? 'perhaps' : null;
  if (afterHangingHyphen.has(part.word)) return 'perhaps';
  // "Anglo-" and "Saxon": a word that was broken goes on in small letters.
  const isName =
    smallLetterAtEnd.test(text.slice(last.start, last.end)) &&
    capitalAtStart.test(text.slice(part.start, part.end));
  return areLetters && !isName ? 'broken' : 'hyphen';
}

const smallLetterAtEnd = /\p{Ll}\p{M}*$/u;
const capitalAtStart = /^\p{Lu}/u;
const letterAtEnd = /[\p{L}\p{M}]$/u;
const letterAtStart = /^\p{L}/u;
/** A hyphen, two line ends, and the blanks before the next line's first word. */
const maxGap = 60;

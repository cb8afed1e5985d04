import { mergeRanges, type TextRange } from './merge-ranges.ts';

/** A number or a time at the edge of a line, as one of the forms below has it. */
type EdgeMark = { index: number; start: number; end: number; value: number };

/** How a column at the edge of a page is printed, and when it is taken for one. */
type Form = {
  pattern: RegExp;
  /** So many lines in a row are a column. */
  minLines: number;
  /** Times only grow; numbers count the lines. */
  areTimes?: true;
};

const time = String.raw`\d{1,2}:\d{2}(?::\d{2})?(?:[:.,]\d{1,3})?(?:[ \t]?[AaPp]\.?[Mm]\.?)?`;
/** Lists of clauses look the same but for their length, so a stop or a bracket asks for more lines. */
const forms: readonly Form[] = [
  {
    pattern: new RegExp(String.raw`^[ \t>]*(?:${time}[ \t]+)?(\d{1,2})(?:[ \t]*[|:])?(?=[ \t]|$)`),
    minLines: 6,
  },
  { pattern: /^[ \t]*(\d{1,2})[.)](?=[ \t]|$)/, minLines: 10 },
  { pattern: /^[ \t]*\d{1,5}:(\d{1,2})(?=[ \t]|$)/, minLines: 6 },
  { pattern: /^[ \t]*(\d{6,8})(?=[ \t]|$)/, minLines: 6 },
  { pattern: new RegExp(String.raw`[ \t](\d{1,2})(?:[ \t]+${time})?[ \t]*$`), minLines: 10 },
  {
    pattern: new RegExp(String.raw`^[ \t]*(?:\d{1,2}[ \t]+)?(${time})(?=[ \t]|$)`),
    minLines: 6,
    areTimes: true,
  },
  { pattern: new RegExp(String.raw`[ \t](${time})[ \t]*$`), minLines: 6, areTimes: true },
];

/** Lines without a number between two with one: double spacing, a line that was too long, numbers on each fifth line. */
const maxLinesBetween = 4;
/** What OCR makes of a line's number. */
const misreadNumber = /^[ \t]*([\dlIi|!OoQSsBZzgq]{1,2})(?=[ \t])/;
const edgeCharacters = 40;

/**
 * Finds columns of line numbers and of times at the edges of a text: numbers that count its lines, upwards, or begin
 * again at 1. A list may be taken for one, so what is found is read both with and without (build-readings.ts).
 * @returns their places, in order; they do not overlap
 */
export function findLineNumbers(text: string): TextRange[] {
  const lines = listLines(text);
  if (lines.length < 3 || !/\d/.test(text)) return [];
  const found = forms.flatMap((form) => findColumn(text, lines, form));
  return mergeRanges(found);
}

function listLines(text: string): TextRange[] {
  const lines: TextRange[] = [];
  for (let from = 0; from < text.length;) {
    const newline = text.indexOf('\n', from);
    const to = newline === -1 ? text.length : newline;
    lines.push([from, text[to - 1] === '\r' ? to - 1 : to]);
    from = to + 1;
  }
  return lines;
}

function findColumn(text: string, lines: readonly TextRange[], form: Form): TextRange[] {
  const found: TextRange[] = [];
  let run: EdgeMark[] = [];
  const close = () => {
    if (run.length >= form.minLines || isShortOrSparse(run, form)) {
      found.push(...run.map(({ start, end }): TextRange => [start, end]));
      if (!form.areTimes) found.push(...findMisread(text, lines, run));
    }
    run = [];
  };
  for (const mark of listMarks(text, lines, form)) {
    const last = run.at(-1);
    if (last && mark.index - last.index > maxLinesBetween + 1) close();
    if (run.length === 0 || (last && isNext(last, mark, form))) run.push(mark);
    else if (mark.value <= 1 || run.length === 1) {
      close();
      run.push(mark);
    }
  }
  close();
  return found;
}

/** A page of few lines, which are counted from 1; numbers on each fifth line of a page. */
function isShortOrSparse(run: readonly EdgeMark[], { areTimes, minLines }: Form): boolean {
  const first = run[0]?.value ?? 0;
  const counted = (run.at(-1)?.value ?? 0) - first;
  if (areTimes) return false;
  return (run.length >= 3 && first === 1 && minLines === 6) || (run.length >= 4 && counted >= 15);
}

function isNext(last: EdgeMark, mark: EdgeMark, { areTimes }: Form): boolean {
  const step = mark.value - last.value;
  return areTimes ? step >= 0 : step >= 1 && step <= mark.index - last.index;
}

function listMarks(text: string, lines: readonly TextRange[], { pattern, areTimes }: Form): EdgeMark[] {
  const isAtEnd = pattern.source.endsWith('$');
  return lines.flatMap(([from, to], index) => {
    // A regular expression for each line of a page costs more than a look at its first characters.
    if (!isAtEnd && !startsWithDigit(text, from, to)) return [];
    const at = isAtEnd ? Math.max(from, to - edgeCharacters) : from;
    const found = pattern.exec(text.slice(at, Math.min(to, at + edgeCharacters)));
    if (!found?.[1]) return [];
    const start = at + found.index;
    const value = areTimes ? readTime(found[1]) : Number(found[1]);
    return [{ index, start, end: start + found[0].length, value }];
  });
}

function startsWithDigit(text: string, from: number, to: number): boolean {
  let at = from;
  while (at < to && ' \t>'.includes(text.charAt(at))) at += 1;
  const first = text.charCodeAt(at);
  return first >= 48 && first <= 57;
}

function readTime(written: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = written.split(/\D+/).map(Number);
  const isAfternoon = /p/i.test(written) && hours < 12;
  return ((isAfternoon ? hours + 12 : hours) * 60 + minutes) * 60 + seconds;
}

/** A line that must have the number between its neighbours', and begins with something that looks like one. */
function findMisread(text: string, lines: readonly TextRange[], run: readonly EdgeMark[]): TextRange[] {
  const found: TextRange[] = [];
  for (const [at, mark] of run.entries()) {
    const last = run[at - 1];
    if (!last || mark.index - last.index !== mark.value - last.value) continue;
    for (const [from, to] of lines.slice(last.index + 1, mark.index)) {
      const [whole] = misreadNumber.exec(text.slice(from, to)) ?? [];
      if (whole !== undefined) found.push([from, from + whole.length]);
    }
  }
  return found;
}

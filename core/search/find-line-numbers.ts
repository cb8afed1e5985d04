/** So many numbered lines in a row are a column of numbers, as transcripts and pleading paper have it. */
const minLines = 6;
/** Lines without a number between two with one: double spacing, a line that was too long. */
const maxLinesBetween = 3;
/** Numbers of pages of a condensed transcript start anew; nothing counts further than this. */
const maxNumber = 99;
const numberedLine = /^[ \t]*(\d{1,2})(?=[ \t]|$)/;

type NumberedLine = { index: number; start: number; end: number; number: number };

/**
 * Finds a column of line numbers in a text: lines whose first word is the number after that of the numbered line
 * before, or 1 again. A number with a stop or a bracket after it counts clauses, and is text.
 * @returns their places, in order
 */
export function findLineNumbers(text: string): [start: number, end: number][] {
  const found: [number, number][] = [];
  let run: NumberedLine[] = [];
  const close = () => {
    if (run.length >= minLines) for (const { start, end } of run) found.push([start, end]);
    run = [];
  };
  for (const line of listNumberedLines(text)) {
    const last = run.at(-1);
    if (last && line.index - last.index > maxLinesBetween + 1) close();
    const isNext = run.length === 0 || line.number === (run.at(-1)?.number ?? 0) + 1;
    if (isNext) run.push(line);
    else if (line.number === 1) {
      close();
      run.push(line);
    }
  }
  close();
  return found;
}

function listNumberedLines(text: string): NumberedLine[] {
  const lines: NumberedLine[] = [];
  let index = 0;
  for (let from = 0; from < text.length; index += 1) {
    const newline = text.indexOf('\n', from);
    const to = newline === -1 ? text.length : newline;
    // A regular expression for each line of a page costs more than a look at its first characters.
    const [whole, digits] = numberedLine.exec(text.slice(from, Math.min(to, from + 40))) ?? [];
    if (whole !== undefined && digits !== undefined && Number(digits) <= maxNumber)
      lines.push({
        index,
        start: from + whole.length - digits.length,
        end: from + whole.length,
        number: Number(digits),
      });
    from = to + 1;
  }
  return lines;
}

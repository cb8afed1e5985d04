import type { TextSpan } from '../reading/text-spans.ts';
import { buildReadings, placeOnPage } from './build-readings.ts';
import { readTokens, type Token } from './read-tokens.ts';

/** A page as far as search is concerned. */
export type SearchedPage = { text: string; spans?: readonly TextSpan[] | null };

/** A word near the end of a page: before it, after it, or parted by it. Places after it are those of the next page. */
export type SeamToken = Token & { side: 'before' | 'after' | 'both' };

/** A phrase over the end of a page is found with so many words on either side. */
const positionsAside = 16;
const charactersAside = 400;
const maxEdgeLines = 3;
const pageNumber =
  /^(?:page|seite|p\.?)?[-–—\s[(]*(?:\d{1,5}|[ivxl]{1,7})(?:\s*(?:of|\/|von|sur)\s*\d{1,5})?[-–—\s\])]*$/i;

/**
 * Reads the last words of a page and the first ones of the next as one text. Numbers of pages, and lines that both
 * pages begin or end with, stand between and are passed over.
 */
export function readSeam(page: SearchedPage, next: SearchedPage): SeamToken[] {
  const [before] = buildReadings(page.text, page.spans ?? []);
  const [after] = buildReadings(next.text, next.spans ?? []);
  if (!before || !after) return [];
  const end = findTextEnd(before.text, after.text);
  const start = findTextStart(before.text, after.text);
  const from = Math.max(0, end - charactersAside);
  const head = before.text.slice(from, end);
  const text = `${head}\n${after.text.slice(start, start + charactersAside)}`;
  const seam = readTokens(text).map((token): SeamToken => {
    const side = token.end <= head.length ? 'before' : token.start > head.length ? 'after' : 'both';
    return { ...token, side };
  });
  const middle = seam.find(({ side }) => side !== 'before')?.position ?? 0;
  return seam
    .filter(({ position }) => Math.abs(position - middle) <= positionsAside)
    .map((token) => ({
      ...token,
      position: token.position - middle + positionsAside + 1,
      start: token.side === 'after' ? token.start : placeOnPage(before, token.start + from),
      end:
        token.side === 'after'
          ? token.end
          : placeOnPage(before, from + Math.min(token.end, head.length) - 1) + 1,
    }));
}

/** Where the text of a page ends, without lines at its foot that only say which page it is. */
function findTextEnd(text: string, next: string): number {
  const feet = listLines(next).slice(-maxEdgeLines).map(withoutDigits);
  let end = text.trimEnd().length;
  for (let passed = 0; passed < maxEdgeLines; passed += 1) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end).trim();
    if (start === 0 || !isEdgeLine(line, feet)) return end;
    end = text.slice(0, start).trimEnd().length;
  }
  return end;
}

function findTextStart(last: string, text: string): number {
  const heads = listLines(last).slice(0, maxEdgeLines).map(withoutDigits);
  let start = text.length - text.trimStart().length;
  for (let passed = 0; passed < maxEdgeLines; passed += 1) {
    const newline = text.indexOf('\n', start);
    const line = text.slice(start, newline === -1 ? undefined : newline).trim();
    if (newline === -1 || !isEdgeLine(line, heads)) return start;
    const rest = text.slice(newline);
    start = newline + rest.length - rest.trimStart().length;
  }
  return start;
}

function isEdgeLine(line: string, others: readonly string[]): boolean {
  return pageNumber.test(line) || (/[\p{L}\p{N}]/u.test(line) && others.includes(withoutDigits(line)));
}

function listLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function withoutDigits(line: string): string {
  return line.replace(/\d+/g, '#');
}

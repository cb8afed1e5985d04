import { diffArrays } from 'diff';

export type DiffPart = { kind: 'same' | 'added' | 'removed'; text: string };

export type PageChanges = {
  /** Its number in the newer document; null for a page that is only in the older one. */
  page: number | null;
  /** Its number in the older document where it is only there. */
  was: number | null;
  /** Words. */
  added: number;
  removed: number;
  /** There is too much on it to be compared in the time there is. */
  tooLong: boolean;
  /** Empty where nothing changed. */
  parts: DiffPart[];
};

export type TextPage = { number: number; text: string };
type Word = { bare: string; asWritten: string; page: number };
type Side = { pages: TextPage[]; words: Word[] };

/**
 * Comparing stops the process from answering others, so it gets this much time, and no longer for any stretch
 * of pages.
 */
const totalBudgetMs = 600;
const rangeBudgetMs = 250;

/**
 * Compares a newer text with an older one, by words, for every page of the newer one. Pages that did not
 * change are found first; the words between two such pages are compared as one stretch, so that neither an
 * inserted page nor a paragraph that pushes text over the page's end makes all that follows look changed.
 */
export function comparePages(older: TextPage[], newer: TextPage[]): PageChanges[] {
  const deadline = performance.now() + totalBudgetMs;
  const found: PageChanges[] = [];
  let [left, right] = [0, 0];
  const range: { older: TextPage[]; newer: TextPage[] } = { older: [], newer: [] };
  const compareOpenRange = () => {
    found.push(...compareRange(range.older.splice(0), range.newer.splice(0), deadline));
  };
  const matched = diffArrays(older.map(normalizeText), newer.map(normalizeText), { timeout: rangeBudgetMs });
  for (const { count, added, removed } of matched ?? [
    { count: older.length, added: false, removed: true },
    { count: newer.length, added: true, removed: false },
  ]) {
    if (removed) range.older.push(...older.slice(left, left + count));
    else if (added) range.newer.push(...newer.slice(right, right + count));
    else {
      compareOpenRange();
      found.push(...newer.slice(right, right + count).map((page) => unchangedPage(page.number)));
    }
    if (!added) left += count;
    if (!removed) right += count;
  }
  compareOpenRange();
  return found;
}

/** Line breaks and spacing are not what a person calls a change. */
function normalizeText({ text }: TextPage): string {
  return text.trim().replace(/\s+/g, ' ');
}

function unchangedPage(page: number): PageChanges {
  return { page, was: null, added: 0, removed: 0, tooLong: false, parts: [] };
}

function compareRange(older: TextPage[], newer: TextPage[], deadline: number): PageChanges[] {
  const before: Side = { pages: older, words: splitWords(older) };
  const after: Side = { pages: newer, words: splitWords(newer) };
  if (newer.length === 0)
    return older.map((page) => ({ ...wholePageChange(page, 'removed'), page: null, was: page.number }));
  const timeout = Math.min(rangeBudgetMs, deadline - performance.now());
  const chunks =
    timeout > 0
      ? diffArrays(
          before.words.map((word) => word.bare),
          after.words.map((word) => word.bare),
          { timeout },
        )
      : undefined;
  if (!chunks) return newer.map((page) => ({ ...unchangedPage(page.number), tooLong: true }));
  return distributeOverPages(before, after, chunks);
}

function splitWords(pages: TextPage[]): Word[] {
  return pages.flatMap(({ number, text }) =>
    [...text.matchAll(/(\S+)\s*/g)].map(([asWritten, bare = '']) => ({ bare, asWritten, page: number })),
  );
}

function wholePageChange({ number, text }: TextPage, kind: 'added' | 'removed'): PageChanges {
  const words = text.match(/\S+/g)?.length ?? 0;
  return { ...unchangedPage(number), [kind]: words, parts: [{ kind, text }] };
}

type Chunk = { count: number; added: boolean; removed: boolean };

/** Lays the chunks out on the newer document's pages; what was removed stands where it would have stood. */
function distributeOverPages(before: Side, after: Side, chunks: Chunk[]): PageChanges[] {
  const byPage = new Map(after.pages.map(({ number }) => [number, unchangedPage(number)]));
  let [left, right] = [0, 0];
  for (const { count, added, removed } of chunks) {
    for (let index = 0; index < count; index += 1) {
      const here = after.words[right] ?? after.words.at(-1);
      const page = byPage.get(here?.page ?? after.pages[0]?.number ?? 0);
      const word = removed ? before.words[left] : after.words[right];
      if (page && word) appendPart(page, removed ? 'removed' : added ? 'added' : 'same', word.asWritten);
      if (!added) left += 1;
      if (!removed) right += 1;
    }
  }
  return [...byPage.values()].map((page) =>
    page.added + page.removed === 0 ? unchangedPage(page.page ?? 0) : page,
  );
}

function appendPart(page: PageChanges, kind: DiffPart['kind'], text: string): void {
  if (kind !== 'same') page[kind] += 1;
  const last = page.parts.at(-1);
  if (last?.kind === kind) last.text += text;
  else page.parts.push({ kind, text });
}

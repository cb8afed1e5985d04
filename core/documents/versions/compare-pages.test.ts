import assert from 'node:assert/strict';
import fc from 'fast-check';
import { comparePages, type PageChanges } from './compare-pages.ts';

const pagesOf = (...texts: string[]) => texts.map((text, index) => ({ number: index + 1, text }));
const prose = (seed: number, words = 120) =>
  Array.from({ length: words }, (_, index) => `word${String((index * 7919 + seed * 104_729) % 5003)}`).join(
    ' ',
  );
const joined = (page: PageChanges | undefined, kind: string) =>
  (page?.parts ?? [])
    .filter((part) => part.kind === kind)
    .map((part) => part.text.trim())
    .join(' ');

describe('What a comparison of two texts says', () => {
  it('names the words that were added and removed on a page, and nothing on the others', () => {
    const older = pagesOf(prose(1), 'The rent is 100 dollars a month.', prose(2));
    const newer = pagesOf(prose(1), 'The yearly rent is 1,300 dollars.', prose(2));
    const [one, two, three] = comparePages(older, newer);
    assert.deepEqual(one, { page: 1, was: null, added: 0, removed: 0, tooLong: false, parts: [] });
    assert.equal(three?.parts.length, 0);
    assert.equal(joined(two, 'added'), 'yearly 1,300 dollars.');
    assert.equal(joined(two, 'removed'), '100 dollars a month.');
    assert.deepEqual([two?.added, two?.removed], [3, 4]);
  });

  it('does not call the pages after an inserted page changed, nor those before a removed one', () => {
    const inserted = comparePages(
      pagesOf(prose(1), prose(2), prose(3)),
      pagesOf(prose(1), prose(9), prose(2), prose(3)),
    );
    assert.deepEqual(
      inserted.map(({ page, added, removed }) => [page, added, removed]),
      [
        [1, 0, 0],
        [2, 120, 0],
        [3, 0, 0],
        [4, 0, 0],
      ],
    );
    const removed = comparePages(pagesOf(prose(1), prose(2), prose(3)), pagesOf(prose(1), prose(3)));
    assert.deepEqual(
      removed.map(({ page, was, added, removed: gone }) => [page, was, added, gone]),
      [
        [1, null, 0, 0],
        [null, 2, 0, 120],
        [2, null, 0, 0],
      ],
    );
  });

  it('counts only the new words when a paragraph pushes text over the ends of all pages that follow', () => {
    const words = prose(4, 600).split(' ');
    const paged = (all: string[]) =>
      pagesOf(
        ...Array.from({ length: Math.ceil(all.length / 100) }, (_, page) =>
          all.slice(page * 100, page * 100 + 100).join('\n'),
        ),
      );
    const pages = comparePages(
      paged(words),
      paged([...words.slice(0, 50), ...prose(8, 30).split(' '), ...words.slice(50)]),
    );
    assert.equal(
      pages.reduce((sum, page) => sum + page.added, 0),
      30,
    );
    assert.equal(
      pages.reduce((sum, page) => sum + page.removed, 0),
      0,
    );
  });

  it('takes line breaks and spaces for no change', () => {
    const [page] = comparePages(pagesOf('the same\nwords  here'), pagesOf('the same words\n\nhere'));
    assert.deepEqual([page?.added, page?.removed, page?.parts], [0, 0, []]);
  });

  it('gives up in good time on texts that have nothing in common, and says so', () => {
    const many = (seed: number) =>
      pagesOf(...Array.from({ length: 40 }, (_, page) => `${prose(seed + page, 3000)} x${String(seed)}`));
    const unlike = (pages: { number: number; text: string }[], mark: string) =>
      pages.map(({ number, text }) => ({
        number,
        text: text.replaceAll(/\d+/g, (digits) => `${mark}${digits}`),
      }));
    const [older, newer] = [unlike(many(1), 'a'), unlike(many(2), 'b')];
    const begun = performance.now();
    const pages = comparePages(older, newer);
    assert.ok(performance.now() - begun < 5_000);
    assert.equal(pages.length, 40);
    assert.ok(pages.every((page) => page.tooLong || page.added > 0));
  });

  it('loses no word of either text, whatever they are', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'the', 'rent', '§ 7', '\n'), { maxLength: 30 })
      .map((words) => words.join(' '));
    const pages = fc.array(text, { maxLength: 5 }).map((texts) => pagesOf(...texts));
    const bare = (content: string) => content.match(/\S+/g) ?? [];
    fc.assert(
      fc.property(pages, pages, (older, newer) => {
        const changes = comparePages(older, newer);
        for (const { page, parts } of changes.filter((one) => one.page !== null && one.parts.length > 0)) {
          const said = parts.filter(({ kind }) => kind !== 'removed').map((part) => part.text);
          assert.deepEqual(
            bare(said.join('')),
            bare(newer.find(({ number }) => number === page)?.text ?? ''),
          );
        }
        const net = changes.reduce((sum, one) => sum + one.added - one.removed, 0);
        const count = (all: typeof older) => all.reduce((sum, one) => sum + bare(one.text).length, 0);
        assert.equal(net, count(newer) - count(older));
      }),
    );
  });
});

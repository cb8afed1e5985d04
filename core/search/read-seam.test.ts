import assert from 'node:assert/strict';
import { findMatches } from './find-matches.ts';
import { parseQuery } from './parse-query.ts';
import { readSeam } from './read-seam.ts';
import { writeSnippet } from './write-snippet.ts';
import { writeVectors } from './write-vectors.ts';

const first = { text: 'DEED OF PLEDGE 7\nThe Lender may without notice\nSale of Pell Quay 7\n- 7 -' };
const second = { text: 'DEED OF PLEDGE 8\nenforce the security at once.\nSale of Pell Quay 8\n- 8 -' };

describe('A phrase over the end of a page', () => {
  it('is found where it begins, past numbers and headings that every page has', () => {
    const found = findMatches(first, parseQuery('"without notice enforce the security"'), second);
    assert.ok(found.goesOn);
    assert.deepEqual(
      found.matches.map(({ start, end }) => first.text.slice(start, end)),
      ['without notice'],
    );
    assert.match(writeSnippet(first.text, found), /<mark>without notice<\/mark>.*next page/s);
  });

  it('makes no word of the next page findable on this one', () => {
    for (const typed of ['enforce', '"enforce the security"', '"notice security"'])
      assert.deepEqual(findMatches(first, parseQuery(typed), second).matches, [], typed);
    const { search, exact } = writeVectors(first.text, [], readSeam(first, second));
    assert.doesNotMatch(search, /secur/);
    assert.doesNotMatch(exact, /'security'/);
    assert.match(exact, /'~notice':\d+A /);
    assert.match(exact, /'~enforce':\d+B /);
  });

  it('may part a word: it is found on the page where it begins', () => {
    const page = { text: 'under the arbitra-\n\n12' };
    const next = { text: '13\n\ntion clause' };
    const { search, exact } = writeVectors(page.text, [], readSeam(page, next));
    assert.match(search, /'arbitr':/);
    assert.match(exact, /'arbitration':/);
    for (const [typed, marked] of [
      ['"the arbitration clause"', 'the arbitra-'],
      ['arbitration', 'arbitra-'],
    ] as const) {
      const { matches } = findMatches(page, parseQuery(typed), next);
      assert.deepEqual(
        matches.map(({ start, end }) => page.text.slice(start, end)),
        [marked],
      );
    }
  });
});

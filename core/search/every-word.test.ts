import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TextSpan } from '../reading/text-spans.ts';
import { readTokens } from './read-tokens.ts';
import { findMatches } from './find-matches.ts';
import { parseQuery } from './parse-query.ts';
import { writeSnippet } from './write-snippet.ts';
import { writeVectors } from './write-vectors.ts';

/** Words as they are typed, and as a page prints them with the sign or the line end that follows. */
type PrintedWord = { typed: string; printed: string };

const vocabulary = [
  'tenant',
  'landlord',
  'the',
  'of',
  'arbitration',
  'indemnification',
  'Peñaranda',
  'Łódź',
  'non-compete',
  'self-incrimination',
  "client's",
  '2:17-cv-60413',
  'PQS-000451',
  '14.2.7',
  '1,250,000',
  'U.S.C.',
  'and/or',
  'x',
  '合同',
  '계약서',
  'fiduciary',
  'a.b@firm.example',
];
const signs = ['', '', '', ',', '.', ';', ')', '¹'];
const blanks = [' ', ' ', ' ', '\n', '\r\n', '\n\n', '  ', '\t', '\n   '];

/** How a word may be printed: whole, over two lines, in another encoding. Spans travel as ⟨…⟩, for the notes. */
function printWays(word: string): string[] {
  const ways = [word, word.normalize('NFD')];
  if (word === 'fiduciary') ways.push('\ufb01duciary', 'fidu\u200bciary', 'ﬁdu\u00adciary');
  if (/^\p{L}{8,}$/u.test(word))
    for (const hyphen of ['-', '\u2010', '\u00ad'])
      ways.push(`${word.slice(0, 5)}${hyphen}\n${word.slice(5)}`);
  if (word.includes('-')) ways.push(word.replaceAll('-', '\u2011'), word.replace(/-(?=[^-]*$)/, '-\n'));
  if (word.includes("'")) ways.push(word.replace("'", '’'));
  return ways;
}

const printedWord: fc.Arbitrary<PrintedWord> = fc
  .constantFrom(...vocabulary)
  .chain((typed) => fc.record({ typed: fc.constant(typed), printed: fc.constantFrom(...printWays(typed)) }));

const page = fc
  .array(
    fc.record({
      word: printedWord,
      sign: fc.constantFrom(...signs),
      blank: fc.constantFrom(...blanks),
      note: fc.nat(9),
    }),
    {
      minLength: 2,
      maxLength: 30,
    },
  )
  .map((pieces) => {
    let text = '';
    const spans: TextSpan[] = [];
    const places: { typed: string; start: number; end: number }[] = [];
    for (const { word, sign, blank, note } of pieces) {
      const start = text.length;
      text += word.printed;
      places.push({ typed: word.typed, start, end: text.length });
      text += sign;
      if (note === 0) {
        spans.push([text.length, text.length + 1, 'note-mark']);
        text += '7';
      }
      if (note === 1) {
        spans.push([text.length, text.length + 8, 'frame'], [text.length + 8, text.length + 13, 'aside']);
        text += '[note by Keldd';
        text += ']';
        spans.push([text.length - 2, text.length, 'frame']);
      }
      text += blank;
    }
    return { text, spans, places };
  });

const phraseOf = fc.tuple(page, fc.nat(1000), fc.integer({ min: 2, max: 6 })).map(([made, at, length]) => {
  const from = at % made.places.length;
  return { ...made, words: made.places.slice(from, from + length) };
});

describe('Every word of a page, in any print', () => {
  it('finds the page by itself, and is marked where it stands', () => {
    fc.assert(
      fc.property(page, ({ text, spans, places }) => {
        for (const { typed, start, end } of places) {
          const { matches } = findMatches({ text, spans }, parseQuery(typed));
          const isStop = parseQuery(typed).groups.length === 0;
          assert.ok(
            isStop || matches.some((match) => match.start < end && match.end > start),
            `${typed} in ${JSON.stringify(text)}`,
          );
        }
      }),
      { numRuns: 400 },
    );
  });

  it('and every phrase, over lines, hyphens and notes', () => {
    fc.assert(
      fc.property(phraseOf, ({ text, spans, words }) => {
        const typed = `"${words.map((word) => word.typed).join(' ')}"`;
        const { matches } = findMatches({ text, spans }, parseQuery(typed));
        for (const { start, end } of words)
          assert.ok(
            matches.some((match) => match.start < end && match.end > start),
            `${typed} in ${JSON.stringify(text)}`,
          );
      }),
      { numRuns: 3_000 },
    );
  });

  it('has its tokens in order within the text, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const { start, end, position } of readTokens(text)) {
          assert.ok(start >= 0 && start < end && end <= text.length && position > 0);
        }
        const { matches } = findMatches({ text }, parseQuery(text));
        assert.doesNotMatch(writeSnippet(text, { matches, goesOn: false }), /<(?!\/?mark>)/);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('The index of a page', () => {
  it('is text that PostgreSQL reads: quoted lexemes with positions it keeps', () => {
    const { exact } = writeVectors(`O'Ryhill\\ ${'tenant '.repeat(300)} ${'x'.repeat(3_000)}`);
    const [, positions = ''] = /'tenant':([\d,]+)/.exec(exact) ?? [];
    assert.equal(positions.split(',').length, 255);
    assert.match(exact, /^'o':1 'ryhill':2 'oryhill':1 /);
    for (const [, lexeme = ''] of exact.matchAll(/'([^']*)':/g)) assert.ok(Buffer.byteLength(lexeme) < 2_046);
  });

  it('of the longest page stays below the limits', () => {
    const hostile = Array.from({ length: 15_000 }, (_, index) => String(10_000 + index).slice(-4)).join('-');
    for (const text of [
      '合'.repeat(30_000),
      hostile,
      Array.from({ length: 10_000 }, (_, index) => `w${index}`).join(' '),
    ]) {
      const { search, exact } = writeVectors(text);
      assert.ok(Buffer.byteLength(exact) < 1_900_000 && Buffer.byteLength(search) < 1_900_000);
      for (const [, position] of exact.matchAll(/:(\d+)/g)) assert.ok(Number(position) <= 16_383);
    }
  });
});

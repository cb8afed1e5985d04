import assert from 'node:assert/strict';
import { arrangeLines } from './arrange-lines.ts';
import { composePage } from './compose-page.ts';
import type { WordBox } from './extraction.ts';

const size = { width: 612, height: 792 };
type Place = { left: number; top: number; height?: number; gap?: number };

/** Words as a program draws them on one line: six points a letter at a height of twelve. */
function draw(text: string, { left, top, height = 12, gap = height / 4 }: Place): WordBox[] {
  let at = left;
  return text.split(' ').map((word): WordBox => {
    const width = word.length * height * 0.5;
    const box: WordBox = [at, top, width, height, word];
    at += width + gap;
    return box;
  });
}

/** Words one above the other, as they stand on a page that lies on its side. */
function drawUp(text: string, { left, top }: Place): WordBox[] {
  let bottom = top;
  return text.split(' ').map((word): WordBox => {
    const height = word.length * 6;
    bottom -= height + 3;
    return [left, bottom + 3, 12, height, word];
  });
}

const read = (...words: WordBox[][]) => composePage(size, arrangeLines(words.flat()));
const textOf = (...words: WordBox[][]) => read(...words).text;
const marked = ({ text, spans }: ReturnType<typeof read>) =>
  spans.map(([start, end, kind]) => `${kind} ${text.slice(start, end)}`);

describe('Words become lines in reading order', () => {
  it('however wide the spaces of a justified line are, and with the rows of two columns apart', () => {
    const found = textOf(
      draw('JANET MILLS in her capacity', { left: 72, top: 100, gap: 30 }),
      draw('as Governor of Maine', { left: 72, top: 124, gap: 4 }),
      draw('the second column begins', { left: 345, top: 100 }),
      draw('and ends here', { left: 345, top: 124 }),
    );
    assert.equal(
      found,
      'JANET MILLS in her capacity\nas Governor of Maine\n\nthe second column begins\nand ends here',
    );
  });

  it('with paragraphs where the step down is longer than the usual one', () => {
    const at = (top: number) => ({ left: 72, top });
    const found = textOf(
      ...[draw('one line', at(100)), draw('and another', at(124)), draw('of one paragraph', at(148))],
      ...[draw('Next', at(190)), draw('and its end', at(214))],
    );
    assert.equal(found, 'one line\nand another\nof one paragraph\n\nNext\nand its end');
  });

  it('a line on its side is read along itself, up or down the page', () => {
    const up = [
      drawUp('Schedule of the fleet', { left: 250, top: 732 }),
      drawUp('moored at the north pier', { left: 274, top: 732 }),
    ];
    assert.equal(textOf(...up), 'Schedule of the fleet\nmoored at the north pier');
    const down = drawUp('pier north the at moored', { left: 274, top: 732 }).toReversed();
    assert.equal(textOf(down), 'moored at the north pier');
  });

  it('what was filled into a line later stands in it, and words drawn in no order are sorted', () => {
    const [paid, ...rest] = [
      draw('The sum of', { left: 72, top: 100 }),
      draw('was paid on', { left: 72 + 60 + 15 + 9 * 6, top: 100 }),
      draw('the second line', { left: 72, top: 124 }),
      draw('4,000,000', { left: 72 + 60, top: 100 }),
    ];
    assert.equal(textOf(paid ?? [], ...rest), 'The sum of 4,000,000 was paid on\nthe second line');
    const lines = Array.from({ length: 8 }, (_, index) =>
      draw(`line number ${'abcdefgh'[index] ?? ''}`, { left: 72, top: 100 + index * 20 }),
    );
    assert.equal(textOf(...lines.toReversed()), textOf(...lines));
  });

  it('a word drawn twice for boldness is one, and one at another place is not', () => {
    const bold = [draw('Guarantee', { left: 72, top: 100 }), draw('Guarantee', { left: 72.3, top: 100 })];
    assert.equal(textOf(...bold), 'Guarantee');
    assert.equal(
      textOf(draw('Guarantee', { left: 72, top: 100 }), draw('Guarantee', { left: 72, top: 130 })),
      'Guarantee\nGuarantee',
    );
  });

  it('letters set apart are joined where the gaps tell the words', () => {
    const spaced = draw('T h e s u m', { left: 72, top: 100, gap: 3 });
    for (const word of spaced.slice(3)) word[0] += 9;
    assert.equal(textOf(spaced), 'The sum');
    assert.equal(textOf(draw('O R D E R', { left: 72, top: 100, gap: 3 })), 'ORDER');
    assert.equal(textOf(draw('A B C D E', { left: 72, top: 100, gap: 40 })), 'A B C D E');
  });

  it('capitals of two sizes are one word', () => {
    const [big, small] = [
      draw('H', { left: 72, top: 100, height: 14 }),
      draw('ARBOUR', { left: 79, top: 103, height: 10 }),
    ];
    assert.equal(textOf(big, small), 'HARBOUR');
  });

  it('the words of the layout are those of the text, one by one', () => {
    const { text, layout } = read(
      draw('The Borrower', { left: 72, top: 100 }),
      draw('shall re\u00adpay the arbitra\u00ad', { left: 150, top: 100 }),
      draw('tion costs', { left: 72, top: 124 }),
    );
    assert.equal(text, 'The Borrower shall repay the arbitra-\ntion costs');
    assert.deepEqual(
      text.split(/\s+/),
      layout.words.map((word) => word[4]),
    );
  });
});

describe('What is no word of a line is marked', () => {
  const raised = (mark: string, left: number) => draw(mark, { left, top: 98, height: 7 });

  it('marks of notes: small, raised, digits or stars', () => {
    const found = read(
      draw('The Borrower', { left: 72, top: 100 }),
      raised('12', 141),
      draw('shall repay', { left: 152, top: 100 }),
      raised('*', 222),
    );
    assert.equal(found.text, 'The Borrower 12 shall repay *');
    assert.deepEqual(marked(found), ['note-mark 12', 'note-mark *']);
  });

  it('raised figures of a font: "Borrower¹", and not "120 m²"', () => {
    const found = read(draw('the Borrower¹ owns 120 m² of land.²', { left: 72, top: 100 }));
    assert.deepEqual(marked(found), ['note-mark ¹', 'note-mark ²']);
    assert.equal(found.text.slice(found.spans[1]?.[0]), '²');
  });

  it('neither figures on the line nor lowered ones, nor a power of ten', () => {
    const lowered = draw('2', { left: 85, top: 107, height: 7 });
    assert.deepEqual(marked(read(draw('see 12 of H', { left: 10, top: 100 }), lowered)), []);
    const power = read(draw('about 10', { left: 72, top: 100 }), raised('6', 117));
    assert.deepEqual([power.text, marked(power)], ['about 106', []]);
  });

  it('numbers of lines, and not those of a list', () => {
    const numbered = (mark: string, count: number) =>
      Array.from({ length: count }, (_, index) => [
        ...draw(`${index + 1}${mark}`, { left: index < 9 ? 60 : 54, top: 100 + index * 24 }),
        ...draw('the witness saw it', { left: 90, top: 100 + index * 24 }),
      ]);
    assert.equal(marked(read(...numbered('', 12))).length, 12);
    assert.deepEqual(marked(read(...numbered('.', 12))), []);
    assert.deepEqual(marked(read(...numbered('', 4))), []);
  });
});

it('A line on its side that begins with short words is read along itself', () => {
  const lines = ['at the quay she lay and', 'by the pier was her sister', 'for a day or so only'];
  const words = lines.map((line, index) => drawUp(line, { left: 250 + index * 20, top: 700 }));
  assert.equal(textOf(...words), lines.join('\n'));
});

import assert from 'node:assert/strict';
import { readImageCoverage } from './read-image-coverage.ts';
import { ToolFailed } from './tool-errors.ts';
import { readWordTable, type WordPage } from './read-word-table.ts';

async function* inBatches(...batches: string[][]): AsyncGenerator<string[]> {
  for (const batch of batches) yield await Promise.resolve(batch);
}
async function pages(...batches: string[][]): Promise<WordPage[]> {
  const found: WordPage[] = [];
  for await (const page of readWordTable(inBatches(...batches))) found.push(page);
  return found;
}
const header =
  'level\tpage_num\tpar_num\tblock_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext';
const page = (number: number | string) => `1\t${number}\t0\t0\t0\t0\t0.0\t0.0\t612.0\t792.0\t-1\t###PAGE###`;
const paragraph = '3\t1\t0\t0\t0\t0\t1\t1\t1\t1\t-1\t###FLOW###';
const line = '4\t1\t0\t0\t0\t0\t1\t1\t1\t1\t-1\t###LINE###';
const word = (text: string, confidence = '100') =>
  `5\t1\t0\t0\t0\t0\t10.04\t20.16\t30\t11\t${confidence}\t${text}`;

describe('A table of words becomes pages', () => {
  it('with lines and paragraphs in reading order, also where a batch ends in the middle', async () => {
    const [first, second, ...rest] = await pages(
      [header, page(1), paragraph, line, word('Harbour'), word('v.')],
      [word('Lind'), line, word('decided'), paragraph, line, word('Costs', '50')],
      [page(2)],
    );
    assert.equal(first?.text, 'Harbour v. Lind\ndecided\n\nCosts');
    assert.equal(first?.confidence, 0.9);
    assert.deepEqual(first?.layout.words[0], [10, 20.2, 30, 11, 'Harbour']);
    assert.deepEqual([first?.layout.width, first?.layout.height], [612, 792]);
    assert.deepEqual([second?.number, second?.text, second?.confidence], [2, '', 0]);
    assert.deepEqual(rest, []);
  });

  it('without what cannot be stored: NUL, control characters, broken pairs, numbers that are none', async () => {
    const [found] = await pages([
      header,
      page(1),
      line,
      word('a\u0000b\u0007c\uD800'),
      `5\t1\t0\t0\t0\t0\tNaN\t1e300\t-5\t11\t400\tword`,
    ]);
    assert.equal(found?.text, 'abc\uFFFD word');
    assert.deepEqual(found?.layout.words[1], [0, 0, -5, 11, 'word']);
    assert.equal(found?.confidence, 1);
  });

  it('or is refused', async () => {
    for (const rows of [
      [header, 'nonsense'],
      [header, page('x')],
      [header, page(-1)],
    ]) {
      await assert.rejects(
        pages(rows),
        (error: unknown) => error instanceof ToolFailed && error.failure === 'output',
      );
    }
  });
});

describe('A list of pictures tells how much of a page they cover', () => {
  const row = (number: number, type: string, size: string) =>
    `   ${number}     0 ${type}    ${size}  gray    1   1  ccitt  no        10  0   300   300 52.8K 5.1%`;

  it('strips count together, masks do not, and other pages are not asked about', async () => {
    const areas = new Map([
      [1, 612 * 792],
      [2, 612 * 792],
    ]);
    const found = await readImageCoverage(
      inBatches(
        ['page   num  type   width height', '-----'],
        [row(1, 'image', '2550  1650'), row(1, 'image', '2550  1650'), row(1, 'smask', '2550  3300')],
        [row(2, 'image', '255  330'), row(3, 'image', '2550  3300')],
      ),
      areas,
    );
    assert.equal(found.get(1), 1);
    assert.ok(Math.abs((found.get(2) ?? 0) - 0.01) < 1e-9);
    assert.equal(found.has(3), false);
  });
});

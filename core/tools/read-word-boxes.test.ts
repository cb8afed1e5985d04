import assert from 'node:assert/strict';
import { readWordBoxes, type DrawnText } from './read-word-boxes.ts';
import { ToolFailed } from './tool-errors.ts';

async function* inChunks(...batches: string[][]): AsyncGenerator<string> {
  for (const batch of batches) yield await Promise.resolve(`${batch.join('\n')}\n`);
}
type Hidden = Parameters<typeof readWordBoxes>[1];
async function pages(batches: string[][], hidden?: Hidden): Promise<DrawnText[]> {
  const found: DrawnText[] = [];
  for await (const page of readWordBoxes(inChunks(...batches), hidden)) found.push(page);
  return found;
}
const page = '  <page width="612.000000" height="792.000000">';
const word = (text: string, left = 72, top = 100) =>
  `    <word xMin="${left}.04" yMin="${top}.16" xMax="${left + 30}" yMax="${top + 11}.2">${text}</word>`;

describe('A list of words as poppler draws them becomes pages', () => {
  it('also where a batch ends in the middle, with pages that have no word', async () => {
    const [first, second, ...rest] = await pages([
      ['<!DOCTYPE html>', '<title>&lt;page&gt;</title>', page, word('Harbour'), word('&amp;', 106)],
      [word('Lind&quot;', 140), '  </page>', page, '  </page>', '</doc>'],
    ]);
    assert.equal(first?.text, 'Harbour & Lind"');
    assert.deepEqual(first.layout.words[0], [72, 100.2, 30, 11, 'Harbour']);
    assert.deepEqual([first.layout.width, first.layout.height, first.confidence], [612, 792, 1]);
    assert.deepEqual([second?.number, second?.text, second?.confidence], [2, '', 0]);
    assert.deepEqual(rest, []);
  });

  it('without what cannot be stored; a word may hold an end of line', async () => {
    const broken = word('a\u0000b\u0007c\uD800').replace('xMin="72.04"', 'xMin="nan"');
    const [found] = await pages([[page, broken, ...word('two\nlines', 106).split('\n')]]);
    assert.equal(found?.text, 'abc\uFFFD two lines');
    assert.equal(found.layout.words[0]?.[0], 0);
    assert.equal(found.hasLetterGaps, true, 'a character without a meaning amid letters');
    const [owned] = await pages([[page, word('\uF0B7'), word('Kirk\uE001eld', 140)]]);
    assert.equal(owned?.hasLetterGaps, true, 'a character that only its font knows');
    const [bullet] = await pages([[page, word('\uF0B7'), word('Kirkfield', 140)]]);
    assert.equal(bullet?.hasLetterGaps, false);
  });

  it('wherever the text is cut into chunks', async () => {
    const rows = [
      page,
      word('Harbour'),
      ...word('two\nlines', 106).split('\n'),
      page,
      word('Lind'),
      '</doc>',
    ];
    const whole = rows.join('\n');
    const expected = await pages([rows]);
    assert.deepEqual(
      expected.map(({ text }) => text),
      ['Harbour two lines', 'Lind'],
    );
    async function* cutAt(at: number): AsyncGenerator<string> {
      yield await Promise.resolve(whole.slice(0, at));
      yield whole.slice(at);
    }
    for (let at = 0; at <= whole.length; at += 1) {
      const found: DrawnText[] = [];
      for await (const one of readWordBoxes(cutAt(at))) found.push(one);
      assert.deepEqual(found, expected);
    }
  });

  it('words in a hidden box are a mark, once', async () => {
    const hidden = new Map([[1, [[100, 95, 80, 20] as [number, number, number, number]]]]);
    const [found] = await pages(
      [[page, word('Paid'), word('Jane', 106), word('Doe', 140), word('twice', 190)]],
      hidden,
    );
    assert.equal(found?.text, 'Paid [redacted] twice');
  });

  it('gaps as wide as a letter amid small ones are told from spaces of a justified line', async () => {
    const line = (...lefts: number[]) => lefts.map((left) => word('words', left));
    const [even] = await pages([[page, ...line(72, 110, 148, 186, 224)]]);
    assert.equal(even?.hasLetterGaps, false);
    const [uneven] = await pages([[page, ...line(72, 106, 140, 178, 212)]]);
    assert.equal(uneven?.hasLetterGaps, true);
  });

  it('or is refused', async () => {
    for (const rows of [
      [],
      ['nonsense'],
      [word('x')],
      [page, '<word xMin="1">x</word>'],
      [page, '<word xMin="1">x'],
    ])
      await assert.rejects(
        pages([rows]),
        (error: unknown) => error instanceof ToolFailed && error.failure === 'output',
        rows.join(),
      );
  });
});

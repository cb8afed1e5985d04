import assert from 'node:assert/strict';
import type { PageLayout, WordBox } from './extraction.ts';
import { turnBack } from './turn-page.ts';

describe('A word on a page that was turned to be read', () => {
  // On a page of 100 by 200: ten from the left, twenty from the top, 30 wide, 8 high.
  const upright: PageLayout = { width: 100, height: 200, words: [[10, 20, 30, 8, 'word']] };
  const turned: Record<'90' | '180' | '270', { size: [number, number]; word: WordBox }> = {
    '90': { size: [200, 100], word: [200 - 20 - 8, 10, 8, 30, 'word'] },
    '180': { size: [100, 200], word: [100 - 10 - 30, 200 - 20 - 8, 30, 8, 'word'] },
    '270': { size: [200, 100], word: [20, 100 - 10 - 30, 8, 30, 'word'] },
  };
  for (const turn of ['90', '180', '270'] as const) {
    it(`by ${turn} degrees is where it was`, () => {
      const { size, word } = turned[turn];
      const layout = { width: size[0], height: size[1], words: [word] };
      assert.deepEqual(turnBack(layout, turn), upright);
    });
  }
});

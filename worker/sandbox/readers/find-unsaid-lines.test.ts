import assert from 'node:assert/strict';
import { findUnsaidLines } from './find-unsaid-lines.ts';

describe('What one text says that another does not', () => {
  for (const [what, said, text, unsaid] of [
    ['nothing, laid out otherwise', 'one two\nthree -- *four*', 'One\ttwo three\nfour.', ''],
    ['nothing, Chinese lines broken otherwise', '合約在臺\n北簽署，謝謝', '合約在臺北簽署\n謝謝', ''],
    ['nothing but addresses', 'see the lease <https://a.example/\nlong> today', 'see the lease today', ''],
    ['a line', 'one two three four five six', 'one two three\nand seven\nfour five six', 'and seven'],
    [
      'words that are there in another order',
      'five of the million are due; 5 is paid in full today',
      '5 million are due\nfive of the million\nare due\n5 is paid in full today',
      '5 million are due',
    ],
    ['everything', 'Open it in a browser.', 'The cap.\nIs four.', 'The cap.\nIs four.'],
  ] as const)
    it(what, () => {
      assert.equal(findUnsaidLines(said, text), unsaid);
    });

  it('of very long texts without comparing them', () => {
    const text = 'one two three\n'.repeat(50_000);
    assert.equal(findUnsaidLines(text, `${text}four`), `${text}four`);
  });
});

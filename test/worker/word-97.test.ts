import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpus } from '../support/corpus.js';
import { useReadingRoom } from '../support/reading-room.js';

const tika = corpus('tika');

(tika ? describe : describe.skip)('Word files of the years before 2007', () => {
  const room = useReadingRoom();
  const read = (name: string) => room.read(name, readFileSync(join(tika?.dir ?? '', name)));
  const expected: [name: string, words: RegExp][] = [
    ['testWORD.doc', /Sample Word Document Title/],
    ['test.doc', /^test$/],
    ['testWORD_header_hyperlink.doc', /ab@example\.com/],
    ['testWORD_numbered_list.doc', /1\) This[\s\S]+i\) A multi/],
  ];
  for (const [name, words] of expected) {
    it(`${name} gives its words`, async () => {
      const document = await read(name);
      assert.deepEqual(
        [document.state, document.mediaType],
        ['searchable', 'application/msword'],
        document.reason ?? '',
      );
      assert.match(document.pages[0]?.text ?? '', words);
    });
  }

  it('a locked one needs its password', async () => {
    const document = await read('testWORD_protected_passtika.doc');
    assert.equal(document.state, 'needs-password');
  });
});

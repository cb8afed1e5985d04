import assert from 'node:assert/strict';
import { buildOfficePackage } from '../../../test/support/documents/office-package.ts';
import { readOfficeFile } from '../../../test/support/read-office-file.ts';

const main = {
  name: 'word/document.xml',
  xml: '<w:document xmlns:w="urn:w"><w:body><w:p><w:r><w:t>The deed</w:t></w:r></w:p></w:body></w:document>',
};

/** Bytes that hardly pack; of 60 values they are packed as codes, of all 256 they are kept as they are. */
function noise(length: number, values: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 41;
  for (let at = 0; at < length; at += 1) {
    state = (state * 48_271) % 2_147_483_647;
    bytes[at] = (state >>> 8) % values;
  }
  return bytes;
}

describe('A picture that is damaged inside an Office file', () => {
  const second = noise(9_000, 256);
  for (const { kind, values } of [
    { kind: 'codes', values: 60 },
    { kind: 'plain bytes', values: 256 },
  ]) {
    for (const fill of [0x00, 0x5a, 0xff])
      it(`is named, and the rest is read (${kind}, ${String(fill)})`, () => {
        const scan = noise(200_000, values);
        const file = buildOfficePackage({
          main,
          parts: [
            { name: 'word/media/scan.png', relation: 'image', content: scan },
            { name: 'word/media/second.png', relation: 'image', content: second },
          ],
        });
        const at = file.indexOf('word/media/scan.png') + 80_000;
        file.fill(fill, at, at + 1_024);
        const { pages, unread, children } = readOfficeFile(file);
        assert.equal(pages[0]?.text, 'The deed');
        assert.deepEqual(unread, [
          'a part of scan.png: it is damaged in the file; what is left of it is read',
        ]);
        assert.deepEqual(
          children.map(({ filename }) => filename),
          ['scan.png', 'second.png'],
        );
        assert.ok(children[1]?.bytes.equals(second));
        assert.ok(!children[0]?.bytes.equals(scan));
      });
  }

  it('is named where nothing of it can be unpacked', () => {
    const file = buildOfficePackage({
      main,
      parts: [
        { name: 'word/media/scan.png', relation: 'image', content: noise(200_000, 60) },
        { name: 'word/media/second.png', relation: 'image', content: second },
      ],
    });
    // The header of the entry: its mark stands 30 bytes before its name.
    file.fill(0, file.indexOf('word/media/scan.png') - 30, file.indexOf('word/media/scan.png') + 1_024);
    const { unread, children } = readOfficeFile(file);
    assert.deepEqual(unread, ['the attachment scan.png: it could not be taken out of the file']);
    assert.deepEqual(
      children.map(({ filename }) => filename),
      ['second.png'],
    );
  });
});

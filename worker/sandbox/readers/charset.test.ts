import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { detectCharset, readText } from './charset.ts';

/** Sentences as letters and contracts hold them; a detector needs some text to go by. */
const sentences: Record<string, string[]> = {
  german: [
    'Die Zeugin übergab die Schlüssel an Herrn Größe. ',
    'Für die Ladung haftet der Verkäufer nach Übergabe. ',
    'Der Beklagte hat die fällige Zahlung nicht geleistet. ',
  ],
  russian: [
    'Свидетель видел судно в полдень. ',
    'Договор был подписан в Москве. ',
    'Ответчик не произвёл оплату в срок. ',
  ],
  japanese: [
    '証人は正午に港で船を見た。',
    '契約書は東京で署名された。',
    '被告は期限までに支払いをしなかった。',
  ],
  chinese: ['證人在中午看見了那艘船。', '合約在臺北簽署。', '被告沒有按時付款給原告公司。'],
};

const legacy: [charset: string, language: keyof typeof sentences][] = [
  ['windows-1252', 'german'],
  ['windows-1251', 'russian'],
  ['koi8-r', 'russian'],
  ['shift_jis', 'japanese'],
  ['euc-jp', 'japanese'],
  ['big5', 'chinese'],
];

describe('Text comes back as it was written, whatever charset it was written in', () => {
  let dir = '';
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'charset-'));
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  const readBack = async (bytes: Buffer): Promise<string> => {
    const path = join(dir, 'text');
    writeFileSync(path, bytes);
    let text = '';
    for await (const piece of readText(path, await detectCharset(path))) text += piece;
    return text;
  };

  it('any text in UTF-8', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 3_000 }), async (text) => {
        assert.equal(await readBack(Buffer.from(text)), text.replace(/^\ufeff/, ''));
      }),
    );
  });

  for (const charset of ['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'])
    it(`any text in ${charset} with a mark`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 500 }), async (text) => {
          fc.pre(!text.includes('\ufeff'));
          assert.equal(await readBack(iconv.encode(text, charset, { addBOM: true })), text);
        }),
      );
    });

  for (const [charset, language] of legacy)
    it(`${String(language)} sentences in ${charset}`, async () => {
      const text = fc
        .array(fc.constantFrom(...(sentences[language] ?? [])), { minLength: 6, maxLength: 60 })
        .map((chosen) => chosen.join(''));
      await fc.assert(
        fc.asyncProperty(text, async (written) => {
          assert.equal(await readBack(iconv.encode(written, charset)), written);
        }),
        { numRuns: 40 },
      );
    });
});

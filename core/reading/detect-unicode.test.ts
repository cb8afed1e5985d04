import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';
import { detectUnicode } from './detect-unicode.ts';

const texts = {
  English:
    'The deposit is repaid in April.\r\nThe parties agree that the goods are delivered at the quay.\r\n',
  German: 'Die Bürgschaft für Größenthal wird gekündigt, § 4 bleibt.\n',
  Russian: 'Исковое заявление о взыскании задолженности по договору от 3 мая.\n',
  Greek: 'Η σύμβαση υπογράφηκε στην Αθήνα.\n',
  Arabic: 'عقد الإيجار بين الطرفين.\n',
  Hindi: 'पट्टे का करार दोनों पक्षों के बीच हुआ।\n',
  Japanese: '契約書は二千二十年三月に署名されました。\n',
  Chinese: '看合同第三条，甲方应当在十日内付款。\n',
  Korean: '계약서는 삼월에 서명되었다.\n',
  Fields: '1001\tQuay\u0000\tpaid in full and without any delay by the carrier of the goods\r\n',
  Short: 'Yes.',
  Ended: 'Paid in full.\u0000',
};

describe('Text in characters of two bytes', () => {
  for (const [language, text] of Object.entries(texts))
    for (const charset of ['utf-16le', 'utf-16be'] as const)
      it(`is told without a mark: ${language} as ${charset}`, () => {
        assert.equal(detectUnicode(iconv.encode(text, charset, { addBOM: false })), charset);
        assert.equal(detectUnicode(iconv.encode(text, charset, { addBOM: true })), charset);
      });

  it('may be cut anywhere', () => {
    const bytes = iconv.encode(texts.Russian.repeat(4) + '\u{1f600}', 'utf-16le', { addBOM: false });
    for (const cut of [1, 2, 3])
      assert.equal(detectUnicode(bytes.subarray(0, bytes.length - cut)), 'utf-16le');
  });

  it('of four bytes has a mark', () => {
    for (const charset of ['utf-32le', 'utf-32be'] as const)
      assert.equal(detectUnicode(iconv.encode(texts.German, charset, { addBOM: true })), charset);
  });

  it('is nothing else: text of one byte, numbers, noise', () => {
    for (const charset of ['utf-8', 'windows-1252'])
      assert.equal(detectUnicode(iconv.encode(texts.German, charset)), undefined);
    for (const charset of ['shift_jis', 'gbk', 'euc-kr'])
      assert.equal(detectUnicode(iconv.encode('契約書 合同\n', charset)), undefined);
    assert.equal(
      detectUnicode(Buffer.from(`one NUL\u0000 in a line of a log, and more text after it\n`)),
      undefined,
    );
    assert.equal(
      detectUnicode(Buffer.from(`field one\u0000field two\u0000\u0000field three\u0000`)),
      undefined,
    );
    const numbers = Buffer.alloc(4_000);
    for (let at = 0; at < numbers.length; at += 4) numbers.writeInt32LE(at * 7 - 3_000, at);
    assert.equal(detectUnicode(numbers), undefined);
    // Bytes without a pattern, and the same in every run.
    for (let run = 0; run < 50; run += 1) {
      const noise = createHash('shake256', { outputLength: 2_000 }).update(String(run)).digest();
      assert.equal(detectUnicode(noise), undefined);
    }
    assert.equal(detectUnicode(Buffer.alloc(600)), undefined);
  });
});

import assert from 'node:assert/strict';
import iconv from 'iconv-lite';
import { decodeMailText, type CharsetHints } from './decode-mail-text.ts';

const german = 'Kündigung der Bürgschaft über die Vergütung';
const russian = 'Исковое заявление о взыскании задолженности по договору';
const japanese = '契約書を添付します。港湾の倉庫について。';

describe('Text of a message is decoded as its bytes are', () => {
  const reads = (bytes: Buffer, hints: CharsetHints, text: string) => async () => {
    assert.equal(await decodeMailText(bytes, hints), text);
  };
  const jis = Buffer.from('\x1b$B7@Ls=q\x1b(B tollarby', 'latin1');

  it('UTF-8 of which nobody says it is', reads(Buffer.from(russian), {}, russian));
  it('UTF-8 that says Latin 1', reads(Buffer.from(german), { declared: 'ISO-8859-1' }, german));
  it('UTF-8 that says GBK', reads(Buffer.from(japanese), { declared: 'gbk' }, japanese));
  it('Windows-1252 without a name', reads(iconv.encode(german, 'windows-1252'), {}, german));
  it(
    'Windows-1252 that says UTF-8',
    reads(iconv.encode(german, 'windows-1252'), { declared: 'utf-8' }, german),
  );
  it(
    'Windows-1252 that says US-ASCII',
    reads(iconv.encode(german, 'windows-1252'), { declared: 'us-ascii' }, german),
  );
  it(
    'Latin 1 with the quotes of Windows',
    reads(Buffer.from('\x93caf\xe9\x94', 'latin1'), { declared: 'iso-8859-1' }, '“café”'),
  );
  it(
    'Windows-1251 that says Latin 1',
    reads(iconv.encode(russian, 'windows-1251'), { declared: 'iso-8859-1' }, russian),
  );
  it(
    'KOI8-R amid English that says UTF-8',
    reads(
      iconv.encode(`The claim is enclosed.\n${russian}\nRegards, The Firm`, 'koi8-r'),
      { declared: 'utf-8' },
      `The claim is enclosed.\n${russian}\nRegards, The Firm`,
    ),
  );
  it(
    'what a <meta> says',
    reads(
      iconv.encode(`<meta charset="windows-1251"><p>${russian}`, 'windows-1251'),
      { isHtml: true },
      `<meta charset="windows-1251"><p>${russian}`,
    ),
  );
  it('ISO-2022-JP without a name', reads(jis, {}, '契約書 tollarby'));
  it('ISO-2022-JP that says US-ASCII', reads(jis, { declared: 'us-ascii' }, '契約書 tollarby'));
  it('ISO-2022-KR and HZ', async () => {
    assert.equal(
      await decodeMailText(Buffer.from('\x1b$)C\n\x0e0h>`\x0f ok', 'latin1'), { declared: 'iso-2022-kr' }),
      '\n계약 ok',
    );
    assert.equal(
      await decodeMailText(Buffer.from('~{:OM,~} ok', 'latin1'), { declared: 'hz-gb-2312' }),
      '合同 ok',
    );
  });
  it(
    'UTF-8 with a stray letter of another charset',
    reads(
      Buffer.concat([Buffer.from('Straße, Übergabe, März: '), Buffer.from('f\xfcr', 'latin1')]),
      { declared: 'utf-8' },
      'Straße, Übergabe, März: für',
    ),
  );
  it(
    'a text that is cut in the middle of a character',
    reads(Buffer.from('Straße, Übergabe, Mä').subarray(0, -1), {}, 'Straße, Übergabe, MÃ'),
  );

  for (const [declared, charset, text] of [
    ['cp850', 'cp850', 'Entschädigung für Überstunden'],
    ['IBM850', 'cp850', 'Entschädigung für Überstunden'],
    ['utf-7', 'utf-7', 'Entschädigung für Überstunden'],
    ['unicode-1-1-utf-7', 'utf-7', 'Entschädigung für Überstunden'],
    ['x-mac-roman', 'macroman', 'Résumé of the façade claim'],
    ['x-mac-cyrillic', 'maccyrillic', russian],
    ['x-mac-ce', 'maccenteuro', 'Žaloba na zaplacení částky'],
    ['gb18030', 'gb18030', '合同已经签署'],
    ['big5-hkscs', 'big5-hkscs', '合約在臺北簽署'],
    ['ks_c_5601-1987', 'cp949', '계약서를 첨부합니다'],
    ['x-euc-jp', 'euc-jp', japanese],
    ['windows-31j', 'shift_jis', japanese],
    ['koi8-u', 'koi8-u', 'Договір про надання послуг'],
    ['iso-8859-8-i', 'iso-8859-8', 'תביעה על הפרת חוזה'],
    ['"ISO_8859-2:1987"', 'iso-8859-2', 'Dziękuję za przesłanie umowy'],
    ['utf-16le', 'utf-16le', german],
  ] as const)
    it(`the charset ${declared}`, reads(iconv.encode(text, charset), { declared }, text));
});

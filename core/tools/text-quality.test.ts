import assert from 'node:assert/strict';
import { isGarbled, scoreReading } from './text-quality.ts';

const english =
  'The parties hereby agree that the court shall have jurisdiction over all disputes arising from this agreement, its exhibits and its schedules.';
/** What a font without a table of its letters gives: every letter another one, always the same. */
const shifted = Array.from(english, (letter) =>
  letter === ' ' ? ' ' : String.fromCharCode(letter.charCodeAt(0) - 29),
).join('');

describe('A text layer that is garbage is told from one that is a language', () => {
  const languages: Record<string, string> = {
    English: english,
    German:
      'Die Zeugin übergab die Schlüssel an Herrn Größe. Der Vertrag wurde zwischen den Parteien geschlossen und ist rechtsverbindlich.',
    Czech:
      'Soud rozhodl že strany musí plnit závazky vyplývající ze smlouvy a nahradit vzniklou škodu podle zákona o obligacích.',
    Hungarian:
      'A bíróság úgy határozott hogy a feleknek teljesíteniük kell a szerződésből eredő kötelezettségeket és a kártérítést.',
    Russian: 'Свидетель видел судно в полдень. Договор был подписан в Москве обеими сторонами.',
    Japanese: '証人は正午に港で船を見た。契約書は東京で署名された。',
    'a table of figures': '1,204.50 88.00 3,100.25 17 % 2019 2020 2021 ABC-000123 XQ-77',
    'a stamp': 'Case 1:19-cv-00017 Document 3 Filed 03/12/19 Page 3 of 3',
  };
  for (const [name, text] of Object.entries(languages))
    it(`${name} is kept`, () => assert.equal(isGarbled(text), false));

  const garbage: Record<string, string> = {
    'letters in the place of others': shifted,
    'letters without a meaning': '\uE001\uE002\uE003 \uE004\uE005 the \uE006\uE007',
    'replacement characters': 'th\uFFFD p\uFFFD\uFFFDt\uFFFD\uFFFDs',
    'Russian read as Western': 'Ñâèäåòåëü âèäåë ñóäíî â ïîëäåíü. Äîãîâîð áûë ïîäïèñàí â Ìîñêâå.',
  };
  for (const [name, text] of Object.entries(garbage))
    it(`${name}: not`, () => assert.equal(isGarbled(text), true));

  it('of two readings of a page the one with more letters that make sense is worth more', () => {
    assert.ok(scoreReading(english) > scoreReading(shifted));
    assert.ok(scoreReading(english) > scoreReading('Case 1:19-cv-00017 Document 3'));
    assert.ok(scoreReading('Case 1:19-cv-00017 Document 3') > scoreReading('l.'));
  });
});

import assert from 'node:assert/strict';
import { isGarbled, scoreReading } from './text-quality.ts';

const english =
  'The parties hereby agree that the court shall have jurisdiction over all disputes arising from this agreement, its exhibits and its schedules.';
/** Every letter another one, always the same. */
function rotated(text: string): string {
  const turn = (letter: string, first: number) =>
    String.fromCharCode(first + ((letter.charCodeAt(0) - first + 11) % 26));
  return text.replace(/[a-z]/g, (letter) => turn(letter, 97)).replace(/[A-Z]/g, (letter) => turn(letter, 65));
}
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
    'German with long words':
      'Die Rechtsschutzversicherungsgesellschaften und die Bürgschaftsverpflichtungserklärung der Grundstücksverwaltungsgesellschaft gelten bis auf weiteres.',
    Finnish:
      'Oikeudenkäyntiasiakirjat ja kiinteistönkauppasopimukset on toimitettava käräjäoikeuteen viimeistään perjantaina.',
    'Polish without its accents, in an English page': `${english}\nStrony zgodnie oswiadczaja ze sad posiada wylaczna jurysdykcje nad umowa i jej zalacznikami.`,
    Latin: 'Nemo dat quod non habet. Actus non facit reum nisi mens sit rea.',
    'citations and names':
      'Cf. Wrzesniewski v. Szczepanski, 512 F. Supp. 2d 1123 (N.D. Ill. 2007); Ng v. Hsu, 88 N.Y.S.3d 417.\nAngela T. Quigless, P.J., Kurt S. Odenwald, J., and James M. Dowd, J., concur.',
    'a table of single letters': Array.from({ length: 20 }, () => 'A B C D D A C B').join('\n'),
    'numbers of parts': Array.from({ length: 9 }, () => 'XKQ-TRW 44-BVN-ZXC QWZ-PLM HGF').join('\n'),
    'ticker symbols':
      'AAPL MSFT GOOG TSLA NVDA AMZN JPM XOM CVX WMT KO PEP HD MCD DIS NFLX PYPL ADBE CRM ORCL',
    'an address': 'See https://www.example.com/psco/cgi-bin/cmecf/ea-login.pl?kqzxw=vbnmtrwq_plkjhgfd',
    'a stamp': 'Case 1:19-cv-00017 Document 3 Filed 03/12/19 Page 3 of 3',
  };
  for (const [name, text] of Object.entries(languages))
    it(`${name} is kept`, () => assert.equal(isGarbled(text), false));

  const garbage: Record<string, string> = {
    'letters in the place of others': shifted,
    'one paragraph of letters in the place of others': `${english}\n${english}\n${rotated(english)}`,
    'one line of them': rotated('Deposit for Kentmere: 40,000. Rent: Loweswater. Waived by March.'),
    'a line of capitals that stand for others': `${english}\n${shifted.slice(0, 60)}`,
    'a line without a meaning': `${english}\n\uE001\uE002\uE003 \uE004\uE005\uE006\uE007 \uE008\uE009\uE00A`,
    'signs for fi and fl': 'The bene®ciary signs the certi®cate; the con®ict was noti®ed in the of®ce.',
    'a space between all letters': Array.from(english.replaceAll(' ', '')).join(' '),
    'spaces within words': english.replaceAll(' ', '').replace(/../g, '$& '),
    'a space between all Russian letters': Array.from(
      'Свидетельвиделсудновполденьдоговорбылподписанвмоскве',
    ).join(' '),
    'no spaces': english.replaceAll(' ', ''),
    'hardly any spaces':
      `${english} ${english} That the vessel and the cargo with all that is on board have been seized`.replace(
        /(\S+) (\S+) (\S+) /g,
        '$1$2$3 ',
      ),
    'letters without a meaning': '\uE001\uE002\uE003 \uE004\uE005 the \uE006\uE007',
    'replacement characters': 'th\uFFFD p\uFFFD\uFFFDt\uFFFD\uFFFDs',
    'Russian read as Western': 'Ñâèäåòåëü âèäåë ñóäíî â ïîëäåíü. Äîãîâîð áûë ïîäïèñàí â Ìîñêâå.',
  };
  for (const [name, text] of Object.entries(garbage))
    it(`${name}: not`, () => assert.equal(isGarbled(text), true));

  it('of two readings of a page the one with more letters that make sense is worth more', () => {
    assert.ok(scoreReading(english) > scoreReading(shifted));
    assert.ok(scoreReading(english) > scoreReading('Case 1:19-cv-00017 Document 3'));
    const halfGarbled = `${english}\n${rotated(english)}`;
    assert.ok(scoreReading(halfGarbled) < scoreReading(`${english}\n${english}`) * 0.6);
    assert.ok(scoreReading(english.replaceAll(' ', '')) < scoreReading(english) * 0.5);
    assert.ok(scoreReading('Case 1:19-cv-00017 Document 3') > scoreReading('l.'));
  });
});

import assert from 'node:assert/strict';
import iconv from 'iconv-lite';
import { suggestNameCharset } from './suggest-name-charset.ts';

const names: [charsets: string[], names: string[]][] = [
  [['shift_jis'], ['契約書.txt', '議事録.txt']],
  [['shift_jis'], ['契約書.txt']],
  [['shift_jis', 'euc-jp'], ['4月の議事録と契約書の写し.txt']],
  [['shift_jis'], ['シュタルク/議事録.txt']],
  [['shift_jis'], ['2019年度の請求書(最終).pdf', '見積書_v2.xlsx']],
  [['gbk'], ['合同.docx']],
  [['gbk'], ['采购合同2019.pdf', '附件一.xls', '往来邮件/会议纪要.doc']],
  [['big5'], ['契約書.txt', '會議紀錄.doc']],
  [['euc-kr'], ['계약서.hwp']],
  [['euc-kr'], ['회의록 2019년.doc', '임대차 계약서.pdf']],
  [['cp866', 'windows-1251', 'koi8-r'], ['Договор.doc']],
  [
    ['cp866', 'windows-1251', 'koi8-r'],
    ['Исковое заявление.docx', 'ПРОТОКОЛ 3.pdf', 'письмо.txt'],
  ],
  [['cp850', 'cp437', 'windows-1252'], ['Kündigung.txt']],
  [
    ['cp850', 'cp437', 'windows-1252'],
    ['Broschüre für Müller.txt', 'Größe und Übersicht.txt'],
  ],
  [
    ['cp850', 'windows-1252'],
    ['Résumé de la façade.doc', 'Reçu n° 7.pdf'],
  ],
  [['cp850', 'windows-1252'], ['Peñaranda, acción.doc']],
  [
    ['cp850', 'windows-1252'],
    ['Ærø, Færgeø.txt', 'København.pdf'],
  ],
  [['cp850', 'windows-1252'], ['Année é.txt']],
  [['windows-1253', 'cp737'], ['Συμφωνητικό μίσθωσης.doc']],
];

describe('The names in an archive, all together, say their charset', () => {
  for (const [charsets, written] of names)
    for (const charset of charsets)
      it(`${written.join(', ')} in ${charset}`, () => {
        const bytes = written.map((name) => iconv.encode(name, charset));
        const found = suggestNameCharset(bytes);
        assert.deepEqual(
          bytes.map((name) => iconv.decode(name, found)),
          written,
          found,
        );
      });
});

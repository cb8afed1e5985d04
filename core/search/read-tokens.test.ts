import assert from 'node:assert/strict';
import type { TextSpan } from '../reading/text-spans.ts';
import { find, findsAll, findsNone } from '../../test/support/find-in-text.ts';
import { parseQuery } from './parse-query.ts';

/** A text with its spans, written as ⟨kind|text⟩. */
function withSpans(written: string): { text: string; spans: TextSpan[] } {
  const spans: TextSpan[] = [];
  const open: [number, TextSpan[2]][] = [];
  let text = '';
  for (const [piece, kind] of written.matchAll(/⟨([a-z-]+)\||⟩|[^⟨⟩]+/g)) {
    if (kind !== undefined) open.push([text.length, kind as TextSpan[2]]);
    else if (piece === '⟩') {
      const [start, spanKind] = open.pop() ?? [0, 'frame'];
      spans.push([start, text.length, spanKind]);
    } else text += piece;
  }
  return { text, spans: spans.toSorted((one, other) => one[0] - other[0]) };
}

describe('What of a text is found', () => {
  it('words in every form, marked where they stand', () => {
    assert.deepEqual(find('The parties were arguing.', 'argue party'), ['parties', 'arguing']);
    assert.deepEqual(find('Leases: the lease, leased.', 'leases'), ['Leases', 'lease', 'leased']);
    findsNone('please release', ['lease']);
    assert.deepEqual(find('time  is of\nthe essence', '"time is of the essence"'), [
      'time  is of\nthe essence',
    ]);
    findsNone('the court of', ['"of the court"']);
  });

  it('words that the end of a line parts, joined and as they are printed', () => {
    for (const hyphen of ['-', '\u2010', '\u2011', '\u2013', '\u00ad', '\u00ac']) {
      const text = `Under the arbitra${hyphen}\ntion clause of the indem${hyphen} \r\n  nification`;
      findsAll(text, [
        'arbitration',
        'indemnification',
        'arbitra',
        '"the arbitration clause"',
        '"indemnification"',
      ]);
    }
    assert.deepEqual(find('the arbitra-\ntion clause', '"the arbitration clause"'), [
      'the arbitra-\ntion clause',
    ]);
    findsAll('a non-\ncompete clause of self-incrimina-\ntion here', [
      'non-compete',
      'noncompete',
      '"a non-compete clause"',
      '"of self-incrimination here"',
    ]);
    findsAll('pre-\nand post-trial', ['"pre and post trial"']);
    findsAll('the Anglo-\nSaxon law', ['"the Anglo-Saxon law"', '"the Anglo Saxon law"']);
    findsAll('as INDEMNI-\nFICATION is', ['"as indemnification is"']);
  });

  it('identifiers that the end of a line parts', () => {
    findsAll('No. 2:20-cv-\n60551 and PQS-\n000912, 2:21-cv\n-60552', [
      '2:20-cv-60551',
      'PQS-000912',
      '20-cv-60551',
      '2:21-cv-60552',
      '"No. 2:20-cv-60551 and"',
    ]);
  });

  it('parts and wholes of what is written in one piece', () => {
    findsAll('awards the full brindlecote.Therefore the appeal', [
      'brindlecote',
      '"full brindlecote therefore the"',
    ]);
    findsAll('Exhibit-12_mellowdean.pdf, Mellowdean_windermoss.final.pdf', [
      'mellowdean',
      'windermoss',
      'Exhibit-12',
      'Mellowdean_windermoss.final.pdf',
    ]);
    findsAll('to a.fenwick@thornlegal.example now', [
      'thornlegal',
      'thornlegal.example',
      '@thornlegal.example',
      'fenwick',
      'a.fenwick@thornlegal.example',
      '"to a.fenwick@thornlegal.example now"',
    ]);
    findsAll('a non-compete and/or e-mail of the U.S.C. at AT&T', [
      'non-compete',
      'non-competes',
      '"a non compete and or"',
      'email',
      'USC',
      'U.S.C.',
      'AT&T',
    ]);
    findsAll('14.2.7(a)(iii) and § 1910.1200(h)', [
      '14.2.7',
      '1910.1200',
      '14.2.7(a)(iii)',
      '1910.1200(h)',
      '§ 1910.1200',
    ]);
  });

  it('identifiers by their leading parts, precisely', () => {
    findsAll('No. 2:17-cv-60413-ADB-JSR.', [
      '2:17-cv-60413',
      '2:17-cv-60413-ADB-JSR',
      '17-cv-60413',
      '2:17-cv-60413-adb',
    ]);
    findsAll('Docket 1:19-cv-75551 was', ['1:19-cv-75551', '1:19-cv-75551-ADB']);
    findsNone('On 2 May 17 cv of 60413', ['2:17-cv-60413', '17-cv-60413']);
    findsAll('COVID 19 under 42 USC, exhibit PQS 000451', ['COVID-19', 'U.S.C.', 'PQS-000451']);
    findsNone('14 2 7 and 142.7 and 1427', ['14.2.7']);
    findsAll('PQS-000451.001', ['PQS-000451', 'PQS000451']);
    for (const sign of ['-', '–', '—', '/', ' - ', ' to '])
      findsAll(`PQS-000451${sign}PQS-000460`, ['PQS-000451', 'PQS-000460']);
    findsAll('case 2:18–cv–60977, PQS‑000777', ['2:18-cv-60977', 'PQS-000777', '2:18‐cv‐60977']);
  });

  it('amounts without their cents, and however they are parted', () => {
    findsAll('The price is $1,250,000.00, or EUR 1.250.000,00', [
      '1,250,000',
      '$1,250,000.00',
      '"1,250,000.00"',
      '"$1,250,000"',
      '1250000',
      '"price is $1,250,000"',
    ]);
    findsNone('The price is $1,250,001.00', ['1,250,000']);
  });

  it('words however their characters are encoded', () => {
    findsAll(
      'quar\u200bten\u200bholm, the sub\u200ctenant ridge\u2060wayne \ufb01duciary ＡＢＣ４７１１ Gru\u0308nwald',
      [
        'quartenholm',
        'subtenant',
        'ridgewayne',
        'fiduciary',
        'ABC4711',
        'Grünwald',
        '"sub\u00adtenant ridgewayne"',
      ],
    );
  });

  it('words with and without their accents; a phrase with accents is strict', () => {
    const text = 'Señor Peñaranda met Jose at Łódź in Zurichberg, Straße';
    findsAll(text, [
      'Penaranda',
      'Peñaranda',
      'José',
      'Lodz',
      'Zürichberg',
      'strasse',
      '"Senor Penaranda met"',
      '"Señor Peñaranda"',
    ]);
    findsNone(text, ['"José at"', '"at Zürichberg"']);
  });

  it('apostrophes of every kind, and section signs', () => {
    for (const sign of ["'", '’'])
      findsAll(`The client${sign}s best interests, the clients${sign} and O${sign}Ryhill`, [
        "client's best interests",
        '"client’s best interests"',
        'client',
        "O'Ryhill",
        'O’Ryhill',
        'oryhill',
      ]);
    findsAll('Under 42 U.S.C. § 1983 and §§ 12–14 BGB', [
      '42 U.S.C. § 1983',
      '"42 U.S.C. § 1983"',
      '"§ 1983"',
      '§ 1983',
      '12',
    ]);
  });

  it('Chinese, Japanese, Korean and Thai by any characters in a row', () => {
    findsAll('深度学习模型。双方签订了租赁合\n同，第3条', [
      '租赁合同',
      '合同',
      '学习',
      '学',
      '"签订了租赁"',
      '第3条',
      '"合同，第3条"',
    ]);
    findsAll('ｶﾞｲﾄﾞの契約書を確認', ['ガイド', '契約', 'の契約書を']);
    findsAll('임대차 계약서를 작성', ['계약서', '계약서를', '"계약서를 작성"', '작']);
    findsAll('สัญญาเช่าที่ดิน', ['สัญญา', 'เช่า']);
    findsNone('租赁的合同', ['租赁合同']);
    assert.deepEqual(find('租赁合同', '赁'), ['赁']);
  });
});

describe('What is found in a text that is not simply text', () => {
  it('tracked changes read both ways', () => {
    const { text, spans } = withSpans(
      'The Buyer shall pay within ⟨deleted|⟨frame|[deleted by A: ⟩sixty⟨frame|]⟩⟩⟨inserted|⟨frame|[inserted by A: ⟩thirty⟨frame|]⟩⟩ days of delivery, indem⟨inserted|⟨frame|[inserted by A: ⟩ni⟨frame|]⟩⟩fication',
    );
    findsAll(
      text,
      [
        '"pay within sixty days of delivery"',
        '"pay within thirty days of delivery"',
        'indemnification',
        'indemfication',
      ],
      spans,
    );
    findsNone(text, ['inserted', '"deleted by"', '"sixty thirty"'], spans);
  });

  it('notes and comments take no place, and are found by themselves', () => {
    const { text, spans } = withSpans(
      'the Borrower⟨note-mark|1⟩ shall repay, the Lender⟨frame| [comment by ⟩⟨aside|Ann: not before⟨frame|]⟩⟩ may sell',
    );
    findsAll(text, ['"the Borrower shall repay"', '"the Lender may sell"', '"not before"', 'ann'], spans);
    findsNone(text, ['borrower1', '"before may"', 'comment'], spans);
    findsAll('the Borrower¹ shall', ['"the Borrower shall"']);
  });

  it('columns of line numbers take no place; numbers of clauses do', () => {
    const lines = [
      'Q. Did you see',
      'the second con-',
      'tainer move',
      '',
      'A. No, the load',
      'had shifted and',
      'nobody said so',
    ];
    const transcript = lines.map((line, index) => `${index + 4}  ${line}`).join('\n');
    findsAll(transcript, [
      '"see the second container move"',
      '"the load had shifted and nobody"',
      '"5 the second"',
      'container',
    ]);
    const clauses = [
      'The tenant',
      'The landlord',
      'The rent',
      'The notice',
      'The law',
      'The court',
      'The end',
    ];
    findsAll(clauses.map((line, index) => `${index + 1}. ${line}`).join('\n'), [
      '"2. The landlord"',
      '"tenant 2 The"',
    ]);
  });
});

describe('What a query says', () => {
  it('or, without, and phrases', () => {
    const { groups } = parseQuery('lease or tenancy -draft "of the"');
    assert.equal(groups.length, 2);
    assert.deepEqual(
      groups[1]?.map(({ isNegated, isPhrase }) => [isNegated, isPhrase]),
      [
        [false, false],
        [true, false],
        [false, true],
      ],
    );
    assert.equal(parseQuery('the lease').groups[0]?.length, 1);
    assert.equal(parseQuery('of the').groups[0]?.length, 2);
    assert.equal(parseQuery(' - ! or ""').groups.length, 0);
  });
});

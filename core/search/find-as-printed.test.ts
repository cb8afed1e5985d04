import { findsAll, findsNone } from '../../test/support/find-in-text.ts';

describe('Words that the end of a line parts', () => {
  it('are found whole over every kind of line end, and in mail that is quoted', () => {
    for (const end of ['\r', '\v', '\f', '\u2028', '\u0085', '\n\n\n', '\n> ', '\n>> > '])
      findsAll(`the covenan-${end}tor shall`, ['covenantor', '"the covenantor shall"']);
  });

  it('are found whole whatever sign the hyphen is, or OCR makes of it', () => {
    for (const sign of ['\u2043', '\u2027', '\u02d7', '\u2e17', '=', '~'])
      findsAll(`the covenan${sign}\ntor shall`, ['covenantor', '"the covenantor shall"']);
    for (const sign of ['\u2014', '\u2015', '_', '«', ' -'])
      findsAll(`the covenan${sign}\ntor shall`, ['covenantor', '"the covenan tor shall"']);
    findsAll('the tenant—\nand the landlord', ['"the tenant and the landlord"']);
    findsNone('the tenant—\nAnd', ['tenantand']);
  });

  it('are found whole where the end of one is a word such as "nor"', () => {
    findsAll('the Gover-\nnor of Maine, pre-\nand post-trial', [
      'Governor',
      '"pre and post"',
      '"gover nor of"',
    ]);
  });
});

describe('Amounts', () => {
  it('are found without the signs that part their thousands, and with others', () => {
    for (const amount of [
      'EUR 1.250.000,00',
      "CHF 1'250'000.50",
      'CHF 1’250’000.–',
      '1 250 000,50 zł',
      '1\u202f250\u202f000 €',
      '₹12,50,000',
      'USD1,250,000',
      'EUR1.250.000,-',
      '1,250,000.00GBP',
      '1250000.00',
    ])
      findsAll(amount, ['1250000']);
    findsAll('1 250 000,50 zł', ['1 250 000,50', '"1 250 000"', '1,250,000', '"1 250 000,50 zł"', '250 000']);
    findsAll('USD1,250,000', ['1,250,000', 'USD 1,250,000', '"USD 1,250,000"', 'USD1,250,000']);
    findsAll('of USD 3,456.78', ['3456.78', 'USD3,456.78', '3456']);
    findsAll('of 3456.78', ['3,456.78', '3456.78']);
    findsAll('12.000,-- DM, volume 12, page 345', ['12000', '"12. 000"', '12 345']);
  });

  it('are not found by other amounts that they end or begin with', () => {
    findsNone('$1,250,000', ['250,000', '1,250', '125,000', '11,250,000']);
    findsNone('€ 11.250.000', ['250.000', '1.250.000']);
    findsNone('A list: 12, 345, 678', ['12,345,678', '12345678']);
  });
});

describe('Identifiers and initials', () => {
  it('are found with a blank, a hyphen or nothing between', () => {
    for (const typed of ['ACME-00000123', 'ACME_00000123', 'ACME00000123'])
      for (const printed of ['ACME-00000123', 'ACME_00000123', 'ACME 00000123', 'ACME00000123'])
        findsAll(printed, [typed]);
  });

  it('of statutes are found with and without their stops, in phrases too', () => {
    findsAll('under 15 U.S.C. §§ 1692–1692p', ['"15 USC 1692"', '"under 15 U.S.C. § 1692"', '15 USC 1692p']);
    findsAll('under 15 USC 1692', ['"15 U.S.C. § 1692"', '"15 USC § 1692"']);
    findsNone('under 15 USC 1692', ['"16 U.S.C. § 1692"']);
  });

  it('of time are found within time stamps', () => {
    findsAll('2026-04-17T10:11:12Z', ['2026-04-17', '10:11:12', '2026-04-17T10:11:12Z']);
  });
});

describe('Columns at the edge of a page', () => {
  const lines = [
    'Q. Did you see the con-',
    'tainer move before the',
    'whistle blew?',
    'A. I was on the second',
    'deck, and could not see',
    'anything at all.',
    'Q. And the 25 crates were',
    'loaded by then?',
    'A. I believe 24 of them',
    'were, yes.',
    'Q. Who gave the order',
    'to close the hatch?',
    'THE WITNESS: The mate',
    'did, around 7:15 a.m.',
    'MR. FENWICK: Objection.',
    'Form and foundation.',
    'BY MS. GARZON:',
    'Q. Thank you. No further',
    'questions, Your Honor.',
    '(A recess was taken.)',
  ];
  const phrases = [
    'container',
    '"see the container move before the whistle blew"',
    '"second deck, and could not see anything"',
    '"the 25 crates were loaded by then"',
    '"believe 24 of them were"',
    '"order to close the hatch"',
    '"the mate did, around 7:15"',
  ];
  const columns: Record<string, (line: string, number: number) => string> = {
    'numbers with a stop': (line, number) => `${number}. ${line}`,
    'numbers with a line beside them': (line, number) => `${number} | ${line}`,
    'numbers on lines of their own': (line, number) => `${number}\n\n${line}\n`,
    'numbers at the right': (line, number) => `${line}   ${number}`,
    'page and line': (line, number) => `0045:${String(number).padStart(2, '0')} ${line}`,
    'page and line in one': (line, number) => `00045${String(number).padStart(2, '0')} ${line}`,
    'a number on each fifth line': (line, number) => (number % 5 === 0 ? `${number} ${line}` : line),
    'numbers that are missing here and there': (line, number) =>
      number % 4 === 0 ? line : `${number} ${line}`,
    'numbers that were misread': (line, number) =>
      `${number === 5 ? 'S' : number === 11 ? 'll' : number} ${line}`,
    'times at the left': (line, number) => `10:${10 + number}:05 ${number} ${line}`,
    'times after the numbers': (line, number) => `${number} 10:${10 + number} ${line}`,
    'times at the right': (line, number) => `${number} ${line}   10:${10 + number}:05`,
  };
  for (const [name, print] of Object.entries(columns))
    it(`take no place in phrases: ${name}`, () => {
      findsAll(lines.map((line, index) => print(line, index + 1)).join('\n'), phrases);
    });

  it('take no place on the short last page of a transcript', () => {
    findsAll('Page 46\n1 record at Wexlow-\n2 bridge now.\n3 Q. Continue, please.\n(Adjourned.)', [
      'Wexlowbridge',
      '"record at Wexlowbridge now Q Continue"',
      '"1 record"',
    ]);
  });

  it('hide nothing: what was taken for one is found too', () => {
    const log = lines.map((_, index) => `10:${10 + index}:05 connection ${index + 1}`).join('\n');
    findsAll(log, ['10:15:05', '"10:15:05 connection"', '"connection 7"']);
    const list = lines.map((line, index) => `${index + 1}. ${line}`).join('\n');
    findsAll(list, ['"12. to close"', '"order 12 to close"']);
  });
});

import assert from 'node:assert/strict';
import { CitationResolver } from './citations/resolve-citations.ts';
import { findOnPage } from './find-on-page.ts';
import type { FindingKind } from './finding.ts';
import { classifyDocument, detectLanguage } from './classify-document.ts';

const find = (text: string, kind: FindingKind, page = 1) =>
  findOnPage(page, text, new CitationResolver()).filter((finding) => finding.kind === kind);
const details = (text: string, kind: FindingKind) => find(text, kind).map(({ detail }) => detail);

const caption = `              UNITED STATES DISTRICT COURT
              SOUTHERN DISTRICT OF NEW YORK

HARBOUR TRUST COMPANY,
                  Plaintiff,
         v.                                Case No. 1:21-cv-04567-JPO
LIND SHIPPING LTD. and ANNA LIND,
                  Defendants.

      DEFENDANTS' MOTION TO DISMISS THE COMPLAINT

   Filed March 3, 2022. Roe v. Wade, 410 U.S. 113 (1973), is not in point.`;

describe('What is found on a page', () => {
  it('dates, in ISO 8601, and no impossible ones', () => {
    const text =
      'March 3, 2022; 3 March 2022; the 4th day of July, 1976; 2020-02-29; 12/31/99; 25/12/2020; 2/30/2020; 13/13/2020';
    const values = details(text, 'date').map((detail) => detail['value']);
    assert.deepEqual(values, [
      '2022-03-03',
      '2022-03-03',
      '1976-07-04',
      '2020-02-29',
      '1999-12-31',
      '2020-12-25',
    ]);
  });

  it('money, exact to the cent', () => {
    assert.deepEqual(details('$1,250,000.55; $1.25 million; EUR 300; £5; 40 dollars; US$7', 'money'), [
      { amount: '1250000.55', currency: 'USD' },
      { amount: '1250000', currency: 'USD' },
      { amount: '300', currency: 'EUR' },
      { amount: '5', currency: 'GBP' },
      { amount: '40', currency: 'USD' },
      { amount: '7', currency: 'USD' },
    ]);
  });

  it('e-mail addresses and telephone numbers, and what only looks like one is left', () => {
    const text =
      'Write to <Anna.Lind@lind-shipping.example.com>, call (212) 555-0187 x12 or +44 20 7946 0958; @home, a@b, 123-45-6789, 2017-00413.';
    assert.deepEqual(details(text, 'email'), [{ address: 'anna.lind@lind-shipping.example.com' }]);
    assert.deepEqual(details(text, 'phone'), [
      { number: '+12125550187', extension: '12' },
      { number: '+442079460958', extension: null },
    ]);
  });

  it('court, docket number and parties of a caption, and not those of a case it cites', () => {
    assert.deepEqual(details(caption, 'court'), [
      { name: 'District Court, S.D. New York', citation: 'S.D.N.Y.' },
    ]);
    assert.deepEqual(details(caption, 'docket'), [{ number: '1:21-CV-04567-JPO' }]);
    assert.deepEqual(details(caption, 'party'), [
      { name: 'HARBOUR TRUST COMPANY', role: 'plaintiff' },
      { name: 'LIND SHIPPING LTD. and ANNA LIND', role: 'defendant' },
    ]);
  });

  it('stands where its span says', () => {
    for (const { start, end, text } of findOnPage(1, caption, new CitationResolver()))
      assert.equal(caption.slice(start, end), text);
  });

  it('the kind of a document is told with the reason', () => {
    const kindOf = (text: string, type = 'application/pdf') => classifyDocument(text, type).kind;
    assert.deepEqual(classifyDocument(caption, 'application/pdf'), {
      kind: 'motion',
      reason: "Its first page says “DEFENDANTS' MOTION TO DISMISS THE COMPLAINT”.",
    });
    assert.equal(kindOf('ORDER GRANTING MOTION TO DISMISS'), 'order');
    assert.equal(kindOf('MEMORANDUM OPINION\nBefore us is a motion to dismiss.'), 'opinion');
    assert.equal(kindOf('FIRST AMENDED COMPLAINT'), 'pleading');
    assert.equal(kindOf('LEASE AGREEMENT\nThis Lease is made'), 'contract');
    assert.equal(kindOf('Dear Ms. Lind:\nThank you.\nSincerely,'), 'letter');
    assert.equal(kindOf('INVOICE No. 55'), 'invoice');
    assert.equal(kindOf('EXHIBIT A'), 'exhibit');
    assert.equal(kindOf('Hello', 'message/rfc822'), 'e-mail');
    assert.equal(kindOf('Milk, eggs, and a motion of thanks.'), 'other');
  });

  it('the language is told, or nothing where too little is said', () => {
    assert.equal(
      detectLanguage('The party of the first part shall hold harmless and indemnify the other.'),
      'en',
    );
    assert.equal(
      detectLanguage(
        'Die Vertragsparteien vereinbaren, dass der Kaufpreis innerhalb von dreißig Tagen fällig wird.',
      ),
      'de',
    );
    assert.equal(
      detectLanguage(
        'Las partes acuerdan que el precio será pagado dentro de los treinta días siguientes a la firma.',
      ),
      'es',
    );
    assert.equal(detectLanguage('12.03.2020'), null);
  });

  for (const piece of [
    '@',
    'a@',
    'a.',
    '$',
    '1',
    '1,',
    '1-',
    '555-',
    '+1 ',
    '(555) 555-5555 ',
    'No. ',
    'Case 1',
    'A ',
    'A.',
    'A v. ',
    'v.\n',
    'Plaintiff\n',
    'Court of ',
    'United States District Court ',
    'May 1',
    '\n',
    ' ',
    '1/1/',
    'In re A',
  ]) {
    it(`is looked for in a megabyte of ${JSON.stringify(piece)} in milliseconds a kilobyte`, () => {
      const text = piece.repeat(Math.ceil(1e6 / piece.length));
      const before = process.cpuUsage();
      findOnPage(1, text, new CitationResolver());
      classifyDocument(text, 'application/pdf');
      detectLanguage(text);
      const { user } = process.cpuUsage(before);
      assert.ok(user < 6_000_000, `${Math.round(user / 1000)} ms`);
    }).timeout(120_000);
  }
});

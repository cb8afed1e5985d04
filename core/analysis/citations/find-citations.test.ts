import assert from 'node:assert/strict';
import { findCitations } from './find-citations.ts';
import { CitationResolver } from './resolve-citations.ts';
import { scanCitations } from './scan-citations.ts';
import { readLabelledSamples } from '../../../test/support/citations/labelled-samples.ts';
import { scoreCitations, type LabelledSample } from '../../../test/support/citations/score-citations.ts';

/** Written by the project, none of it from the labelled sets. */
const samples: LabelledSample[] = [
  {
    text: 'In Harbor Freight Co. v. Quayle, 812 F.3d 1044, 1051-52 (7th Cir. 2016), the panel held otherwise.',
    expected: [
      {
        type: 'case',
        volume: 812,
        reporter: 'F.3d',
        page: 1044,
        pincite: 1051,
        year: 2016,
        court: '7th Cir.',
        caseName: 'Harbor Freight Co. v. Quayle',
      },
    ],
  },
  {
    text: 'Ostrom v Lake, 61 NY2d 201, 473 NYS2d 300, 461 NE2d 1255 (1984)',
    expected: [
      { type: 'case', volume: 61, reporter: 'N.Y.2d', page: 201, year: 1984 },
      { type: 'case', volume: 473, reporter: 'N.Y.S.2d', page: 300, year: 1984 },
      { type: 'case', volume: 461, reporter: 'N.E.2d', page: 1255, year: 1984 },
    ],
  },
  {
    text: 'People v. Ruiz (2011) 52 Cal.4th 1023, 1030',
    expected: [{ type: 'case', volume: 52, page: 1023, year: 2011 }],
  },
  { text: 'State v. Orr, 2014-Ohio-4212, ¶ 9', expected: [{ type: 'neutral', year: 2014 }] },
  {
    text: 'See Lowell, 812 F.3d, at 1050.',
    expected: [{ type: 'shortFormCase', volume: 812, pincite: 1050 }],
  },
  {
    text: 'Violations of 18 U.S.C. §§ 1341, 1343, and 1349 were charged.',
    expected: ['1341', '1343', '1349'].map((section) => ({ type: 'statute', title: 18, section })),
  },
  {
    text: 'under TEX. CIV. PRAC. & REM. CODE ANN. § 51.014(a)(8)',
    expected: [{ type: 'statute', jurisdiction: 'TX', section: '51.014', subsection: '(a)(8)' }],
  },
  {
    text: 'Minn. R. Civ. P. 56 and Wis. Admin. Code § NR 1.02 aside, 29 C.F.R. pt. 1910 governs.',
    expected: [{ type: 'regulation', title: 29, section: '1910' }],
  },
  {
    text: 'Fla. Stat. §§ 95.11(3) and 95.031',
    expected: [
      { type: 'statute', section: '95.11', jurisdiction: 'FL' },
      { type: 'statute', section: '95.031' },
    ],
  },
  {
    text: 'The First Amendment to the Lease and the Sixth and Seventh Amendments differ.',
    expected: [
      { type: 'constitutional', amendment: 6 },
      { type: 'constitutional', amendment: 7 },
    ],
  },
  { text: 'Meet me at 500 S.E. 2 Street, or at 12 N.W. 5 Avenue; the 3 Day 9 sale ended.', expected: [] },
  {
    text: 'Invoice 2020-114: 42 units at $1,983.00, Tax Id. No. 12-3456789, case 07-CR-159-B.3.',
    expected: [],
  },
  {
    text: 'Fed. R. Civ. P. 30(b)(6); Federal Rules of Evidence 801(d)',
    expected: [
      { type: 'federalRule', ruleSet: 'civil', rule: '30' },
      { type: 'federalRule', ruleSet: 'evidence', rule: '801' },
    ],
  },
];

describe('citations', () => {
  it('are found with their volume, reporter, page, court and year, and nothing else is', () => {
    const result = scoreCitations(samples);
    assert.deepEqual([...result.missed, ...result.extra], []);
  });

  const labelled = readLabelledSamples();
  if (labelled) {
    it('are found on the labelled sets with a precision of .98 and a recall of .97', () => {
      const { precision, recall, missed, extra } = scoreCitations(labelled);
      const said = `precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}\n${[...missed, ...extra].join('\n')}`;
      assert.ok(precision >= 0.98 && recall >= 0.97, said);
    });
  }

  it('stand where their span says', () => {
    const text = 'As before. See Doe v. Roe, 410 U.S. 113, 115 (1973); id. at 120; 42 U.S.C. § 1983(b).';
    const written = findCitations(1, text, new CitationResolver()).map(({ start, end }) =>
      text.slice(start, end),
    );
    assert.deepEqual(written, ['410 U.S. 113, 115 (1973)', 'id. at 120', '42 U.S.C. § 1983(b)']);
  });

  it('lead back to what they mean, from one page to the next, or stay open', () => {
    const resolver = new CitationResolver();
    const pages = [
      'Id. at 3. Hale v. Boone, 500 F.2d 100 (5th Cir. 1974). Id. at 105.',
      'Ibid. Then 42 U.S.C. § 1983. Boone, supra, at 108; 500 F.2d at 110; 501 F.2d at 4; Carver, supra. Id.',
    ];
    const found = pages.flatMap((text, index) => findCitations(index + 1, text, resolver));
    const back = found
      .filter(({ detail }) => 'antecedent' in detail)
      .map(({ text, detail }) => [text, (detail['antecedent'] as { text: string } | null)?.text ?? null]);
    const hale = '500 F.2d 100 (5th Cir. 1974)';
    assert.deepEqual(back, [
      ['Id. at 3', null],
      ['Id. at 105', hale],
      ['Ibid.', hale],
      ['Boone, supra, at 108', hale],
      ['500 F.2d at 110', hale],
      ['501 F.2d at 4', null],
      ['Carver, supra', null],
      ['Id.', null],
    ]);
  });

  for (const [what, piece] of Object.entries({
    digits: '1',
    'volumes without a page': '410 U.S. ',
    'names that never end': 'Smith v. ',
    'open parentheses': '1 U.S. 1 (',
    'section signs': '42 U.S.C. §§ 1, ',
    spaces: ' ',
    'one space more': '5 F.                                        ',
    states: 'Cal. Cal. Code ',
    supra: 'A supra ',
    'supra in small letters': 'a supra, at 1 ',
    'loose-leaf services': 'Fed. Sec. L. Rep. (CCH) ',
    'dated decisions': '98-0712, p. 4 (La. App. ',
    'open brackets of parallels': '1 U.S. 1 (2 S. Ct. ',
    ordinals: 'First, Second, ',
    restatements: 'Restatement of A ',
  })) {
    it(`are looked for in a megabyte of ${what} in milliseconds a kilobyte`, () => {
      const text = piece.repeat(Math.ceil(1e6 / piece.length));
      const before = process.cpuUsage();
      scanCitations(text);
      const { user } = process.cpuUsage(before);
      assert.ok(user < 5_000_000, `${Math.round(user / 1000)} ms`);
    });
  }
});

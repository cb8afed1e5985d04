import assert from 'node:assert/strict';
import { joinParallels } from './find-citations.ts';
import { scanCitations } from './scan-citations.ts';

type Wanted = { written: string; [field: string]: unknown };

/** Every text is of this project's making. What is found must be exactly what stands beside it. */
const forms: Record<string, [string, Wanted[]][]> = {
  'the Tax Court': [
    [
      "Estate of Lund v. Comm'r, 148 T.C. No. 7, slip op. at 3 (2017).",
      [{ written: '148 T.C. No. 7', type: 'neutral', volume: '148', reporter: 'T.C. No.', page: '7' }],
    ],
    [
      "Brandt v. Commissioner, T.C. Memo. 2019-44, at *12; Ames v. Comm'r, T.C. Memo 1998–301.",
      [
        {
          written: 'T.C. Memo. 2019-44, at *12',
          type: 'neutral',
          volume: '2019',
          reporter: 'T.C. Memo.',
          page: '44',
          year: 2019,
          pincite: '12',
          name: 'Brandt v. Commissioner',
        },
        { written: 'T.C. Memo 1998–301', volume: '1998', page: '301' },
      ],
    ],
    [
      'T.C. Summary Opinion 2016-31 and T. C. Summ. Op. 2011-5',
      [
        { written: 'T.C. Summary Opinion 2016-31', reporter: 'T.C. Summary Opinion', page: '31' },
        { written: 'T. C. Summ. Op. 2011-5', reporter: 'T.C. Summary Opinion', volume: '2011', page: '5' },
      ],
    ],
    ['Acme Co., 371 NLRB No. 15 (2021)', [{ written: '371 NLRB No. 15 (2021)', page: '15', year: 2021 }]],
    ['The T.C. Memo. of 2019 lay on the desk; 148 T.C. Nothing followed. A T.C. Memo. is short.', []],
  ],
  'loose-leaf services': [
    [
      'Reed v. Hart Corp., Fed. Sec. L. Rep. (CCH) P98,456, at 91,234 (S.D.N.Y. 1995)',
      [
        {
          written: 'Fed. Sec. L. Rep. (CCH) P98,456, at 91,234 (S.D.N.Y. 1995)',
          type: 'case',
          volume: null,
          reporter: 'Fed. Sec. L. Rep. (CCH)',
          page: '98456',
          court: 'S.D.N.Y.',
          year: 1995,
          name: 'Reed v. Hart Corp.',
        },
      ],
    ],
    [
      '[1994-1995 Transfer Binder] Fed. Sec. L. Rep. (CCH) ¶ 98,456; Bankr. L. Rep. (CCH) par. 67,001.',
      [
        { written: 'Fed. Sec. L. Rep. (CCH) ¶ 98,456', page: '98456' },
        { written: 'Bankr. L. Rep. (CCH) par. 67,001', page: '67001' },
      ],
    ],
    [
      '2005-1 Trade Cas. (CCH) ¶ 74,812 (D.D.C. 2005); 57-2 U.S. Tax Cas. (CCH) P9816; 45 Empl Prac Dec [CCH] ¶37555',
      [
        { written: '2005-1 Trade Cas. (CCH) ¶ 74,812 (D.D.C. 2005)', volume: '2005-1', page: '74812' },
        { written: '57-2 U.S. Tax Cas. (CCH) P9816', volume: '57-2', page: '9816' },
        { written: '45 Empl Prac Dec [CCH] ¶37555', volume: '45', page: '37555' },
      ],
    ],
    ['141 FERC ¶ 61,049 and 22 NDLR P 81', [{ written: '141 FERC ¶ 61,049' }, { written: '22 NDLR P 81' }]],
    [
      'He read Trade Cas. (CCH) Paragraph by paragraph. FERC P. Ames signed. See Fed. Sec. L. Rep. 12 of 14. In 2014 U.S. P 15 was sold.',
      [],
    ],
  ],
  'pages in roman numerals': [
    [
      'Olsen v. Berg, 12 Minn. App. xiv (1984); 47 S.W.2d XI; 3 Cal. App. lii.',
      [
        { written: '12 Minn. App. xiv (1984)', type: 'case', volume: '12', page: 'xiv', year: 1984 },
        { written: '47 S.W.2d XI', reporter: 'S.W.2d', page: 'XI' },
        { written: '3 Cal. App. lii', page: 'lii' },
      ],
    ],
    [
      'Section 5 U.S. I, and 12 Cal. civ. code; 4 F.2d mix; 9 Cal. ill; 3 P.2d Vic; 2 U.S. CIV-14; 12 Minn. I. Law.',
      [],
    ],
  ],
  'parallel citations in brackets': [
    [
      'State v. Orme, 269 Ga. 310, 311-312 (497 SE2d 1802) (1998)',
      [
        {
          written: '269 Ga. 310, 311-312',
          page: '310',
          pincite: '311-312',
          year: 1998,
          name: 'State v. Orme',
        },
        {
          written: '497 SE2d 1802',
          reporter: 'S.E.2d',
          page: '1802',
          year: 1998,
          name: 'State v. Orme',
        },
      ],
    ],
    [
      'Lowe v. Ray, 22 Cal.App.3d 100, 105-107 [98 Cal.Rptr. 1950, 4 A.L.R.3d 12].',
      [
        { written: '22 Cal.App.3d 100, 105-107', name: 'Lowe v. Ray', year: null },
        { written: '98 Cal.Rptr. 1950', page: '1950', name: 'Lowe v. Ray' },
        { written: '4 A.L.R.3d 12', page: '12', name: 'Lowe v. Ray' },
      ],
    ],
    [
      'Lowe v. Ray, 12 Ill. 5, 7-8 (4 Cir. 1902) and 12 N.E. 6 (2 N.D. 1910)',
      [
        { written: '12 Ill. 5, 7-8 (4 Cir. 1902)', court: '4 Cir.', year: 1902 },
        { written: '12 N.E. 6', year: null },
        { written: '2 N.D. 1910', page: '1910' },
      ],
    ],
  ],
  'decisions with a date in place of a year': [
    [
      'Roux v. Benoit, 2014-1127 (La. App. 1 Cir. 4/10/15), 175 So. 3d 400.',
      [
        {
          written: '2014-1127 (La. App. 1 Cir. 4/10/15)',
          type: 'neutral',
          volume: '2014',
          reporter: 'La.App. 1 Cir.',
          page: '1127',
          year: 2015,
          name: 'Roux v. Benoit',
        },
        { written: '175 So. 3d 400' },
      ],
    ],
    [
      'Prejean v. Roy, 98-0712, p. 4 (La. 5/18/99); 2009 1359R (La.App. 2nd Cir. 05/10/2010); 16-CA-123 (La. App. 5 Cir. 11/2/16)',
      [
        {
          written: '98-0712, p. 4 (La. 5/18/99)',
          reporter: 'La.',
          volume: '98',
          page: '0712',
          pincite: '4',
          year: 1999,
        },
        {
          written: '2009 1359R (La.App. 2nd Cir. 05/10/2010)',
          reporter: 'La.App. 2 Cir.',
          page: '1359R',
          year: 2010,
        },
        { written: '16-CA-123 (La. App. 5 Cir. 11/2/16)', page: '123', year: 2016 },
      ],
    ],
    ['Call 555-1234 (La. office 4/10) or 98-0712 (Lake 5/18/99), 12-345 (La. 99/99/99).', []],
  ],
  'supra without a name, or with one in small letters': [
    [
      'It was settled. Supra, at 12.',
      [{ written: 'Supra, at 12', type: 'supra', name: null, pincite: '12' }],
    ],
    ['This was refused (see supra at 14).', [{ written: 'supra at 14', type: 'supra', name: null }]],
    [
      'the court of mercer, supra, at 12',
      [{ written: 'mercer, supra, at 12', name: 'mercer', pincite: '12' }],
    ],
    ['before mercer supra, at 12', [{ written: 'mercer supra, at 12', name: 'mercer' }]],
    [
      'As noted supra, this fails. See supra Part II; discussed supra. The vir supra notam; supra note 5; see, supra, the table.',
      [],
    ],
  ],
  'Id. where a sentence ends or begins': [
    ['That was held. Id. No party objected.', [{ written: 'Id.', type: 'id' }]],
    ['So it is.Id. at 7. That is U.S.Id. at 8.', [{ written: 'Id. at 7' }, { written: 'Id. at 8' }]],
    ['Tax Id. No. 12-3456789, Id. No: 44, Emp. Id. Nos. 4 and 5, Id. # 9, Id. no 12, Id. No. A-17', []],
  ],
  "reporters' old abbreviations": [
    [
      '1 Cra. 103; 3 Wheat. 246, 250; 2 Dall. 409; 7 How. 12; 1 Cranch 137; 12 Wend. 44; 3 Pick. 9',
      [
        { written: '1 Cra. 103', type: 'case', reporter: 'Cranch', volume: '1', page: '103' },
        { written: '3 Wheat. 246, 250', reporter: 'Wheat.', page: '246' },
        { written: '2 Dall. 409', reporter: 'Dall.' },
        { written: '7 How. 12', reporter: 'How.' },
        { written: '1 Cranch 137', reporter: 'Cranch' },
        { written: '12 Wend. 44' },
        { written: '3 Pick. 9' },
      ],
    ],
    [
      'Smith v. Orr, 5 Howard 12; Orr v. Lee, 4 Wallace 9; Lee v. May, 2 Dallas 7',
      [{ reporter: 'How.', written: '5 Howard 12' }, { written: '4 Wallace 9' }, { written: '2 Dallas 7' }],
    ],
    [
      'Ames v. Lott, 298 Ark. 20 (1989); 44 Ark. 5',
      [{ written: '298 Ark. 20 (1989)', type: 'case' }, { written: '44 Ark. 5' }],
    ],
    [
      'On 12 Mar. 3 came; Cowboys 21 Dallas 7; 5 Will. 3 left; 1 Pet. 2:9; 4 Min. 30; 6 Div. 12; I have 3 Black 5 White; 14 Mon. 9; 4 Just. 2 agree.',
      [],
    ],
  ],
  'commas read for stops': [
    ['410 U,S, 113 (1973)', [{ written: '410 U,S, 113 (1973)', reporter: 'U.S.', page: '113', year: 1973 }]],
    [
      '410 U, S. 113; 12 F,2d 145; 12 F, Supp, 88; 9 So, 2d 45',
      [
        { written: '410 U, S. 113', reporter: 'U.S.' },
        { written: '12 F,2d 145', reporter: 'F.2d' },
        { written: '12 F, Supp, 88', reporter: 'F. Supp.' },
        { written: '9 So, 2d 45', reporter: 'So. 2d' },
      ],
    ],
    [
      'Rooms 10 S, W 5 and 12 N, E 6; plots 5 A, B 7; 3 U, S 12; 4 Cal, App 8 phones; sizes 2 S, 3 M, 4 L',
      [],
    ],
  ],
};

describe('rare forms of citations', () => {
  for (const [what, texts] of Object.entries(forms))
    for (const [text, wanted] of texts)
      it(`are found, and nothing else, in ${what}: ${text.slice(0, 50)}`, () => {
        const found = joinParallels(text, scanCitations(text)).map(({ start, end, detail }) => ({
          ...detail,
          written: text.slice(start, end),
        }));
        const asked = found.map((citation, index) =>
          Object.fromEntries(
            Object.keys(wanted[index] ?? { written: '' }).map((field) => [
              field,
              (citation as Record<string, unknown>)[field] ?? null,
            ]),
          ),
        );
        assert.deepEqual(asked, wanted);
      });
});

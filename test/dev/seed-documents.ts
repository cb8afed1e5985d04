import { sevenZipArchive } from '../support/documents/archives.ts';
import { buildDocx } from '../support/documents/docx.ts';
import { buildMessage } from '../support/documents/eml.ts';
import { buildDeepWordFile, lockedPdf } from '../support/documents/hostile-files.ts';
import { buildPng, buildTiff } from '../support/documents/images.ts';
import { lockedSevenZip, lockedTwoPages, lockedZip } from '../support/documents/locked-files.ts';
import { buildPdf } from '../support/documents/pdf.ts';
import { buildPptx } from '../support/documents/pptx.ts';
import { drawPage } from '../support/documents/raster.ts';
import { buildXlsx } from '../support/documents/xlsx.ts';
import { buildZip } from '../support/documents/zip.ts';
import { eicar } from '../support/virus-signatures.ts';
import { convertForSeed } from './seed-conversions.ts';
import { calendar, csv, html, mailbox, pleading, rtf, sentences, windows1252 } from './seed-texts.ts';

export type SeedDocument = {
  group: 'dispute' | 'lease' | 'merger' | 'precedents' | 'closed' | 'production';
  filename: string;
  content: Buffer | string;
  /** The name of the document that this is the next version of. */
  replaces?: string;
  /** Where it ends. */
  state: 'searchable' | 'no-text' | 'needs-password' | 'quarantined' | 'failed';
};

/** The 60 documents that are filed, attachments and entries of archives apart. Deterministic, so that filing them again finds them there. */
export async function buildSeedDocuments(): Promise<SeedDocument[]> {
  const converted = await convertForSeed();
  return [
    ...dispute(),
    ...lease(),
    ...merger(),
    ...precedents(),
    ...closed(),
    ...production(),
    ...[...converted].map(([filename, content]) => searchable('precedents', filename, content)),
  ];
}

type Group = SeedDocument['group'];
type Content = SeedDocument['content'];

const searchable = (group: Group, filename: string, content: Content, replaces?: string): SeedDocument => ({
  group,
  filename,
  content,
  ...(replaces !== undefined && { replaces }),
  state: 'searchable',
});
const ending = (
  group: Group,
  [filename, content]: [string, Content],
  state: SeedDocument['state'],
): SeedDocument => ({ group, filename, content, state });

/** Papers of a lawsuit: findings of every kind, scans, a redaction that failed, messages with attachments. */
function dispute(): SeedDocument[] {
  const file = (filename: string, content: Content) => searchable('dispute', filename, content);
  const blackBox = 'q 0 g 60 682 300 14 re f Q\n';
  const redacted = ['The witness will be called', 'Marguerite Oyelaran of Bremen', 'and heard on Monday'];
  return [
    file('01 Complaint.pdf', buildPdf([1, 2, 3].map((page) => ({ lines: pleading('COMPLAINT', page) })))),
    file('02 Answer.pdf', buildPdf([1, 2].map((page) => ({ lines: pleading('ANSWER', page) })))),
    file(
      '03 Motion to compel.pdf',
      buildPdf([1, 2].map((page) => ({ lines: pleading('MOTION TO COMPEL', page) }))),
    ),
    file('04 Order.pdf', buildPdf([{ lines: pleading('ORDER', 1) }])),
    file('05 Witness list, redacted.pdf', buildPdf([{ lines: redacted, over: blackBox }])),
    file(
      '06 Deposition, scanned.pdf',
      buildPdf([
        { lines: ['Cover sheet with typed words on it'] },
        { picture: drawPage(['DEPOSITION OF MARGARET WINTERBOTTOM', 'THE WITNESS SAW THE VESSEL AT NOON']) },
      ]),
    ),
    file('07 Brief.docx', buildDocx(briefContent)),
    file('08 Damages.xlsx', buildXlsx(damagesSheets)),
    file('09 Opening.pptx', buildPptx(openingSlides)),
    file('10 Letter to the other side.eml', buildMessage(letterContent)),
    file('11 Deposition of Zachary Quigley.ics', calendar),
    file('12 Docket.html', html),
    file('13 Invoice 90210.png', buildPng(drawPage(['INVOICE NUMBER 90210 OF HARBOUR TRUST']))),
  ];
}

/** Drafts of one text: versions of one document, and near duplicates that are documents of their own. */
function lease(): SeedDocument[] {
  const text = sentences(7, 40);
  const amended = text.replaceAll('twelve', 'fourteen');
  const file = (filename: string, content: Content, replaces?: string) =>
    searchable('lease', filename, content, replaces);
  const draft = (words: string) => buildDocx({ paragraphs: words.split('\n').map((line) => [line]) });
  return [
    file('Lease, draft 1.docx', draft(text)),
    file('Lease, draft 2.docx', draft(amended), 'Lease, draft 1.docx'),
    file('Lease, signed.docx', draft(amended.replaceAll('quay', 'wharf')), 'Lease, draft 2.docx'),
    file('Lease as the tenant sent it.txt', text),
    file('Lease with the tenant’s changes.txt', `${text}\nThe tenant may end this lease after three years.`),
    file(
      'Plan of the quay.tif',
      buildTiff([drawPage(['PLAN OF THE NORTH QUAY']), drawPage(['BERTHS ONE TO NINE'])]),
    ),
    file('Rent.csv', csv),
    file('Note in Windows-1252.txt', windows1252),
  ];
}

/** Behind a wall: the words of these must show nowhere to who is shut out. */
function merger(): SeedDocument[] {
  const file = (filename: string, seed: number) =>
    searchable('merger', filename, buildPdf([{ lines: pleading('AGREEMENT AND PLAN OF MERGER', seed) }]));
  return [
    file('Term sheet.pdf', 4),
    file('Merger agreement.pdf', 5),
    file('Disclosure schedule.pdf', 6),
    searchable('merger', 'Board minutes.txt', `Minutes of the board of Quicksilver.\n${sentences(11, 12)}`),
    ending('merger', ['Data room.7z', lockedSevenZip], 'needs-password'),
    ending('merger', ['Valuation.pdf', lockedTwoPages], 'needs-password'),
  ];
}

function precedents(): SeedDocument[] {
  const file = (filename: string, content: Content) => searchable('precedents', filename, content);
  return [
    file('Engagement letter.rtf', rtf),
    file('Memo on privilege.txt', sentences(3, 60)),
    file(
      'Checklist for discovery.xlsx',
      buildXlsx([
        {
          name: 'Steps',
          rows: [
            ['Step', 'Who'],
            ['Hold', 'IT'],
          ],
        },
      ]),
    ),
    file('Training.pptx', buildPptx([{ lines: ['Holds', 'What they stop'], notes: 'Ask who knows one' }])),
  ];
}

function closed(): SeedDocument[] {
  return ['Claim', 'Defence', 'Reply', 'Settlement', 'Final invoice'].map((name, index) =>
    searchable('closed', `${name}.pdf`, buildPdf([{ lines: pleading(name.toUpperCase(), 20 + index) }])),
  );
}

/** What the other side sent: archives, mailboxes, and every way in which a file can go wrong. */
function production(): SeedDocument[] {
  const file = (filename: string, content: Content) => searchable('production', filename, content);
  const entries = [
    { name: 'Letters/2019/Brief für Größe.txt', content: 'The dredger left the harbour at dawn.' },
    {
      name: 'Orders/order.pdf',
      content: buildPdf([{ lines: ['It is so ordered in the matter of the quay'] }]),
    },
    { name: 'inner.zip', content: buildZip([{ name: 'deep.txt', content: 'Words far inside.' }]) },
  ];
  const damaged = buildPdf([{ lines: pleading('LOST', 1) }]).subarray(0, 300);
  const bates = (number: number) =>
    file(`VL-000${number}.pdf`, buildPdf([{ lines: [`VL-000${number}`, ...pleading('LETTER', number)] }]));
  return [
    file('Volume 1.zip', buildZip(entries)),
    file('Volume 2.7z', sevenZipArchive),
    file('Mail of 2019.mbox', mailbox),
    ...[101, 102, 103, 104, 105, 106].map(bates),
    ending('production', ['Locked volume.zip', lockedZip], 'needs-password'),
    ending('production', ['Locked page.pdf', lockedPdf], 'needs-password'),
    ending('production', ['Truncated.pdf', damaged], 'failed'),
    ending('production', ['Too deep.docx', buildDeepWordFile()], 'failed'),
    ending('production', ['Invoice.exe.txt', eicar], 'quarantined'),
    ending('production', ['Voicemail.bin', Buffer.from([0, 1, 2, 3, 255, 254, 0, 9, 0, 200])], 'no-text'),
    ending('production', ['Hearing.wav', Buffer.from('RIFF\u0024\0\0\0WAVEfmt \u0010')], 'no-text'),
    ending('production', ['Blank page.pdf', buildPdf([{}])], 'no-text'),
  ];
}

const briefContent = {
  paragraphs: [
    [
      'The court erred.',
      { footnote: 'See Lind v. Harbour, 12 F.3d 45 (9th Cir. 1994).' },
      ' It should be reversed.',
    ],
    ['Boxed:', { textBox: 'ATTORNEYS EYES ONLY' }],
    ['We agree to pay ', { deleted: 'ten' }, { inserted: 'twelve' }, ' pounds.'],
    [
      { breakBefore: 'page' as const },
      'The second page',
      { comment: 'Check this date.', author: 'Jane Roe' },
    ],
  ],
  table: [
    ['Vessel', 'Built'],
    ['Quigley & Sons', '1987'],
  ],
  header: 'PRIVILEGED AND CONFIDENTIAL',
};

const damagesSheets = [
  {
    name: 'Payments',
    rows: [
      ['Vessel', 'Paid', 'On'],
      ['Quigley', { number: 4711.5, style: 'money' as const }, { number: 43_536, style: 'date' as const }],
      ['Total', { formula: 'SUM(B2:B2)', value: 4711.5 }],
    ],
    note: { author: 'Jane Roe', text: 'Ask the bank about this' },
  },
  { name: 'Side letter', rows: [['Not for the auditors']], isHidden: true },
];

const openingSlides = [
  { lines: ['Opening', 'The dredger sank'], notes: 'Pause here' },
  { lines: ['Weakness'], isHidden: true, comment: { author: 'Ada', text: 'Drop this?' } },
];

const letterContent = {
  subject: 'Without prejudice',
  text: 'Dear Zachary,\n\nplease see attached. The offer of $1,200,000 stands until March 3, 2026.\n\nMargaret',
  attachments: [
    {
      filename: 'Offer.pdf',
      type: 'application/pdf',
      content: buildPdf([{ lines: ['Clause nine survives termination of this contract'] }]),
    },
    { filename: 'logo.txt', type: 'text/plain', content: Buffer.from('Harbour Trust, since 1871') },
  ],
  forwarded: buildMessage({ subject: 'The original', text: 'Forwarded words about the dredger.' }),
};

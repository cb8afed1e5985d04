import { gzipSync } from 'node:zlib';
import { calendar, html, mailbox, pleading, rtf, sentences } from '../../dev/seed-texts.ts';
import { sevenZipArchive } from '../documents/archives.ts';
import { convertDocuments } from '../documents/convert-documents.ts';
import { buildDocx } from '../documents/docx.ts';
import { buildMessage } from '../documents/eml.ts';
import { buildFlatSlides } from '../documents/flat-odf.ts';
import { buildPng, buildTiff } from '../documents/images.ts';
import { buildPdf } from '../documents/pdf.ts';
import { buildPptx } from '../documents/pptx.ts';
import { drawPage } from '../documents/raster.ts';
import { buildXlsx } from '../documents/xlsx.ts';
import { buildZip } from '../documents/zip.ts';
import type { FidelityInput } from './measure-fidelity.ts';

const brief = buildDocx({
  paragraphs: [
    ['The court erred.', { footnote: 'See Lind v. Harbour, 12 F.3d 45 (9th Cir. 1994).' }],
    ['We agree to pay ', { inserted: 'twelve' }, ' pounds to O\u2019Neil of Größe.'],
    [{ breakBefore: 'page' }, 'The second page', { comment: 'Check this date.', author: 'Jane Roe' }],
    ...sentences(17, 8)
      .split('\n')
      .map((line) => [line]),
  ],
  table: [
    ['Vessel', 'Built'],
    ['Quigley & Sons', '1987'],
  ],
  header: 'PRIVILEGED AND CONFIDENTIAL',
});
const deed = buildDocx({
  paragraphs: sentences(19, 8)
    .split('\n')
    .map((line) => [line]),
});
const fees = buildXlsx([
  {
    name: 'Fees',
    rows: [
      ['Hour', 'Fee'],
      [{ number: 1250.5, style: 'money' }, 'Harbour dues'],
      [{ formula: 'A2*2', value: 2501 }, 'Both'],
    ],
    note: { author: 'Jane Roe', text: 'Agreed on Monday' },
  },
  { name: 'Hidden', isHidden: true, rows: [['Reserve of the insurer']] },
]);
const slides = buildFlatSlides([
  { words: 'How we file', notes: 'Show the number' },
  { words: 'Questions of the client', notes: 'Wait' },
]);
const letter = buildMessage({
  subject: 'The berth at Valletta',
  text: sentences(5, 6),
  html: '<p>Words of the <b>other</b> part</p>',
  attachments: [{ filename: 'Minutes.txt', type: 'text/plain', content: Buffer.from('Quicksilver met.') }],
});
const page = drawPage(['INVOICE NUMBER 90210 OF HARBOUR TRUST', 'SIGNED BY ZACHARY QUIGLEY']);

/** A few documents of every format that is read, of the project's own making, each with words that others read too. */
export async function buildOwnDocuments(): Promise<FidelityInput[]> {
  const converted = await convertDocuments([
    { name: 'deed', from: 'docx', to: 'doc', content: deed },
    { name: 'power', from: 'docx', to: 'odt', content: deed },
    { name: 'fees', from: 'xlsx', to: 'xls', content: fees },
    { name: 'fees2', from: 'xlsx', to: 'ods', content: fees },
    { name: 'talk', from: 'fodp', to: 'ppt', content: slides },
    { name: 'talk2', from: 'fodp', to: 'odp', content: slides },
  ]);
  const file = (name: string, content: Buffer | string) => ({ name, content: Buffer.from(content) });
  const made = (name: string, ending: string) => file(`${name}.${ending}`, converted.get(name) ?? '');
  return [
    file('complaint.pdf', buildPdf([1, 2, 3].map((number) => ({ lines: pleading('COMPLAINT', number) })))),
    file('brief.docx', brief),
    made('deed', 'doc'),
    made('power', 'odt'),
    file('letter.rtf', rtf),
    file('fees.xlsx', fees),
    made('fees', 'xls'),
    made('fees2', 'ods'),
    file('opening.pptx', buildPptx([{ lines: ['Holds', 'What they stop'], notes: 'Ask who knows one' }])),
    made('talk', 'ppt'),
    made('talk2', 'odp'),
    file('letter.eml', letter),
    file('mail.mbox', mailbox),
    file('deposition.ics', calendar),
    file('docket.html', html),
    file('memo.txt', sentences(3, 60)),
    file('rent.csv', 'Berth,Rent\nNorth quay,1200\nSouth quay,1300\n'),
    file(
      'volume.zip',
      buildZip([{ name: 'Letters/one.txt', content: 'The dredger left the harbour at dawn.' }]),
    ),
    file('volume.7z', sevenZipArchive),
    file('note.txt.gz', gzipSync('The berth was let to nobody.')),
    file('invoice.png', buildPng(page)),
    file('fax.tif', buildTiff([page])),
  ];
}

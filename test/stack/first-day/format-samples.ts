import { buildDocx } from '../../support/documents/docx.ts';
import { buildMessage } from '../../support/documents/eml.ts';
import { buildPng } from '../../support/documents/images.ts';
import { buildPdf } from '../../support/documents/pdf.ts';
import { drawPage } from '../../support/documents/raster.ts';

/** A sheet of paper as a scanner sees it; our raster knows capitals only. */
const scan = (lines: string[]) => drawPage(lines.map((line) => line.toUpperCase()));

/** A document of our own making, and where its words must be found again. */
export type FormatSample = {
  filename: string;
  content: Buffer;
  pages: number;
  phrases: { phrase: string; page: number }[];
};

/** One document of each format that is read, each with words that stand in no other. */
export function buildFormatSamples(): FormatSample[] {
  return [
    {
      filename: 'charter-party.pdf',
      content: buildPdf([
        { lines: ['This page speaks of laytime.'] },
        { lines: ['The charterers shall pay demurrage at the agreed rate.'] },
      ]),
      pages: 2,
      phrases: [{ phrase: 'shall pay demurrage', page: 2 }],
    },
    {
      filename: 'scanned-deed.pdf',
      content: buildPdf([
        { picture: scan(['This deed is made between', 'the parties named below']) },
        { picture: scan(['The grantor conveys the orchard', 'and the northern meadow']) },
        { picture: scan(['Signed and delivered', 'before two witnesses']) },
      ]),
      pages: 3,
      phrases: [{ phrase: 'the northern meadow', page: 2 }],
    },
    {
      filename: 'partly-scanned.pdf',
      content: buildPdf([
        { lines: ['A cover letter that was typed.'] },
        { picture: scan(['The enclosed receipt', 'was stamped by the harbour']) },
      ]),
      pages: 2,
      phrases: [
        { phrase: 'cover letter that was typed', page: 1 },
        { phrase: 'stamped by the harbour', page: 2 },
      ],
    },
    {
      filename: 'photograph.png',
      content: buildPng(scan(['Photograph of the notice', 'nailed to the warehouse door'])),
      pages: 1,
      phrases: [{ phrase: 'nailed to the warehouse door', page: 1 }],
    },
    {
      filename: 'agreement.docx',
      content: buildDocx({
        paragraphs: [
          ['The lessee keeps the granary dry.', { footnote: 'Compare the tithe barn case.' }],
          [{ comment: 'Ask the surveyor about subsidence.', author: 'A. Clerk' }, 'Further terms follow.'],
          [{ textBox: 'A boxed warranty of title.' }, { endnote: 'Repealed by the later statute.' }],
        ],
        header: 'Draft for the arbitrators',
        footer: 'Counterpart of the lessee',
      }),
      // Headers and footers stand on a page of their own, after the last.
      pages: 2,
      phrases: [
        'keeps the granary dry',
        'tithe barn case',
        'surveyor about subsidence',
        'boxed warranty of title',
        'repealed by the later statute',
        'draft for the arbitrators',
        'counterpart of the lessee',
      ].map((phrase, index) => ({ phrase, page: index < 5 ? 1 : 2 })),
    },
    {
      filename: 'protocol.txt',
      content: Buffer.from('Die Zeugin sagte, die Brücke sei übermäßig belastet gewesen.\r\n', 'latin1'),
      pages: 1,
      phrases: [{ phrase: 'Brücke sei übermäßig belastet', page: 1 }],
    },
    {
      filename: 'correspondence.eml',
      content: buildMessage({
        subject: 'The lighthouse dues',
        text: 'Please find the ledger of the lighthouse dues attached.',
        attachments: [
          {
            filename: 'ledger.pdf',
            type: 'application/pdf',
            content: buildPdf([{ lines: ['Lighthouse ledger, folio seventeen.'] }]),
          },
        ],
      }),
      pages: 1,
      phrases: [{ phrase: 'ledger of the lighthouse dues', page: 1 }],
    },
  ];
}

/** What is attached to the message above; it becomes a document of its own. */
export const attachment = { filename: 'ledger.pdf', phrase: 'Lighthouse ledger, folio seventeen' };

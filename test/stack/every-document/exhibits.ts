import { sevenZipArchive } from '../../support/documents/archives.ts';
import { convertDocuments } from '../../support/documents/convert-documents.ts';
import { buildFlatSlides, buildFlatText, buildFlatWorkbook } from '../../support/documents/flat-odf.ts';
import {
  lockedPdf,
  buildDeepWordFile,
  buildEntityBomb,
  buildLoopingPdf,
  buildZipBomb,
} from '../../support/documents/hostile-files.ts';
import { buildTiff } from '../../support/documents/images.ts';
import { lockedSevenZip } from '../../support/documents/locked-files.ts';
import { drawPage } from '../../support/documents/raster.ts';
import { buildZip } from '../../support/documents/zip.ts';
import { attachment, buildFormatSamples } from '../first-day/format-samples.ts';

type State = 'searchable' | 'no-text' | 'needs-password' | 'quarantined' | 'failed';

/** A document of our own making, and what must become of it. */
export type ExpectedDocument = {
  filename: string;
  content: Buffer;
  /** Several where the promise is only that it ends, with a reason. */
  states: State[];
  pages?: number;
  /** Each must be found by search in this very document. */
  phrases?: string[];
  reason?: RegExp;
  /** File names of what becomes a document of its own. */
  children?: string[];
};

/** Every format and every kind of hostility, made by the project. */
export async function buildExpectedDocuments(): Promise<ExpectedDocument[]> {
  return [...dailyFormats(), ...(await officeFormats()), ...pictures(), ...containers(), ...hostile()];
}

function dailyFormats(): ExpectedDocument[] {
  return buildFormatSamples().map(({ filename, content, pages, phrases }) => ({
    filename,
    content,
    pages,
    states: ['searchable'],
    phrases: phrases.map(({ phrase }) => phrase),
    ...(filename.endsWith('.eml') && { children: [attachment.filename] }),
  }));
}

type OfficeKind = { content: Buffer; from: string; endings: string[]; phrases: string[]; pages?: number };

/** The same letter, workbook and slides in every format they come in, the old binary ones too. */
async function officeFormats(): Promise<ExpectedDocument[]> {
  const letter = buildFlatText(['The surveyor measured the towpath.', 'He found it wanting by a yard.']);
  const workbook = buildFlatWorkbook({
    Ledger: [
      ['Date', 'Entry'],
      ['3 May', 'Anchorage fee paid'],
    ],
    Crew: [['Bosun', 'Pilotage exemption']],
  });
  const slides = buildFlatSlides([
    { words: 'Opening statement on salvage', notes: 'Remember the tide tables' },
    { words: 'Closing words', notes: 'Thank the jury' },
  ]);
  const kinds: OfficeKind[] = [
    {
      ...{ content: letter, from: 'fodt', endings: ['doc', 'rtf', 'odt'] },
      phrases: ['measured the towpath', 'wanting by a yard'],
    },
    {
      ...{ content: workbook, from: 'fods', endings: ['xls', 'xlsx', 'ods'], pages: 2 },
      phrases: ['Anchorage fee paid', 'Pilotage exemption'],
    },
    {
      ...{ content: slides, from: 'fodp', endings: ['ppt', 'pptx', 'odp'], pages: 2 },
      phrases: ['statement on salvage', 'remember the tide tables', 'thank the jury'],
    },
  ];
  const converted = await convertDocuments(
    kinds.flatMap(({ content, from, endings }) =>
      endings.map((to) => ({ name: `office-${to}`, content, from, to })),
    ),
  );
  const office = kinds.flatMap(({ endings, phrases, pages }) =>
    endings.map((ending): ExpectedDocument => ({
      filename: `office.${ending}`,
      content: converted.get(`office-${ending}`) ?? Buffer.alloc(0),
      states: ['searchable'],
      phrases,
      ...(pages !== undefined && { pages }),
    })),
  );
  const csv = Buffer.from('Vessel,Cargo\r\nLinnea,"Timber, sawn"\r\nAurora,Herring in barrels\r\n');
  const html = Buffer.from(
    '<!doctype html><title>Notice of arrival</title><script>alert("never shown")</script><p>The pilot boarded at the fairway buoy.',
  );
  return [
    ...office,
    { filename: 'cargo.csv', content: csv, states: ['searchable'], phrases: ['Herring in barrels'] },
    {
      filename: 'notice.html',
      content: html,
      states: ['searchable'],
      phrases: ['boarded at the fairway buoy'],
    },
  ];
}

function pictures(): ExpectedDocument[] {
  const sheets = [drawPage(['FIRST SHEET OF THE FAX']), drawPage(['THE SECOND SHEET NAMES THE BARGE'])];
  return [
    {
      filename: 'fax.tif',
      content: buildTiff(sheets),
      states: ['searchable'],
      pages: 2,
      phrases: ['sheet names the barge'],
    },
    {
      filename: 'dictation.mp3',
      content: Buffer.concat([Buffer.from('ID3\u0004\0\0\0\0\0\0', 'latin1'), Buffer.alloc(4_000, 0xff)]),
      states: ['no-text'],
    },
  ];
}

function containers(): ExpectedDocument[] {
  const letter = Buffer.from('The harbour master answers by return.');
  return [
    {
      filename: 'bundle.zip',
      content: buildZip([
        { name: 'letters/reply.txt', content: letter },
        { name: '../../etc/outside.txt', content: 'A name that climbs is only a name.' },
        { name: 'inner.zip', content: buildZip([{ name: 'deep.txt', content: 'Two archives deep.' }]) },
      ]),
      states: ['searchable'],
      children: ['reply.txt', 'outside.txt', 'inner.zip'],
    },
    { filename: 'bundle.7z', content: sevenZipArchive, states: ['searchable'] },
    { filename: 'locked.7z', content: lockedSevenZip, states: ['needs-password'], reason: /password/ },
  ];
}

function hostile(): ExpectedDocument[] {
  return [
    { filename: 'locked.pdf', content: lockedPdf, states: ['needs-password'], reason: /password/ },
    { filename: 'loop.pdf', content: buildLoopingPdf(), states: ['no-text', 'failed'] },
    { filename: 'bomb.docx', content: buildZipBomb(), states: ['failed'] },
    { filename: 'entities.docx', content: buildEntityBomb(), states: ['failed'] },
    { filename: 'deep.docx', content: buildDeepWordFile(), states: ['failed'] },
    {
      filename: 'x'.repeat(4_000),
      content: Buffer.from('A name of four thousand bytes.'),
      states: ['searchable'],
    },
    {
      filename: 'invoice\u202efdp.exe',
      content: Buffer.from('A name that reads backwards.'),
      states: ['searchable'],
    },
    {
      filename: 'eicar.com',
      // The standard test file of virus scanners (EICAR), in two halves so that this source is not one.
      content: Buffer.from(`X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'}`),
      states: ['quarantined'],
    },
  ];
}

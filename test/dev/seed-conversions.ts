import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { convertDocuments } from '../support/documents/convert-documents.ts';
import { buildDocx } from '../support/documents/docx.ts';
import { buildFlatSlides } from '../support/documents/flat-odf.ts';
import { buildXlsx } from '../support/documents/xlsx.ts';
import { sentences } from './seed-texts.ts';
import { devDir } from './surroundings.ts';

const text = buildDocx({
  paragraphs: sentences(17, 8)
    .split('\n')
    .map((line) => [line]),
});
const sheet = buildXlsx([
  {
    name: 'Fees',
    rows: [
      ['Hour', 'Fee'],
      ['1', '£240'],
      ['2', '£480'],
    ],
  },
]);
const slides = buildFlatSlides([
  { words: 'How we file', notes: 'Show the number' },
  { words: 'Questions', notes: 'Wait' },
]);

/** Precedents in formats that nobody writes by hand any more. LibreOffice takes its time, so they are kept. */
const conversions = [
  { name: 'Deed', from: 'docx', to: 'doc', content: text },
  { name: 'Power of attorney', from: 'docx', to: 'odt', content: text },
  { name: 'Fee agreement', from: 'docx', to: 'pdf', content: text },
  { name: 'Fees 2019', from: 'xlsx', to: 'xls', content: sheet },
  { name: 'Fees 2020', from: 'xlsx', to: 'ods', content: sheet },
  { name: 'How we file', from: 'fodp', to: 'ppt', content: slides },
  { name: 'How we file', from: 'fodp', to: 'odp', content: slides },
];

/** Their bytes by filename. */
export async function convertForSeed(): Promise<Map<string, Buffer>> {
  const folder = join(devDir, 'converted');
  const named = conversions.map((one) => ({ ...one, file: `${one.name}.${one.to}` }));
  const missing = named.filter(({ file }) => !existsSync(join(folder, file)));
  if (missing.length > 0) {
    mkdirSync(folder, { recursive: true });
    // No blanks: the command that converts is a line of a shell.
    const plain = missing.map((one, index) => ({ ...one, name: `converted${String(index)}` }));
    const made = await convertDocuments(plain);
    for (const [index, { file }] of missing.entries())
      writeFileSync(join(folder, file), made.get(`converted${String(index)}`) ?? '');
  }
  return new Map(named.map(({ file }) => [file, readFileSync(join(folder, file))]));
}

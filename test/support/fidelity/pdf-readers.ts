import { quoteForBash } from './quote-for-bash.ts';
import type { IndependentReader } from './reader-container.ts';

const pdfiumScript = `
import { readFileSync } from 'node:fs';
import { PDFiumLibrary } from '@hyzyla/pdfium';
const library = await PDFiumLibrary.init();
const document = await library.loadDocument(readFileSync(process.argv[1]));
for (const page of document.pages()) process.stdout.write(page.getText() + '\\n');
`;

/** PDF: the layer of text, by two engines. */
export const pdfReaders: readonly IndependentReader[] = [
  { name: 'pdftotext', image: 'tools', reads: /\.pdf$/i, script: 'pdftotext -enc UTF-8 "$1" -' },
  {
    name: 'pdfium',
    image: 'sandbox',
    reads: /\.pdf$/i,
    script: `cd /opt/strongroom && node --input-type=module -e ${quoteForBash(pdfiumScript)} "$1"`,
  },
];

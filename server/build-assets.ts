import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Run once, by `npm run build`, after tsc has put the browser's scripts into the same folder.
const target = fileURLToPath(new URL('assets/', import.meta.url));
const source = fileURLToPath(new URL('../../server/assets/', import.meta.url));

/** What pdf.js fetches while it draws; its WebAssembly is left out, so the content security policy needs no exception. */
const pdfjsParts = [
  'LICENSE',
  'build/pdf.min.mjs',
  'build/pdf.worker.min.mjs',
  'cmaps',
  'standard_fonts',
  'iccs',
  'wasm/LICENSE_JBIG2',
  'wasm/LICENSE_OPENJPEG',
  'wasm/jbig2_nowasm_fallback.js',
  'wasm/openjpeg_nowasm_fallback.js',
];

const pdfjs = folderOf(import.meta.resolve('pdfjs-dist/package.json'));
const typefaces = {
  'source-sans-3': folderOf(import.meta.resolve('@fontsource-variable/source-sans-3/package.json')),
  'source-serif-4': folderOf(import.meta.resolve('@fontsource-variable/source-serif-4/package.json')),
};

buildAssets();

function buildAssets(): void {
  const styles = join(source, 'styles');
  const sheets = readdirSync(styles).toSorted();
  write('strongroom.css', sheets.map((sheet) => readFileSync(join(styles, sheet), 'utf8')).join('\n'));
  copy(join(source, 'favicon.svg'), 'favicon.svg');
  for (const part of pdfjsParts) copy(join(pdfjs, part), join('pdfjs', part));
  for (const [family, folder] of Object.entries(typefaces)) {
    for (const subset of ['latin', 'latin-ext']) {
      const file = `${family}-${subset}-wght-normal.woff2`;
      copy(join(folder, 'files', file), join('fonts', file));
    }
    copy(join(folder, 'LICENSE'), join('fonts', `LICENSE-${family}`));
  }
  write('release.json', `${JSON.stringify({ hash: hashOfAll() })}\n`);
}

/** The hash of all assets is part of their address: a browser keeps them for good, and asks anew after an upgrade. */
function hashOfAll(): string {
  const hash = createHash('sha256');
  const files = readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'release.json')
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  for (const file of files) hash.update(file.slice(target.length)).update('\0').update(readFileSync(file));
  return hash.digest('base64url').slice(0, 16);
}

function folderOf(manifest: string): string {
  return dirname(fileURLToPath(manifest));
}

function copy(from: string, to: string): void {
  cpSync(from, join(target, to), { recursive: true });
}

function write(to: string, text: string): void {
  const file = join(target, to);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Run once, by `npm run build`, after tsc has put the browser's scripts into the same folder. The sources say the same as what they become.
const productDir = dirname(findPackageJSON('..', import.meta.url) ?? '');
const outputDir = join(productDir, 'dist/server/assets/');
const sourceDir = join(productDir, 'server/browser/');

/** What pdf.js fetches while it draws; its WebAssembly is left out, so the content security policy needs no exception. */
const pdfjsFiles = [
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

const bundled: string[] = [];
const pdfjs = packageDir(import.meta.resolve('pdfjs-dist/package.json'));
const fonts = {
  'source-sans-3': packageDir(import.meta.resolve('@fontsource-variable/source-sans-3/package.json')),
  'source-serif-4': packageDir(import.meta.resolve('@fontsource-variable/source-serif-4/package.json')),
};

buildAssets();

function buildAssets(): void {
  const styles = join(sourceDir, 'styles');
  const stylesheets = readdirSync(styles).toSorted();
  writeAsset(
    'strongroom.css',
    stylesheets.map((sheet) => readFileSync(join(styles, sheet), 'utf8')).join('\n'),
  );
  copyAsset(join(sourceDir, 'favicon.svg'), 'favicon.svg');
  for (const part of pdfjsFiles) copyAsset(join(pdfjs, part), join('pdfjs', part));
  for (const [family, folder] of Object.entries(fonts)) {
    for (const subset of ['latin', 'latin-ext']) {
      const file = `${family}-${subset}-wght-normal.woff2`;
      copyAsset(join(folder, 'files', file), join('fonts', file));
    }
    copyAsset(join(folder, 'LICENSE'), join('fonts', `LICENSE-${family}`));
  }
  const release = { hash: hashAssets(), integrity: digestPageAssets() };
  writeAsset('release.json', `${JSON.stringify(release)}\n`);
  // For the image's bill of materials (ops/images/app): these are no packages that Node loads.
  writeFileSync(join(productDir, 'dist/server/bundled-packages.json'), `${JSON.stringify(bundled)}\n`);
}

/** The hash of all assets is part of their address: a browser keeps them for good, and asks anew after an upgrade. */
function hashAssets(): string {
  const hash = createHash('sha256');
  const files = readdirSync(outputDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'release.json')
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  for (const file of files) hash.update(file.slice(outputDir.length)).update('\0').update(readFileSync(file));
  return hash.digest('base64url').slice(0, 16);
}

/** What every page loads: a browser runs and shows it only as it was built (W3C Subresource Integrity). */
function digestPageAssets(): Record<string, string> {
  const files = readdirSync(outputDir).filter((file) => /\.(?:js|css)$/.test(file));
  const digest = (file: string) =>
    createHash('sha384')
      .update(readFileSync(join(outputDir, file)))
      .digest('base64');
  return Object.fromEntries(files.toSorted().map((file) => [file, `sha384-${digest(file)}`]));
}

function packageDir(manifest: string): string {
  const file = fileURLToPath(manifest);
  bundled.push((JSON.parse(readFileSync(file, 'utf8')) as { name: string }).name);
  return dirname(file);
}

function copyAsset(from: string, to: string): void {
  cpSync(from, join(outputDir, to), { recursive: true });
}

function writeAsset(to: string, text: string): void {
  const file = join(outputDir, to);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

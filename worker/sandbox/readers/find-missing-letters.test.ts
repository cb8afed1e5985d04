import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { buildPdfWithLostLetters } from '../../../test/support/documents/lost-letters.ts';
import { buildPdf } from '../../../test/support/documents/pdf.ts';
import { drawPage } from '../../../test/support/documents/raster.ts';

describe('Letters that a PDF draws without saying which they are', () => {
  const reader = join(import.meta.dirname, `find-missing-letters${extname(import.meta.filename)}`);
  const look = (pdf: Buffer) => {
    const dir = mkdtempSync(join(tmpdir(), 'strongroom-letters-'));
    try {
      writeFileSync(join(dir, 'input'), pdf);
      execFileSync(process.execPath, [reader], { cwd: dir });
      return readFileSync(join(dir, 'missing.ndjson'), 'utf8');
    } finally {
      rmSync(dir, { recursive: true });
    }
  };

  it('are counted by page', function startPdfium() {
    this.timeout(30_000);
    const pdf = buildPdfWithLostLetters(['the \uFB01duciary of kirk\uFB01eld', 'signs'], drawPage([]));
    assert.deepEqual(JSON.parse(look(pdf)), { page: 1, letters: 2 });
  });

  for (const glyph of ['uniE001', 'nonbreakingspace'])
    it(`also where the file calls them ${glyph}`, function startPdfium() {
      this.timeout(30_000);
      const pdf = buildPdfWithLostLetters(['the bene\uFB01ciary signs'], drawPage([]), glyph);
      assert.deepEqual(JSON.parse(look(pdf)), { page: 1, letters: 1 });
    });

  it('and a page whose letters all have a name has none', function startPdfium() {
    this.timeout(30_000);
    assert.equal(look(buildPdfWithLostLetters(['the duciary of kirk eld'], drawPage([]))), '');
    assert.equal(look(buildPdf([{ lines: ['The fiduciary signs in the of-', 'fice'] }])), '');
  });
});
